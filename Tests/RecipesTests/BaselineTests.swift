import Base
import Foundation
import Testing

/// The bag-of-words baseline of classification runs, through the binary.
@Suite struct BaselineTests {
  private static let title = "bag of words (TF-IDF, logistic regression)"

  @Test func aRunAndItsEvaluationHaveTheBaseline() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    let outcome = try sandbox.train("run", ["epochs=1", "test_file=dev.tsv"])
    // One word decides.
    #expect(outcome.output.contains("  \(Self.title)   100.0%"), "\(outcome.output)")
    let results = try sandbox.json("run/results.json")
    for split in ["dev", "test"] {
      #expect(results[split]?["baselines"]?["bag_of_words_accuracy"]?.number == 1)
      #expect(results[split]?["baselines"]?["bag_of_words_interval"]?.array?.count == 2)
    }
    func evaluate(_ words: [String] = []) throws -> JSON {
      try JSON(parsing: sandbox.attune(["evaluate", "run/best", "--format", "json"] + words).output)
    }
    #expect(try evaluate()["baselines"]?["bag_of_words_accuracy"]?.number == 1)
    // On other data it is the one of the run's training texts.
    try sandbox.write("other.tsv", "label\ttext\nup\tgood\ndown\tgood\n")
    #expect(try evaluate(["--data", "other.tsv"])["baselines"]?["bag_of_words_accuracy"]?.number == 0.5)
    #expect(try sandbox.attune(["evaluate", "run/best"]).output.contains("  \(Self.title)   100.0%"))

    // A record of an earlier version has none.
    var old = try #require(results.object)
    var dev = try #require(old["dev"]?.object)
    dev["baselines"] = ["majority_accuracy": .number(0.5)]
    old["dev"] = .object(dev)
    try sandbox.write("run/results.json", JSON.object(old).compact)
    #expect(try sandbox.attune(["verify", "run"]).code == 0)

    // Without the run's training texts there is a reason instead.
    func reason() throws -> String { try evaluate()["notes"]?.compact ?? "" }
    try sandbox.write("train.tsv", Sandbox.texts(120, seed: 3))
    #expect(try evaluate()["baselines"]?["bag_of_words_accuracy"] == nil)
    #expect(try reason().contains("no \(Self.title): train.tsv is not the file that the run was trained on"))
    try FileManager.default.removeItem(atPath: sandbox.folder + "/train.tsv")
    #expect(try reason().contains("no \(Self.title): the training data cannot be read"))
  }

  @Test func aRegressionHasNone() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    for name in ["train", "dev"] {
      let text = try sandbox.read("\(name).tsv")
      try sandbox.write(
        "\(name).tsv", text.replacing("\nup\t", with: "\n1.5\t").replacing("\ndown\t", with: "\n-0.5\t"))
    }
    let outcome = try sandbox.train("run", ["task=regression", "metric=loss", "epochs=1"])
    #expect(!outcome.output.contains(Self.title))
    let evaluation = try sandbox.attune(["evaluate", "run/best"])
    #expect(evaluation.code == 0 && !evaluation.output.contains(Self.title))
  }

  /// Tokens that the vocabulary lacks are counted.
  @Test func unknownTokensAreCounted() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    #expect(!(try sandbox.train("known", ["epochs=1"]).output.contains("unknown")))
    try sandbox.write("dev.tsv", try sandbox.read("dev.tsv") + "up\tunheard good\n")
    let outcome = try sandbox.train("run", ["epochs=1"])
    #expect(outcome.output.contains("dev: 1 of ") && !outcome.output.contains("train: "), "\(outcome.output)")
    let scores = try JSON(parsing: sandbox.attune(["evaluate", "run/best", "--format", "json"]).output)
    #expect(scores["unknown_tokens"]?.integer == 1)
  }
}
