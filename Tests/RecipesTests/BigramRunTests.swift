import Base
import Foundation
import Testing

/// Runs with `architecture.family: bigram` through the binary.
@Suite struct BigramRunTests {
  /// Seven words: the unknown one, three of the sentence and its stop, and two of the four towns.
  private static let base = [
    "architecture.layers=4", "architecture.heads=8", "architecture.dropout=0.1", "architecture.family=bigram",
    "architecture.intermediate_size=null", "architecture.attention=dot_product", "architecture.positions=learned",
    "architecture.tied_output=true", "architecture.tokenizer=treebank", "architecture.max_words=7",
    "architecture.unknown=UUUNKKK", "architecture.bigram.embedding_size=6", "architecture.initializer_range=0.1",
    "dev_file=dev.txt", "end=null", "pretraining.optimizer=sgd", "pretraining.momentum=0.9",
    "pretraining.schedule=halving", "pretraining.halve_every=40", "pretraining.learning_rate=0.1", "save_every=0",
  ]

  /// The settings with some of them changed.
  private static func settings(_ changes: [String]) -> [String] {
    let keys = Set(changes.map { $0.prefix { $0 != "=" } })
    return base.filter { !keys.contains($0.prefix { $0 != "=" }) } + changes
  }

  @Test func aRunLearnsAndStandsBesideModelsThatCount() throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    let outcome = try sandbox.train("whole", Self.base + ["threads=1"])
    #expect(outcome.output.contains("trigram, Kneser-Ney"))
    let dev = try sandbox.json("whole/results.json")["dev"]
    let loss = try #require(dev?["loss"]?.number)
    let ngrams = try #require(dev?["ngrams"]?.object)
    #expect(ngrams.members.map(\.key) == ["unigram", "bigram_add_k", "bigram_kneser_ney", "trigram_kneser_ney"])
    // With what the last word says it is better than without.
    #expect(try loss < #require(ngrams["unigram"]?["loss"]?.number))
    let scores = try sandbox.scores("whole/best", [])
    #expect(scores["loss"]?.number == loss && scores["unknown_tokens"]?.integer ?? 0 > 0)
    #expect(try sandbox.json("whole/best/config.json")["model_type"]?.string == "attune_bigram")
    let words = try sandbox.json("whole/best/attune_words.json")
    #expect(words["special_tokens"]?.array?.first?.string == "UUUNKKK")
    // What comes next depends on the last word alone.
    func continuation(_ prompt: String) throws -> String? {
      let outcome = try sandbox.attune(
        ["generate", "whole/best", "--prompt", prompt, "--max-tokens", "5", "--format", "json"])
      #expect(outcome.code == 0, "\(outcome.error)")
      return try JSON(parsing: Array(outcome.output.utf8))["text"]?.string
    }
    #expect(try continuation("was born in") == continuation("in"))
  }

  /// Killed and resumed, and on other threads: the same bits. Without momentum the optimizer has no state.
  @Test(arguments: ["0.9", "0"]) func aKilledRunResumesWithTheSameBits(_ momentum: String) throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    let settings = Self.settings(["pretraining.momentum=\(momentum)"])
    try sandbox.train("whole", settings + ["threads=1"])
    try sandbox.cut("cut", settings + ["threads=1"], by: SIGKILL, after: 10) { _ in true }
    _ = try sandbox.resume("cut")
    try sandbox.train("threads", settings + ["threads=3"])
    for checkpoint in ["best", "last"] {
      let weights = try sandbox.weights("whole/" + checkpoint)
      #expect(try sandbox.weights("cut/" + checkpoint) == weights)
      #expect(try sandbox.weights("threads/" + checkpoint) == weights)
    }
  }

  /// Vectors of a file; those that are not trained stay.
  @Test(arguments: [true, false]) func vectorsOfAFile(_ isTrained: Bool) throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    try sandbox.write("vectors.txt", "born 1 2 3\nin 0 1 0\n")
    let vectors = [
      "architecture.bigram.embedding_size=null", "architecture.bigram.vectors=vectors.txt",
      "architecture.bigram.trainable=\(isTrained)",
    ]
    try sandbox.train("run", Self.settings(vectors))
    #expect(try sandbox.json("run/best/config.json")["embedding_size"]?.integer == 3)
    try sandbox.expectRefusal(
      Self.settings(["architecture.bigram.vectors=nowhere.txt"]), code: 2,
      ["architecture.bigram.vectors", "nowhere.txt"])
  }

  @Test func wrongSettingsAreRefused() throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    for (extra, words) in [
      (Self.settings(["architecture.layers=3"]), ["architecture.layers: has no effect with family: bigram"]),
      (["architecture.bigram.embedding_size=3"], ["bigram: has no effect without family: bigram"]),
      (["pretraining.momentum=0.5"], ["momentum: has no effect without optimizer: sgd"]),
      (["pretraining.halve_every=5"], ["halve_every: has no effect without schedule: halving"]),
      (["architecture.max_words=50", "architecture.tokenizer=characters"], ["max_words: has no effect"]),
      (Self.settings(["architecture.bigram.trainable=false"]), ["trainable: false needs vectors"]),
      (["documents_file=null", "dataset=ptb", "data_folder=."], ["ptb.train.txt"]),
    ] { try sandbox.expectRefusal(extra, code: extra.contains("dataset=ptb") ? 1 : 2, words) }
  }
}
