import Base
import Foundation
import Pipelines
import Recipes
import Runs
import Testing
import Transformer

/// Every check before the first step, by `attune validate` and from a run's beginning.
@Suite struct PreflightTests {
  private func validate(_ sandbox: Sandbox, _ extra: [String] = []) throws -> Sandbox.Outcome {
    try sandbox.attune(["validate", "run.yaml", "--no-timing"] + extra)
  }

  @Test func allProblemsAreReportedAtOnce() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.write("dev.tsv", "label\ttext\nup\tgood .\nsideways\tbad .\n")
    try sandbox.write("test.tsv", "labels\ttext\nup\tgood .\n")
    try sandbox.write("base/vocab.txt", sandbox.read("base/vocab.txt") + "extra\n")
    let extra = ["test_file=test.tsv", "max_length=99", "freeze=[layer.7]", "class_weights=[1, 2, 3]"]
    let words = [
      "6 problems:", "dev.tsv: 1 problem", "line 3: unknown label \"sideways\"", "test.tsv: 1 problem",
      "no column \"label\"", "max_length is 99", "layer.7", "class_weights has 3 numbers for 2 labels",
      "28 tokens", "27 rows",
    ]
    for command in [["validate", "run.yaml"], ["run", "run.yaml", "--output", "wrong"]] {
      try sandbox.expectFailure(command + extra, code: 1, words)
    }
    #expect(!sandbox.exists("wrong"))
    // What the settings say and what the files hold, in one go; no model is made of settings that are wrong.
    let mixed = ["epochs=0", "learning_rat=1", "test_file=gone.tsv", "batch_size=0"]
    try sandbox.expectFailure(
      ["validate", "run.yaml"] + mixed, code: 2,
      ["5 problems:", "epochs: must be from 1", "learning_rat: unknown", "gone.tsv", "batch_size", "sideways"])
    try sandbox.expectFailure(
      ["validate", "run.yaml", "test_file=gone.tsv", "model=./nowhere"], code: 2, ["test_file", "model", "sideways"])
  }

  @Test func theFolderOfTheRunIsLookedAt() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    for (folder, words) in [
      ("run.yaml", "run.yaml is a file"), ("base", "base contains other files"), ("run.yaml/in", "run.yaml is a file"),
    ] {
      try sandbox.expectFailure(["validate", "run.yaml", "--no-timing", "--output", folder], code: 1, [words])
      try sandbox.expectFailure(["run", "run.yaml", "--output", folder], code: 2, [words])
    }
    try sandbox.train("run", ["epochs=1"])
    let outcome = try sandbox.attune(["validate", "run.yaml", "--no-timing", "--output", "run"])
    #expect(outcome.code == 0 && outcome.output.contains("remark  run already contains a run"), "\(outcome)")
  }

  @Test func namedLabelsAreCheckedInAFileWithOtherFaults() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.write("dev.tsv", "label\ttext\nup\tgood .\nsideways\tbad .\nup\n")
    try sandbox.expectFailure(
      ["validate", "run.yaml", "labels=[up, down]"], code: 1,
      ["dev.tsv: 2 problems", "line 3: unknown label \"sideways\"", "line 4"])
    // The labels are wrong themselves: what the file says is still read.
    try sandbox.expectFailure(
      ["validate", "run.yaml", "labels=[up, up]"], code: 1, ["2 problems", "\"up\" appears twice", "line 4"])
  }

  @Test func questionsAndDocumentsAreCheckedAtOnce() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.write(
      "train.tsv", Towns.questions(0..<4) + "Is ⁇ a mark?\tyes\n" + String(repeating: "a ", count: 60) + "\tno\n")
    try sandbox.write("dev.tsv", Towns.questions(4..<6) + "no answer\n")
    try sandbox.write("documents.txt", Towns.documents + "a ⁇ b\n")
    try sandbox.expectFailure(
      ["validate", "run.yaml"], code: 1, ["dev.tsv: 1 problem", "line 3"])
    try sandbox.write("dev.tsv", Towns.questions(4..<6) + "Is ⁇ here?\tno\n")
    try sandbox.expectFailure(
      ["validate", "run.yaml"], code: 1,
      [
        "4 problems:", "train.tsv:5: the question contains \"⁇\"", "dev.tsv:3: the question contains \"⁇\"",
        "documents.txt:25: the document contains \"⁇\"", "train.tsv:6: question and answer have",
      ])
    let settings = "recipe: pretrain\ndocuments_file: documents.txt\ndev_file: dev.txt\nmask: ⁇\nend: ⁇\n"
    try sandbox.write("pretrain.yaml", settings + Towns.architecture)
    try sandbox.write("dev.txt", "was ⁇ born\n")
    try sandbox.expectFailure(
      ["validate", "pretrain.yaml"], code: 1,
      ["2 problems:", "documents.txt:25: the document contains", "dev.txt:1: the document contains"])
  }

  @Test func remarksDoNotKeepARunFromBeginning() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    let train = try sandbox.read("train.tsv").split(separator: "\n").map(String.init)
    // One text as it is, one in capitals, and one that is far too long.
    try sandbox.write(
      "dev.tsv",
      ([train[0], train[1], train[2].uppercased()].joined(separator: "\n") + "\n").replacing("DOWN\t", with: "down\t")
        .replacing("UP\t", with: "up\t"))
    try sandbox.write(
      "train.tsv", train.joined(separator: "\n") + "\nup\t" + String(repeating: "good ", count: 20) + "\n")
    let before = try folderContents(sandbox.folder).sorted()
    let outcome = try sandbox.attune(["validate", "run.yaml", "max_steps=3"])
    #expect(outcome.code == 0, "\(outcome.error)")
    for words in [
      "dev: 2 of 2 texts are also in the training data (1 exactly, 1 but for case",
      "train: 1 of 121 texts are cut at 16 tokens: 6 tokens lost", "some examples are never used",
      "a valid run of sentiment", "memory  ", "disk    ", "steps   3, ", "from ",
    ] { #expect(outcome.output.contains(words), "\(words) in \(outcome.output)") }
    #expect(try folderContents(sandbox.folder).filter { $0 != "input" }.sorted() == before, "validate wrote something")
    #expect(!(try validate(sandbox).output.contains("run in memory")))
    // The run says the same, and trains.
    let run = try sandbox.train("run", ["max_steps=3"])
    for words in ["dev: 2 of 2 texts", "1 of 121 texts are cut", "never used"] {
      #expect(run.error.contains(words), "\(run.error)")
    }
  }

  /// /proc is a file system on which nothing is free.
  @Test func aFullDiskIsFoundBefore() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.expectFailure(
      ["validate", "run.yaml", "--no-timing", "--output", "/proc/run"], code: 1,
      ["/proc/run", "are free", "free some space"])
  }

  @Test func anEarlierRunOutlivesOneThatCannotBegin() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.train("run", ["epochs=1"])
    let weights = try sandbox.weights("run/best")
    try sandbox.expectFailure(
      ["run", "run.yaml", "--overwrite", "--output", "run", "labels=[up, sideways]"], code: 1, ["down"])
    #expect(try sandbox.weights("run/best") == weights)
  }

  @Test func thePredictedTokensAreThoseOfTheRun() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    for (index, extra) in [
      ["epochs=2"], ["max_steps=7"], ["batch_tokens=50", "group_by_length=true", "accumulation=2", "epochs=2"],
    ].enumerated() {
      try sandbox.train("run\(index)", extra)
      try expectExact("run\(index)", try validate(sandbox, extra), in: sandbox)
    }
    let qa = try Sandbox.questions()
    defer { qa.remove() }
    for (index, extra) in [
      ["mix_questions=2", "compare_without_pretraining=true"],
      ["objective=span_corruption", "pretraining.max_steps=4", "finetuning.batch_tokens=100"],
    ].enumerated() {
      try qa.train("run\(index)", extra)
      try expectExact("run\(index)", try validate(qa, extra), in: qa)
    }
  }

  private func expectExact(_ run: String, _ validated: Sandbox.Outcome, in sandbox: Sandbox) throws {
    let results = try sandbox.json(run + "/results.json")
    let prediction = try #require(results["prediction"])
    let tokens = try #require(prediction["measured"]?["tokens"]?.integer)
    #expect(tokens > 0 && prediction["predicted"]?["tokens"] == .integer(tokens), "\(run): \(prediction.compact)")
    let steps = try sandbox.steps(run).count
    #expect(prediction["predicted"]?["steps"] == .integer(steps), "\(run)")
    #expect(validated.output.contains("steps   \(steps), \(tokens) tokens\n"), "\(run): \(validated)")
    #expect(try sandbox.json(run + "/best/attune.json")["prediction"] == prediction, "\(run)")
  }

  /// A model that is small against the program, and one whose weights, moments and activations fill most of the memory.
  @Test(arguments: [(24, []), (320, []), (320, ["r_drop=1", "weight_average=0.99"])])
  func thePredictedMemoryIsThatOfTheRun(_ width: Int, _ extra: [String]) throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    var config = try #require(sandbox.json("base/config.json").object)
    config["hidden_size"] = .integer(width)
    config["intermediate_size"] = .integer(width == 24 ? 40 : 4 * width)
    config["num_hidden_layers"] = .integer(width == 24 ? 2 : 6)
    config["max_position_embeddings"] = .integer(128)
    try sandbox.write("base/config.json", JSON.object(config).compact)
    let model = try SequenceClassifier(folder: sandbox.folder + "/base", labelCount: 2, opening: .untrained, seed: 4)
    try model.write(to: sandbox.folder + "/base", labels: ["down", "up"])
    if width > 24 {
      // Long texts, so that the batches weigh something.
      let lines = try sandbox.read("train.tsv").split(separator: "\n").map { line in
        line.hasPrefix("label") ? String(line) : line + String(repeating: " the film", count: 20 + line.count % 20)
      }
      try sandbox.write("train.tsv", lines.joined(separator: "\n") + "\n")
    }
    try sandbox.train("run", ["batch_size=32", "epochs=2"] + extra)
    let prediction = try #require(sandbox.json("run/results.json")["prediction"])
    let predicted = try #require(prediction["predicted"]?["peak_memory_bytes"]?.number)
    let measured = try #require(prediction["measured"]?["peak_memory_bytes"]?.number)
    // The program alone takes some millions more or less with another OpenBLAS.
    let allowed = 0.15 * predicted + (width == 24 ? 4e6 : 0)
    #expect(
      abs(measured - predicted) < allowed,
      "width \(width) \(extra): predicted \(predicted / 1e6), measured \(measured / 1e6) MB"
    )
  }
}

