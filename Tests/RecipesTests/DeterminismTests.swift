import Base
import Foundation
import Testing

extension Trial {
  /// A run whose products, sums and updates have several tasks each, so that threads have something to share.
  fileprivate func wideShop() throws -> Sandbox {
    let sandbox = try sandbox()
    if self == .sentiment { try sandbox.addEncoder("base", width: 96, innerWidth: 800) }
    return sandbox
  }

  fileprivate var wideSettings: [String] {
    switch self {
    case .sentiment: ["epochs=3", "batch_size=100"]
    case .qa:
      [
        "architecture.dropout=0.1", "objective=span_corruption", "architecture.hidden_size=96", "architecture.heads=4",
        "architecture.intermediate_size=800", "architecture.layers=2", "mix_questions=1", "pretraining.batch_size=24",
        "finetuning.batch_size=16", "finetuning.epochs=4", "evaluate_every=4", "test_file=test.tsv",
      ]
    }
  }
}

@Suite(.serialized) struct DeterminismTests {
  /// Weights, moments, the losses of all steps, and the scores of the answers: bit for bit, the second time as well.
  @Test(arguments: [(Trial.sentiment, ""), (Trial.qa, ""), (Trial.qa, "architecture.attention=synthesizer")])
  func threadsChangeNothing(_ trial: Trial, _ choice: String) throws {
    let sandbox = try trial.wideShop()
    defer { sandbox.remove() }
    var all: [[String: String]] = []
    for threads in [1, 2, 3, 7, 1] {
      try removeAll(sandbox.folder + "/run")
      try sandbox.train("run", trial.wideSettings + [choice, "threads=\(threads)"].filter { !$0.isEmpty })
      var remains = try trial.remains("run", in: sandbox)
      // Which say how many threads there are.
      remains["settings"] = nil
      all.append(remains)
    }
    for (other, threads) in zip(all, [1, 2, 3, 7, 1]) {
      #expect(differences(other, all[0]) == [], "\(threads) threads")
    }
  }

  /// Another seed makes other weights of the same data, in the same files.
  @Test(arguments: Trial.allCases) func aSeedChangesWhatItShould(_ trial: Trial) throws {
    let sandbox = try trial.sandbox()
    defer { sandbox.remove() }
    var all: [[String: String]] = []
    for seed in 1...2 {
      try sandbox.train("run\(seed)", trial.settings + ["seed=\(seed)"])
      var remains = try trial.remains("run\(seed)", in: sandbox)
      let about = try sandbox.json("run\(seed)/best/attune.json")
      for name in ["data_sha256", "base_model_sha256", "environment"] { remains[name] = about[name]?.compact ?? "none" }
      // The only line of the settings that differs.
      remains["settings"] = try sandbox.read("run\(seed)/config.yaml").split(separator: "\n")
        .filter { !$0.hasPrefix("seed:") }.joined(separator: "\n")
      remains["count"] = try sandbox.json("run\(seed)/results.json")["dev"]?["count"]?.compact ?? "none"
      all.append(remains)
    }
    let found = Set(differences(all[0], all[1]))
    let chosen = ["log", "moments", "what last says of itself"] + trial.checkpoints.map { "weights of " + $0 }
    #expect(found.isSuperset(of: chosen))
    // Scores may differ or not, and so may the tokens that the ledger counts: spans are drawn from the seed.
    #expect(found.subtracting(chosen).isSubset(of: ["dev", "test", "ledger", "final losses"]), "\(found)")
  }

  /// Who is in which split of the invented people is the data's own seed's business.
  @Test func aSeedDoesNotMoveTheSplit() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    var hashes: [JSON] = []
    for (index, extra) in [["seed=1"], ["seed=2"], ["biographies.seed=2"]].enumerated() {
      try sandbox.train(
        "run\(index)",
        [
          "train_file=null", "dev_file=null", "documents_file=null", "dataset=biographies", "biographies.people=20",
          "biographies.texts_per_person=1", "finetuning.epochs=1", "pretraining.epochs=1",
          "architecture.context_length=128",
        ] + extra)
      hashes.append(try #require(sandbox.json("run\(index)/best/attune.json")["data_sha256"]))
    }
    #expect(hashes[0] == hashes[1])
    #expect(hashes[0] != hashes[2])
  }
}
