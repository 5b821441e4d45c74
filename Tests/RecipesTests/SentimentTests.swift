import Base
// Foundation proper, because only it has Process.
import Foundation
import Pipelines
import Recipes
import Runs
import Tensor
import Testing
import Transformer

/// A tiny encoder with a word-piece vocabulary and a tiny data set.
extension Sandbox {
  private static let praise = ["good", "great", "fine", "lovely", "warm"]
  private static let blame = ["bad", "poor", "dull", "cold", "sad"]
  private static let filler = ["the", "a", "film", "food", "was", "and", "very", "room", "it", "not", "!", "."]

  static func reviews() throws -> Sandbox {
    let settings = """
      recipe: sentiment
      model: ./base
      train_file: train.tsv
      dev_file: dev.tsv
      epochs: 6
      batch_size: 8
      learning_rate: 2e-3
      warmup: 0.1
      """
    let sandbox = try Sandbox(
      settings: settings, files: ["train.tsv": texts(120, seed: 1), "dev.tsv": texts(40, seed: 2)])
    try sandbox.addEncoder("base")
    return sandbox
  }

  /// Puts an encoder of random weights into the folder.
  func addEncoder(_ name: String, width: Int = 24, innerWidth: Int = 40) throws {
    try makeFolder(folder + "/" + name)
    let words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + Self.praise + Self.blame + Self.filler
    try write(name + "/vocab.txt", words.joined(separator: "\n") + "\n")
    let config = """
      {"model_type": "bert", "vocab_size": \(words.count), "hidden_size": \(width), "num_hidden_layers": 2,
       "num_attention_heads": 2, "intermediate_size": \(innerWidth), "hidden_act": "gelu", \
       "max_position_embeddings": 16,
       "type_vocab_size": 2, "layer_norm_eps": 1e-12, "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1,
       "initializer_range": 0.1}
      """
    try write(name + "/config.json", config)
    let model = try SequenceClassifier(folder: folder + "/" + name, labelCount: 2, opening: .untrained, seed: 4)
    try model.write(to: folder + "/" + name, labels: ["down", "up"])
  }

  /// Takes dropout out of the encoder `base`, to compare runs that would drop other values.
  func withoutDropout() throws {
    var config = try #require(json("base/config.json").object)
    config["hidden_dropout_prob"] = .number(0)
    config["attention_probs_dropout_prob"] = .number(0)
    try write("base/config.json", JSON.object(config).compact)
  }

  /// Labelled texts: one word of praise or blame decides.
  static func texts(_ count: Int, seed: UInt64) -> String {
    var state = seed
    func pick(_ words: [String]) -> String {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return words[Int(state >> 33) % words.count]
    }
    return "label\ttext\n"
      + (0..<count).map { index in
        let isPraise = index % 2 == 0
        let words =
          (0..<(2 + Int(state >> 40) % 5)).map { _ in pick(filler) } + [pick(isPraise ? praise : blame), pick(filler)]
        return "\(isPraise ? "up" : "down")\t\(words.joined(separator: " "))\n"
      }.joined()
  }
}

