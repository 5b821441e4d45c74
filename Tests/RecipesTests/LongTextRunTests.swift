import Base
import Foundation
import Testing

/// Texts beyond the encoder's positions, from training to prediction.
@Suite struct LongTextRunTests {
  /// Texts whose last word decides, half of them longer than the encoder's 16 positions: 14 tokens fit.
  private static func shop() throws -> Workshop {
    let shop = try Workshop.reviews()
    func texts(_ count: Int, _ shift: Int) -> String {
      "label\ttext\n"
        + (0..<count).map { index in
          let word = ["the", "film", "was", "a", "room"][(index + shift) % 5]
          let filler = String(repeating: word + " ", count: [3, 20, 30, 9][index % 4])
          return index / 4 % 2 == 0 ? "up\t\(filler)good\n" : "down\t\(filler)bad\n"
        }.joined()
    }
    try shop.write("train.tsv", texts(80, 0))
    try shop.write("dev.tsv", texts(24, 2))
    return shop
  }

  /// Of each four texts one has 21 tokens, which make 2 windows, and one has 31, which make 3 (of 11 tokens; they share
  /// one and two).
  @Test func eachChoiceIsCountedAndScoredAsTheRunSays() throws {
    let shop = try Self.shop()
    defer { shop.remove() }
    var accuracies: [String: Double] = [:]
    for (choice, cut, lost, inWindows, windows, tokens) in [
      ("head", 40, 20 * (7 + 17), 0, 0, 20 * (6 + 16 + 16 + 12)),
      ("head_tail", 40, 20 * (7 + 17), 0, 0, 20 * (6 + 16 + 16 + 12)),
      ("windows", 0, 0, 40, 20 * (2 + 3), 20 * (6 + 2 * 13 + 3 * 13 + 12)),
    ] {
      let outcome = try shop.train(choice, ["long_texts=\(choice)", "epochs=12", "evaluate_every=40"])
      let results = try shop.json(choice + "/results.json")
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
      let validated = try shop.attune(["validate", "run.yaml", "long_texts=\(choice)", "--no-timing"])
      #expect(validated.output.contains(words), "\(validated)")

      // The checkpoint knows how it was trained, and scores what the run said, during training and at its end.
      #expect(try shop.json(choice + "/best/attune.json")["long_texts"] == .string(choice))
      let scores = try shop.scores(choice + "/best")
      #expect(scores["loss"] == results["dev"]?["loss"], "\(choice)")
      let during = try shop.lines(choice + "/metrics.jsonl").filter { $0["split"] != nil }
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
    let prediction = try shop.attune(["predict", "windows/best", long, "a film good", "--format", "jsonl"])
    let lines = try prediction.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(lines.map { $0["windows"]?.integer } == [3, nil] && lines.allSatisfy { $0["cut_tokens"] == nil })
    let cut = try shop.attune(["predict", "head_tail/best", long, "--format", "jsonl"])
    #expect(try JSON(parsing: cut.output)["cut_tokens"] == .integer(23) && cut.error.contains("cut 23 tokens of: "))
  }

  /// A checkpoint of an earlier version says nothing: the end of long texts is cut.
  @Test func aCheckpointWithoutTheChoiceCutsTheEnd() throws {
    let shop = try Self.shop()
    defer { shop.remove() }
    try shop.train("run", ["epochs=2"])
    let before = try shop.scores("run/best")
    var about = try #require(shop.json("run/best/attune.json").object)
    about["long_texts"] = nil
    try shop.write("run/best/attune.json", JSON.object(about).compact)
    let after = try shop.scores("run/best")
    for key in ["loss", "cut", "tokens_lost"] { #expect(before[key] == after[key]) }
    about["long_texts"] = .string("tail")
    try shop.write("run/best/attune.json", JSON.object(about).compact)
    try shop.expectFailure(
      ["evaluate", "run/best"], code: 1, ["attune.json: long_texts is \"tail\"", "head, head_tail, windows"])
  }

  @Test func pairsAreRefusedBeforeTraining() throws {
    let shop = try Self.shop()
    defer { shop.remove() }
    for choice in ["windows", "head_tail"] {
      try shop.expectRefusal(
        ["long_texts=\(choice)", "pair_column=text"], code: 2, ["long_texts: must be head for pairs of texts"])
    }
    try shop.expectRefusal(["long_texts=window"], code: 2, ["long_texts", "windows"])
    try shop.train("pairs", ["pair_column=text", "epochs=1", "max_steps=2"])
    // A checkpoint that was changed by hand: its data have pairs, which windows cannot read.
    var about = try #require(shop.json("pairs/best/attune.json").object)
    about["long_texts"] = .string("windows")
    try shop.write("pairs/best/attune.json", JSON.object(about).compact)
    try shop.expectFailure(["evaluate", "pairs/best"], code: 1, ["text 1 has a pair", "long_texts is windows"])
  }

  /// Killed and gone on with, and with other threads: the same bits.
  @Test func windowsComeOutTheSame() throws {
    let shop = try Self.shop()
    defer { shop.remove() }
    let extra = ["long_texts=windows", "epochs=30", "evaluate_every=7", "accumulation=2", "batch_tokens=60"]
    try shop.train("whole", extra + ["threads=1"])
    try shop.train("threads", extra + ["threads=3"])
    try shop.cut("cut", extra + ["threads=1"], by: SIGKILL, after: 20) { _ in true }
    #expect(try shop.resume("cut").output.contains("resumed after step"))
    for other in ["threads", "cut"] {
      for checkpoint in ["last", "best"] {
        #expect(try shop.weights(other + "/" + checkpoint) == shop.weights("whole/" + checkpoint), "\(other)")
      }
      #expect(try shop.json(other + "/results.json")["ledger"] == shop.json("whole/results.json")["ledger"])
    }
  }
}
