import Base
import Foundation
import Testing

/// Texts beyond the encoder's positions, from training to prediction.
@Suite struct LongTextRunTests {
  /// Texts whose last word decides, half of them longer than the encoder's 16 positions: 14 tokens fit.
  private static func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox.reviews()
    func texts(_ count: Int, _ shift: Int) -> String {
      "label\ttext\n"
        + (0..<count).map { index in
          let word = ["the", "film", "was", "a", "room"][(index + shift) % 5]
          let filler = String(repeating: word + " ", count: [3, 20, 30, 9][index % 4])
          return index / 4 % 2 == 0 ? "up\t\(filler)good\n" : "down\t\(filler)bad\n"
        }.joined()
    }
    try sandbox.write("train.tsv", texts(80, 0))
    try sandbox.write("dev.tsv", texts(24, 2))
    return sandbox
  }

  /// Of each four texts one has 21 tokens, which make 2 windows, and one has 31, which make 3 (of 11 tokens; they share
  /// one and two).
  @Test func eachChoiceIsCountedAndScoredAsTheRunSays() throws {
    let sandbox = try Self.sandbox()
    defer { sandbox.remove() }
    var accuracies: [String: Double] = [:]
    for (choice, cut, lost, inWindows, windows, tokens) in [
      ("head", 40, 20 * (7 + 17), 0, 0, 20 * (6 + 16 + 16 + 12)),
      ("head_tail", 40, 20 * (7 + 17), 0, 0, 20 * (6 + 16 + 16 + 12)),
      ("windows", 0, 0, 40, 20 * (2 + 3), 20 * (6 + 2 * 13 + 3 * 13 + 12)),
    ] {
      let outcome = try sandbox.train(choice, ["long_texts=\(choice)", "epochs=12", "evaluate_every=40"])
      let results = try sandbox.json(choice + "/results.json")
      let ledger = try #require(results["ledger"])
      for (key, value) in [
        ("read", 80), ("cut", cut), ("tokens_lost", lost), ("in_windows", inWindows), ("windows", windows),
        ("sequences_used", 80 * 12), ("tokens_used", 12 * tokens),
      ] { #expect(ledger[key] == .integer(value), "\(choice): \(key) in \(ledger.compact)") }
      #expect(results["tokens"] == .integer(12 * tokens))
      #expect(results["prediction"]?["predicted"]?["tokens"] == .integer(12 * tokens), "\(choice)")
      let words =
        switch choice {
        case "head": "train: 40 of 80 texts are cut at 16 tokens: 480 tokens lost"
        case "head_tail": "train: 40 of 80 texts are cut in the middle, to 16 tokens: 480 tokens lost"
        default: "train: 40 of 80 texts have more than 16 tokens and are read in 100 windows: nothing lost"
        }
      #expect(outcome.error.contains(words), "\(choice): \(outcome.error)")
      let sum = choice == "windows" ? "40 read in 100 windows (nothing lost)" : "40 cut (480 tokens lost)"
      #expect(outcome.output.contains(sum), "\(choice): \(outcome.output)")
      let validated = try sandbox.attune(["validate", "run.yaml", "long_texts=\(choice)", "--no-timing"])
      #expect(validated.output.contains(words), "\(validated)")

      // The checkpoint knows how it was trained, and scores what the run said, during training and at its end.
      #expect(try sandbox.json(choice + "/best/attune.json")["long_texts"] == .string(choice))
      let scores = try sandbox.scores(choice + "/best")
      #expect(scores["loss"] == results["dev"]?["loss"], "\(choice)")
      let during = try sandbox.lines(choice + "/metrics.jsonl").filter { $0["split"] != nil }
      #expect(during.first { $0["step"] == results["step"] }?["loss"] == scores["loss"], "\(choice)")
      #expect(scores["in_windows"] == .integer(choice == "windows" ? 12 : 0))
      #expect(scores["windows"] == .integer(choice == "windows" ? 30 : 0))
      #expect(scores["cut"] == .integer(choice == "windows" ? 0 : 12))
      accuracies[choice] = scores["accuracy"]?.number
    }
    // The deciding word is the last one: cut off with the head alone.
    #expect(try #require(accuracies["head"]) < 0.8, "\(accuracies)")
    #expect(try #require(accuracies["head_tail"]) > 0.9 && accuracies["windows"]! > 0.9, "\(accuracies)")

    // One text at a time, and what is said of it.
    let long = String(repeating: "the film was ", count: 12) + "bad"
    let prediction = try sandbox.attune(["predict", "windows/best", long, "a film good", "--format", "jsonl"])
    let lines = try prediction.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(lines.map { $0["windows"]?.integer } == [3, nil] && lines.allSatisfy { $0["cut_tokens"] == nil })
    let cut = try sandbox.attune(["predict", "head_tail/best", long, "--format", "jsonl"])
    #expect(try JSON(parsing: cut.output)["cut_tokens"] == .integer(23) && cut.error.contains("cut 23 tokens of: "))
  }

  /// A checkpoint of an earlier version says nothing: the end of long texts is cut.
  @Test func aCheckpointWithoutTheChoiceCutsTheEnd() throws {
    let sandbox = try Self.sandbox()
    defer { sandbox.remove() }
    try sandbox.train("run", ["epochs=2"])
    let before = try sandbox.scores("run/best")
    var about = try #require(sandbox.json("run/best/attune.json").object)
    about["long_texts"] = nil
    try sandbox.write("run/best/attune.json", JSON.object(about).compact)
    let after = try sandbox.scores("run/best")
    for key in ["loss", "cut", "tokens_lost"] { #expect(before[key] == after[key]) }
    about["long_texts"] = .string("tail")
    try sandbox.write("run/best/attune.json", JSON.object(about).compact)
    try sandbox.expectFailure(
      ["evaluate", "run/best"], code: 1, ["attune.json: long_texts is \"tail\"", "head, head_tail, windows"])
  }

  @Test func pairsAreRefusedBeforeTraining() throws {
    let sandbox = try Self.sandbox()
    defer { sandbox.remove() }
    for choice in ["windows", "head_tail"] {
      try sandbox.expectRefusal(
        ["long_texts=\(choice)", "pair_column=text"], code: 2, ["long_texts: must be head for pairs of texts"])
    }
    try sandbox.expectRefusal(["long_texts=window"], code: 2, ["long_texts", "windows"])
    try sandbox.train("pairs", ["pair_column=text", "epochs=1", "max_steps=2"])
    // A checkpoint that was changed by hand: its data have pairs, which windows cannot read.
    var about = try #require(sandbox.json("pairs/best/attune.json").object)
    about["long_texts"] = .string("windows")
    try sandbox.write("pairs/best/attune.json", JSON.object(about).compact)
    try sandbox.expectFailure(["evaluate", "pairs/best"], code: 1, ["text 1 has a pair", "long_texts is windows"])
  }

  /// Killed and resumed, also with other threads: the same bits.
  @Test func windowsComeOutTheSame() throws {
    let sandbox = try Self.sandbox()
    defer { sandbox.remove() }
    let extra = ["long_texts=windows", "epochs=30", "evaluate_every=7", "accumulation=2", "batch_tokens=60"]
    try sandbox.train("whole", extra + ["threads=1"])
    try sandbox.train("threads", extra + ["threads=3"])
    try sandbox.cut("cut", extra + ["threads=1"], by: SIGKILL, after: 20) { _ in true }
    #expect(try sandbox.resume("cut").output.contains("resumed after step"))
    for other in ["threads", "cut"] {
      for checkpoint in ["last", "best"] {
        #expect(try sandbox.weights(other + "/" + checkpoint) == sandbox.weights("whole/" + checkpoint), "\(other)")
      }
      #expect(try sandbox.json(other + "/results.json")["ledger"] == sandbox.json("whole/results.json")["ledger"])
    }
  }
}