@Suite struct SentimentTests {
  @Test func aRunLearnsAndLeavesWhatScriptsRelyOn() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.train("run", ["epochs=12"])
    for file in [
      "config.yaml", "metrics.jsonl", "results.json", "best/config.json", "best/model.safetensors",
      "best/vocab.txt", "best/attune.json", "last/model.safetensors", "last/optimizer.safetensors",
    ] { #expect(sandbox.exists("run/" + file), "\(file)") }

    let lines = try sandbox.lines("run/metrics.jsonl")
    let steps = lines.filter { $0["split"] == nil }
    #expect(steps.map { $0["step"]?.integer } == Array(1...180))
    for line in lines {
      for key in ["step", "epoch", "loss", "learning_rate", "tokens_per_second", "seconds"] {
        #expect(line[key]?.number?.isFinite == true, "\(key) in \(line.compact)")
      }
    }
    // The words decide the label: less than that would be a broken model or optimiser.
    let evaluation = try sandbox.attune(["evaluate", "run/best", "--format", "json"])
    #expect(evaluation.code == 0, "\(evaluation.error)")
    let scores = try JSON(parsing: evaluation.output)
    #expect(try #require(scores["accuracy"]?.number) >= 0.95)
    for key in [
      "accuracy", "macro_f1", "mcc", "loss", "count", "interval", "confusion", "per_class", "baselines",
      "checkpoint_sha256", "data_sha256",
    ] { #expect(scores[key] != nil, "\(key)") }
    #expect(scores["checkpoint_sha256"]?.string == (try sandbox.hash("run/best/model.safetensors")))
    #expect(scores["data_sha256"]?.string == (try sandbox.hash("dev.tsv")))
    #expect(scores["count"] == .integer(40))

    // What was reported at the end of the run is what the folder gives when it is opened again.
    let results = try sandbox.json("run/results.json")
    #expect(results["dev"]?["loss"] == scores["loss"])

    let prediction = try sandbox.attune([
      "predict", "run/best", "the food was lovely .", "the room was cold .", "--format", "jsonl",
    ])
    let predicted = try prediction.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(predicted.map { $0["label"]?.string } == ["up", "down"])
    #expect(predicted[0]["text"]?.string == "the food was lovely .")
    let shares = try #require(predicted[0]["probabilities"]?.object)
    #expect(abs(shares.members.reduce(0) { $0 + ($1.value.number ?? 0) } - 1) < 1e-9)
  }

  /// Killed without warning, and stopped by a signal: both go on to the very bits of a run that was left alone.
  @Test(arguments: [SIGKILL, SIGTERM]) func aStoppedRunGoesOnToTheSameBits(_ signal: Int32) throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    let extra = ["epochs=40", "evaluate_every=7"]
    try sandbox.train("whole", extra)
    // Stopped once it has passed a checkpoint and is between two.
    try sandbox.cut("cut", extra, by: signal, after: 20) { _ in true }
    #expect(try sandbox.resume("cut").output.contains("resumed after step"))
    for checkpoint in ["last", "best"] {
      #expect(try sandbox.weights("cut/" + checkpoint) == sandbox.weights("whole/" + checkpoint))
    }
    #expect(try sandbox.steps("cut").map { $0["step"]?.integer } == Array(1...600))
  }

