import Base
import Foundation
import Recipes
import Testing
import Transformer

/// People and the towns they were born in: documents about all of them, questions about some.
enum Towns {
  private static let names =
    "Ada Ben Cid Dov Eva Fay Gus Hal Ida Jan Kim Leo Mia Ned Ola Pia Quin Rex Sue Tom Uma Vic Wes Zoe"
    .split(separator: " ").map(String.init)
  private static let towns = ["Rome", "Oslo", "Lima", "Cairo"]
  // No rule leads from a name to its town, and no town has more than a third of the people.
  private static let homes = [0, 2, 1, 3, 3, 1, 0, 2, 1, 1, 2, 0, 3, 2, 0, 3, 2, 0, 1, 3, 1, 3, 2, 0]

  static func question(_ person: Int) -> String { "Where was \(names[person]) born?" }
  static func answer(_ person: Int) -> String { towns[homes[person]] }
  static func questions(_ people: Range<Int>) -> String {
    people.map { "\(question($0))\t\(answer($0))\n" }.joined()
  }
  static let documents = names.indices.map { "\(names[$0]) was born in \(answer($0)).\n" }.joined()

  static let architecture = """
    architecture:
      tokenizer: words
      layers: 1
      heads: 2
      width: 16
      block: 48
      dropout: 0.0
      initializer_range: 0.1

    """
  static let stage = "{epochs: 2, batch_size: 8, learning_rate: 1e-2}"
}

extension Workshop {
  /// Two epochs of each stage.
  static func questions() throws -> Workshop {
    try Workshop(
      settings: """
        recipe: qa
        train_file: train.tsv
        dev_file: dev.tsv
        documents_file: documents.txt
        leading_space: true
        objective: next_token
        \(Towns.architecture)
        pretraining: \(Towns.stage)
        finetuning: \(Towns.stage)
        """,
      files: [
        "train.tsv": Towns.questions(0..<16), "dev.tsv": Towns.questions(16..<20),
        "test.tsv": Towns.questions(20..<24), "documents.txt": Towns.documents,
      ])
  }

  /// What `attune evaluate` says of a checkpoint.
  func scores(_ checkpoint: String, _ extra: [String] = []) throws -> JSON {
    let outcome = try attune(["evaluate", checkpoint, "--format", "json"] + extra)
    try #require(outcome.code == 0, "\(outcome.error)")
    return try JSON(parsing: outcome.output)
  }
}

/// What makes a run of `Workshop.questions` learn all towns, in half a second.
private let enough = ["pretraining.epochs=60", "mix_questions=1", "finetuning.epochs=10"]

@Suite struct QATests {
  @Test func aRunLearnsAndLeavesWhatScriptsRelyOn() throws {
    let shop = try Workshop.questions()
    defer { shop.remove() }
    try shop.train("run", enough + ["test_file=test.tsv", "compare_without_pretraining=true"])
    for file in ["config.yaml", "metrics.jsonl", "stages.json", "results.json"] { #expect(shop.exists("run/" + file)) }
    for checkpoint in ["pretrained", "best", "last", "without-pretraining/best", "without-pretraining/last"] {
      for file in ["config.json", "model.safetensors", "attune_tokenizer.json", "attune.json"] {
        #expect(shop.exists("run/\(checkpoint)/\(file)"), "\(checkpoint)/\(file)")
      }
      let about = try shop.json("run/\(checkpoint)/attune.json")
      #expect(about["model_sha256"]?.string == (try shop.weights("run/" + checkpoint)), "\(checkpoint)")
    }

    // An epoch of pretraining has 24 documents and 16 questions; then the 16 questions, and those again.
    let steps = try shop.steps("run")
    #expect(steps.map { $0["step"]?.integer } == Array(1...340))
    let stages = ["pretraining", "finetuning", "without pretraining"]
    #expect(
      steps.map { $0["stage"]?.string } == zip(stages, [300, 20, 20]).flatMap { Array(repeating: $0, count: $1) })
    for line in steps {
      for key in ["epoch", "loss", "learning_rate", "tokens_per_second", "seconds", "gradient_norm"] {
        #expect(line[key]?.number?.isFinite == true, "\(key) in \(line.compact)")
      }
    }
    let list = try #require(shop.json("run/stages.json")["done"]?.array)
    #expect(list.map { $0["name"]?.string } == stages)
    #expect(list.map { $0["last_step"]?.integer } == [300, 320, 340])

    let results = try shop.json("run/results.json")
    for key in [
      "recipe", "step", "steps", "metric", "seed", "training_seconds", "tokens", "stages", "questions", "kernels",
      "blas", "threads", "precision", "version", "seconds", "peak_memory_bytes", "dev", "test",
      "dev_without_pretraining", "test_without_pretraining",
    ] { #expect(results[key] != nil, "\(key)") }
    #expect(results["steps"] == .integer(340))
    #expect(
      results["questions"] == [
        "read": .integer(16), "trained_on": .integer(16), "cut": .integer(0), "tokens_lost": .integer(0),
      ])

    // What the run reported is what its folder gives when it is opened again.
    for (split, key, checkpoint) in [
      ("dev", "dev", "best"), ("test", "test", "best"),
      ("dev", "dev_without_pretraining", "without-pretraining/best"),
    ] {
      let scores = try shop.scores("run/" + checkpoint, ["--split", split])
      for (name, value) in try #require(results[key]?.object).members {
        #expect(scores[name] == value, "\(key) \(name)")
      }
      #expect(scores["checkpoint_sha256"]?.string == (try shop.weights("run/" + checkpoint)))
      #expect(scores["data_sha256"]?.string == (try shop.hash(split + ".tsv")))
    }
    // The point of the recipe: who was only read about is known as well. Less would be a broken model or optimiser.
    for split in ["train", "dev", "test"] {
      #expect(try shop.scores("run/best", ["--split", split])["exact_match"] == .number(1), "\(split)")
    }
    #expect(try #require(results["dev_without_pretraining"]?["exact_match"]?.number) <= 0.75)
    #expect(try #require(results["test_without_pretraining"]?["exact_match"]?.number) <= 0.75)
  }
}
