import Base
import Foundation
import Testing

/// The runs that the tests of trust cut off, damage and repeat: one of each recipe, tiny, saved after each step.
enum Trial: String, CaseIterable, CustomTestStringConvertible {
  case sentiment, qa

  var testDescription: String { rawValue }

  func sandbox() throws -> Sandbox { try self == .sentiment ? .reviews() : .questions() }

  /// Both have dropout, and the qa run two stages.
  var settings: [String] {
    switch self {
    case .sentiment: ["epochs=3", "evaluate_every=1", "threads=1"]
    case .qa:
      [
        "architecture.dropout=0.1", "objective=span_corruption", "mix_questions=1", "pretraining.epochs=5",
        "finetuning.epochs=8", "save_every=0", "test_file=test.tsv", "threads=1",
      ]
    }
  }

  /// Where weights are when a run has ended.
  var checkpoints: [String] { self == .sentiment ? ["best", "last"] : ["pretrained", "best", "last"] }

  /// What two runs of the same settings must have in common, by name: everything but times and paths.
  func remains(_ run: String, in sandbox: Sandbox) throws -> [String: String] {
    var remains: [String: String] = [:]
    for checkpoint in checkpoints { remains["weights of " + checkpoint] = try sandbox.weights("\(run)/\(checkpoint)") }
    remains["moments"] = try sandbox.hash(run + "/last/optimizer.safetensors")
    remains["settings"] = try sandbox.hash(run + "/config.yaml")
    remains["files"] = try folderContents("\(sandbox.folder)/\(run)").sorted().joined(separator: " ")
    let results = try sandbox.json(run + "/results.json")
    for split in ["dev", "test"] { remains[split] = results[split]?.compact ?? "none" }
    let stages = results["stages"]?.array?.map { $0["summary"]?["ledger"]?.compact ?? "none" }
    let losses = results["stages"]?.array?.map { $0["summary"]?["final_loss"]?.compact ?? "none" }
    remains["final losses"] = losses?.joined(separator: " ") ?? "none"
    var about = try #require(sandbox.json(run + "/last/attune.json").object)
    for name in ["environment", "settings"] { about[name] = nil }
    remains["what last says of itself"] = JSON.object(about).compact
    remains["ledger"] = results["ledger"]?.compact ?? stages?.joined(separator: "\n") ?? "none"
    let timeless = try sandbox.lines(run + "/metrics.jsonl").map { line in
      var members = try #require(line.object)
      for name in ["seconds", "tokens_per_second"] { members[name] = nil }
      return JSON.object(members).compact
    }
    remains["log"] = timeless.joined(separator: "\n")
    return remains
  }
}

/// The names under which two runs differ.
func differences(_ one: [String: String], _ other: [String: String]) -> [String] {
  Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }.sorted()
}