  @Test func accumulationEqualsTheBigBatch() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    // Dropout counts batches, so it is switched off to compare.
    try sandbox.withoutDropout()
    try sandbox.train("big", ["batch_size=12", "epochs=2"])
    try sandbox.train("small", ["batch_size=4", "accumulation=3", "epochs=2"])
    let losses = try ["big", "small"].map(sandbox.losses)
    #expect(losses[0].count == 20)
    #expect(zip(losses[0], losses[1]).allSatisfy { abs($0 - $1) < 1e-4 * max(1, $0) })
  }

  @Test func otherTasksAndSettingsRun() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    for (index, extra) in [
      ["pooling=mean", "layer_decay=0.9", "label_smoothing=0.1", "class_weights=[1, 2]", "schedule=cosine"],
      [
        "pooling=first", "batch_tokens=60", "group_by_length=true", "freeze=[embeddings, layer.0]", "schedule=constant",
      ],
    ].enumerated() {
      try sandbox.train("run\(index)", extra + ["epochs=2"])
      #expect(try sandbox.attune(["evaluate", "run\(index)/best"]).code == 0)
    }
    let frozen = try SafetensorsFile(path: sandbox.folder + "/run1/last/model.safetensors")
    let base = try SafetensorsFile(path: sandbox.folder + "/base/model.safetensors")
    let embedding = "bert.embeddings.word_embeddings.weight"
    #expect(frozen.tensor(embedding) == base.tensor(embedding))
    let last = "bert.encoder.layer.1.output.dense.weight"
    #expect(frozen.tensor(last) != base.tensor(last))

    // Regression on numbers.
    for name in ["train", "dev"] {
      let text = try sandbox.read("\(name).tsv")
      try sandbox.write(
        "\(name).tsv", text.replacing("\nup\t", with: "\n1.5\t").replacing("\ndown\t", with: "\n-0.5\t"))
    }
    try sandbox.train("regression", ["task=regression", "metric=loss", "epochs=15"])
    let scores = try JSON(parsing: sandbox.attune(["evaluate", "regression/best", "--format", "json"]).output)
    let error = try #require(scores["mse"]?.number)
    #expect(error < 0.3)
    #expect(try #require(scores["baselines"]?["mean_mse"]?.number) > 0.9)
  }

  /// What a new user would do wrong: one clear message, the right exit code, nothing half-written.
  @Test func mistakesAreExplained() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    func refuse(_ extra: [String], code: Int32, _ words: String...) throws {
      try sandbox.expectRefusal(extra, code: code, words)
    }
    try refuse(["learning_rat=1"], code: 2, "learning_rat", "did you mean learning_rate")
    try refuse(["epochs=many"], code: 2, "epochs", "a whole number", "many")
    try refuse(["train_file=nowhere.tsv"], code: 2, "train_file", "nowhere.tsv")
    try refuse(["model=no-such-model"], code: 2, "there is no model no-such-model", "Names of models are owner/name")
    try refuse(["model=some-body/no-such-model"], code: 2, "attune download some-body/no-such-model")
    try refuse(["labels=[up, sideways]"], code: 1, "down", "train.tsv")
    try refuse(["freeze=[layer.7]"], code: 1, "layer.7")
    try refuse(["max_length=99"], code: 1, "max_length", "16")
    try sandbox.write("empty.tsv", "")
    try refuse(["train_file=empty.tsv"], code: 1, "empty.tsv")

    // A vocabulary with more words than the embedding has rows.
    let vocabulary = try sandbox.read("base/vocab.txt")
    try sandbox.write("base/vocab.txt", vocabulary + "extra\n")
    try refuse([], code: 1, "28 tokens", "27 rows")
    try sandbox.write("base/vocab.txt", vocabulary)

    // A checkpoint whose shapes are another's, and one of another architecture.
    let config = try sandbox.read("base/config.json")
    try sandbox.write(
      "base/config.json", config.replacing("\"intermediate_size\": 40", with: "\"intermediate_size\": 44"))
    try refuse([], code: 1, "intermediate.dense.weight", "[40, 24]", "[44, 24]")
    try sandbox.write("base/config.json", config.replacing("\"bert\"", with: "\"llama\""))
    try refuse([], code: 1, "llama", "distilbert")
  }

  @Test func aRunThatCannotWriteSaysSo() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    // A file-size limit stands in for a full disk: the checkpoint does not fit, the log does.
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    let command = "trap '' XFSZ; ulimit -f 24; exec '\(Sandbox.binary)' run run.yaml --output full"
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(filePath: sandbox.folder)
    let error = Pipe()
    process.standardError = error
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(text.contains("model.safetensors"), "\(text)")
    let left = try folderContents(sandbox.folder + "/full")
    #expect(!left.contains("best") && !left.contains { $0.contains(".new-") }, "\(left)")
  }

  /// Weights that make numbers too large: the run stops at the first step and says on which examples.
  @Test func brokenNumbersStopTheRun() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    // All of them are 1.4e17: that is finite, and their products are not.
    var bytes = try readFile(sandbox.folder + "/base/model.safetensors")
    let start = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
    for place in stride(from: start, to: bytes.count, by: 4) {
      bytes.replaceSubrange(place..<place + 4, with: [0, 0, 0, 0x5C])
    }
    try writeFile(sandbox.folder + "/base/model.safetensors", bytes)
    let outcome = try sandbox.attune(["run", "run.yaml", "--output", "run"])
    #expect(outcome.code == 1)
    for words in ["step 1: the loss is not a finite number", "The step's examples: ", "train.tsv:"] {
      #expect(outcome.error.contains(words), "\(outcome.error)")
    }
    #expect(!sandbox.exists("run/best") && !sandbox.exists("run/last"))
  }
}