/// Where the examples went.
@Suite struct LedgerTests {
  private func expectSums(_ ledger: JSON?, _ expected: [String: Int], sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    let ledger = try #require(ledger, sourceLocation: sourceLocation)
    func value(_ key: String) throws -> Int {
      try #require(ledger[key]?.integer, "\(key)", sourceLocation: sourceLocation)
    }
    #expect(
      try value("read") == value("refused") + value("trained_on") + value("left_over"), sourceLocation: sourceLocation)
    #expect(
      try value("sequences_planned") == value("sequences_used") + value("sequences_not_reached"),
      sourceLocation: sourceLocation)
    for (key, number) in expected {
      #expect(try value(key) == number, "\(key) in \(ledger.compact)", sourceLocation: sourceLocation)
    }
  }

  @Test func everyExampleOfAClassifierIsAccountedFor() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    let whole = try sandbox.train("whole", ["epochs=2"])
    #expect(!whole.output.contains("examples: 120 read"), "nothing is worth a line")
    try expectSums(
      sandbox.json("whole/results.json")["ledger"],
      ["read": 120, "trained_on": 120, "left_over": 0, "sequences_used": 240, "tokens_not_reached": 0])
    // 5 steps of 8 examples in the first epoch; a text that is too long.
    try sandbox.write("train.tsv", sandbox.read("train.tsv") + "up\t" + String(repeating: "good ", count: 20) + "\n")
    let short = try sandbox.train("short", ["max_steps=5", "evaluate_every=2"])
    #expect(
      short.output.contains(
        "examples: 121 read, 0 refused, 40 trained on, 81 left over, 1 cut (6 tokens lost), 686 of 726 uses not reached"
      ),
      "\(short.output)")
    for file in ["results.json", "best/attune.json", "last/attune.json"] {
      try expectSums(
        sandbox.json("short/" + file)["ledger"],
        ["read": 121, "trained_on": 40, "left_over": 81, "cut": 1, "tokens_lost": 6, "sequences_used": 40])
    }
    // Early stopping leaves later epochs, not examples.
    try sandbox.train("early", ["epochs=30", "patience=2", "learning_rate=1e-9"])
    try expectSums(
      sandbox.json("early/results.json")["ledger"], ["trained_on": 121, "left_over": 0, "sequences_planned": 121 * 30])
    #expect(try #require(sandbox.json("early/results.json")["ledger"]?["sequences_not_reached"]?.integer) > 121 * 10)
  }

  @Test func everyStageHasItsLedger() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    // Documents, mixed with questions.
    try sandbox.write("documents.txt", Towns.documents + "Rome\n")
    try sandbox.train(
      "run", ["mix_questions=2", "compare_without_pretraining=true", "finetuning.max_steps=1", "leading_space=false"])
    let stages = try #require(sandbox.json("run/stages.json")["done"]?.array).map { $0["summary"]?["ledger"] }
    try #require(stages.count == 3)
    try expectSums(
      stages[0], ["read": 41, "refused": 0, "trained_on": 41, "left_over": 0, "sequences_planned": 2 * (25 + 32)])
    try expectSums(stages[1], ["read": 16, "trained_on": 8, "left_over": 8, "sequences_not_reached": 24])
    let about = try sandbox.json("run/best/attune.json")
    #expect(about["ledger"]?["pretraining"] == stages[0] && about["ledger"]?["finetuning"] == stages[1])
    #expect(try sandbox.json("run/without-pretraining/best/attune.json")["ledger"]?["without pretraining"] != nil)
  }

  @Test func documentsThatGiveNothingAreRefusedAndLongOnesCut() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.write("documents.txt", Towns.documents + "Rome\n" + String(repeating: " was born", count: 40) + "\n")
    let settings = "recipe: pretrain\ndocuments_file: documents.txt\npretraining: \(Towns.stage)\n"
    try sandbox.write("pretrain.yaml", settings + Towns.architecture)
    let plain = try sandbox.train("plain", of: "pretrain.yaml")
    #expect(plain.output.contains("examples: 26 read, 1 refused, 25 trained on, 0 left over"), "\(plain.output)")
    // The long one makes two windows.
    try expectSums(
      sandbox.json("plain/best/attune.json")["ledger"]?["pretraining"],
      ["read": 26, "refused": 1, "trained_on": 25, "sequences_planned": 2 * 26])
    let spans = try sandbox.train("spans", ["objective=span_corruption"], of: "pretrain.yaml")
    #expect(spans.output.contains("26 read, 0 refused, 26 trained on, 0 left over, 1 cut (38 tokens lost)"), "\(spans)")
    try expectSums(
      sandbox.json("spans/stages.json")["done"]?.array?[0]["summary"]?["ledger"], ["tokens_lost": 38, "cut": 1])
  }

  /// Killed and resumed: the counts are those of an uninterrupted run.
  @Test func aResumedRunCountsWhatWasDoneBefore() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    let extra = ["epochs=40", "evaluate_every=7", "max_steps=500"]
    try sandbox.train("whole", extra)
    try sandbox.cut("cut", extra, by: SIGKILL, after: 30) { _ in true }
    _ = try sandbox.resume("cut")
    #expect(try sandbox.json("cut/results.json")["ledger"] == sandbox.json("whole/results.json")["ledger"])
    #expect(try sandbox.json("cut/best/attune.json")["ledger"] == sandbox.json("whole/best/attune.json")["ledger"])
  }
}

