import Base
import Foundation
import Testing

/// Runs with attention that sees only some keys: from the settings to a checkpoint that is used.
@Suite struct SparseAttentionRunTests {
  static let kinds = [
    ["attention=windowed", "window=3"], ["attention=windowed", "window=2", "global_tokens=0"],
    ["attention=bigbird", "block_size=4", "random_blocks=1"], ["attention=linformer", "projection_length=6"],
  ]

  /// Longer than the encoder's 16 positions: the table is extended, and every token is read. Then all that is done with
  /// a checkpoint.
  @Test(arguments: kinds) func wholeTextsAreReadAndTheCheckpointIsUsed(_ attention: [String]) throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    let long = "up\tgood " + String(repeating: "the film was a room ", count: 6)
    try sandbox.write("train.tsv", sandbox.read("train.tsv") + long + "\n")
    let settings = attention + ["max_length=40", "epochs=30", "evaluate_every=20"]
    let outcome = try sandbox.train("run", settings)
    #expect(outcome.error.contains("max_length: the model has 16 positions; copies of them extend the table to 40"))
    let results = try sandbox.json("run/results.json")
    #expect(results["ledger"]?["cut"] == .integer(0))
    // The classifier reads the first token: without a global one it sees few others.
    let isGlobal = !attention.contains("global_tokens=0")
    #expect(try #require(results["dev"]?["accuracy"]?.number) > (isGlobal ? 0.8 : 0.4))
    let config = try sandbox.json("run/best/config.json")
    let name = String(attention[0].dropFirst("attention=".count))
    #expect(config["model_type"] == .string("attune_\(name)_bert") && config["architectures"] == nil)
    #expect(config["max_position_embeddings"] == .integer(40))
    for setting in attention.dropFirst() {
      let parts = setting.split(separator: "=")
      #expect(config["attention_\(parts[0])"] == .integer(Int(parts[1])!))
    }
    // Scored as the run scored it; one text, longer than the base model reads.
    #expect(try sandbox.scores("run/best")["loss"] == results["dev"]?["loss"])
    let prediction = try sandbox.attune(["predict", "run/best", String(long.dropFirst(3)), "--format", "jsonl"])
    #expect(prediction.code == 0 && prediction.output.contains("\"label\":"), "\(prediction)")
    #expect(!prediction.output.contains("cut_tokens"))
    // It goes on as a base model, with the attention that it has.
    try sandbox.train("again", ["model=./run/best", "max_length=40", "epochs=1"])
    #expect(try sandbox.json("again/best/config.json")["model_type"] == config["model_type"])
  }

  /// Killed and resumed, and with other threads: the same bits.
  @Test(arguments: kinds) func resumedRunsAreTheSame(_ attention: [String]) throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    let settings = attention + ["max_length=24", "epochs=30", "evaluate_every=7"]
    try sandbox.train("whole", settings + ["threads=1"])
    try sandbox.train("threads", settings + ["threads=3"])
    try sandbox.cut("cut", settings + ["threads=1"], by: SIGKILL, after: 20) { _ in true }
    #expect(try sandbox.resume("cut").output.contains("resumed after step"))
    for other in ["threads", "cut"] {
      #expect(try sandbox.weights(other + "/last") == sandbox.weights("whole/last"), "\(other)")
      #expect(try sandbox.weights(other + "/best") == sandbox.weights("whole/best"), "\(other)")
    }
  }

  @Test(arguments: [
    ["architecture.attention=windowed", "architecture.window=5"],
    ["architecture.attention=bigbird", "architecture.block_size=4", "architecture.random_blocks=1"],
    ["architecture.attention=perceiver", "architecture.latents=4"],
  ]) func decodersAreTrainedAndUsed(_ attention: [String]) throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.train("run", attention)
    let name = String(attention[0].dropFirst("architecture.attention=".count))
    #expect(try sandbox.json("run/best/config.json")["model_type"] == .string("attune_\(name)_gpt2"))
    let results = try sandbox.json("run/results.json")
    #expect(try sandbox.scores("run/best")["exact_match"] == results["dev"]?["exact_match"])
    let text = try sandbox.attune(["generate", "run/best", "--prompt", "where", "--max-tokens", "20"])
    #expect(text.code == 0, "\(text)")
  }

  /// What is wrong is said before training, all at once, with what to do.
  @Test func wrongSettingsAreRefused() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    for (settings, code, words) in [
      (["attention=windowed", "window=0"], 2, ["window: must be a whole number from 1"]),
      (
        ["attention=windowed", "window=0", "block_size=3", "epochs=0"], 2, ["3 problems", "no such setting", "bigbird"]
      ),
      (["attention=windowed"], 1, ["window: must be less than the 16 tokens"]),
      (["window=3"], 1, ["window: dot_product attention has no such setting", "windowed"]),
      (["attention=bigbird", "block_size=5"], 1, ["block_size: must divide the 16 tokens", "use 4, or read 20"]),
      (["attention=linformer"], 1, ["projection_length: must be at most the 16 tokens", "The default is 256"]),
      (["attention=linformer", "projection_length=0"], 2, ["projection_length: must be a whole number from 1"]),
      (
        ["attention=linformer", "projection_length=4", "projection_sharing=heads"], 2,
        ["projection_sharing", "headwise, key_value, layerwise"]
      ),
      (["attention=perceiver"], 2, ["attention: perceiver attention cannot be used in encoders", "reads the first"]),
      (["attention=synthesizer"], 2, ["attention: synthesizer attention cannot be used in encoders"]),
      (["attention=windwed"], 2, ["attention", "windowed"]),
      (["max_length=40"], 1, ["max_length is 40, but the model has 16 positions", "attention=windowed or bigbird"]),
    ] as [([String], Int32, [String])] {
      try sandbox.expectRefusal(settings, code: code, words)
    }
    let questions = try Sandbox.questions()
    defer { questions.remove() }
    for (settings, words) in [
      (["architecture.attention=windowed", "architecture.window=0"], ["architecture.window: must be a whole number"]),
      (["architecture.attention=windowed", "architecture.window=100000"], ["architecture.window: must be less than"]),
      (["architecture.window=5"], ["architecture.window: dot_product attention has no such setting"]),
      (
        ["architecture.attention=windowed", "architecture.window=5", "architecture.global_tokens=1"],
        ["architecture.global_tokens: windowed attention has no such setting; its settings are window"]
      ),
      (
        ["architecture.attention=perceiver", "architecture.latents=0"], ["architecture.latents: must be a whole number"]
      ),
      (
        ["architecture.attention=perceiver", "architecture.latents=100000"],
        ["architecture.latents: must be at most the"]
      ),
      (
        ["architecture.attention=linformer"],
        ["architecture.attention: linformer attention cannot be used in decoders", "later tokens"]
      ),
      (["architecture.attention=bigbird", "architecture.block_size=7"], ["architecture.block_size: must divide"]),
    ] as [([String], [String])] {
      try questions.expectRefusal(settings, code: 2, words)
    }
  }
}