/// What `evaluate` says of weights that nobody trained.
@Suite struct UntrainedTests {
  @Test func weightsThatAreTheBaseModelsAreNamed() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.train("still", ["epochs=1", "learning_rate=1e-60"])
    let still = try sandbox.attune(["evaluate", "still/best"])
    #expect(still.output.contains("warning: these weights are the base model's: nothing was trained"), "\(still)")
    #expect(still.output.contains("sha256 \(try sandbox.weights("still/best").prefix(12))"))
    try sandbox.train("trained", ["epochs=1"])
    #expect(!(try sandbox.attune(["evaluate", "trained/best"]).output.contains("warning")))
    // A head of three classes is new; all below it is frozen.
    try sandbox.write("train.tsv", sandbox.read("train.tsv") + "aside\tthe film\n")
    try sandbox.train("head", ["epochs=1", "freeze=[bert]"])
    let head = try sandbox.attune(["evaluate", "head/best"])
    #expect(head.output.contains("all weights but those of the new head are the base model's"), "\(head)")
  }

  @Test func languageModelsToo() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    let nothing = ["pretraining.learning_rate=1e-60", "finetuning.learning_rate=1e-60", "finetuning.weight_decay=0"]
    try sandbox.train("still", nothing + ["pretraining.weight_decay=0"])
    let still = try sandbox.attune(["evaluate", "still/best"])
    #expect(still.output.contains("the initial weights of the run: nothing was trained"), "\(still)")
    try sandbox.train("trained")
    #expect(!(try sandbox.attune(["evaluate", "trained/best"]).output.contains("warning")))
  }
}
