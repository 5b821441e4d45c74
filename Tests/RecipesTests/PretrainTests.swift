import Base
import Foundation
import Testing

extension Towns {
  static let pretrainSettings = """
    recipe: pretrain
    documents_file: documents.txt
    end: "<end>"
    \(architecture)
    pretraining: {epochs: 20, batch_size: 8, learning_rate: 1e-2}
    """
}

extension Workshop {
  fileprivate static func texts() throws -> Workshop {
    let lines = Towns.documents.split(separator: "\n")
    return try Workshop(
      settings: Towns.pretrainSettings,
      files: ["documents.txt": Towns.documents, "dev.txt": lines[..<4].joined(separator: "\n")])
  }
}

@Suite struct PretrainTests {
  @Test func aRunLearnsAndLeavesWhatScriptsRelyOn() throws {
    let shop = try Workshop.texts()
    defer { shop.remove() }
    try shop.train("run", ["dev_file=dev.txt", "end=null"])
    for file in ["config.yaml", "stages.json", "best/config.json", "best/attune_tokenizer.json", "last/state.json"] {
      #expect(shop.exists("run/" + file), "\(file)")
    }
    let steps = try shop.steps("run")
    #expect(steps.map { $0["step"]?.integer } == Array(1...60))
    #expect(steps.allSatisfy { $0["stage"]?.string == "pretraining" && $0["gradient_norm"]?.number != nil })
    let results = try shop.json("run/results.json")
    for key in [
      "recipe", "stages", "seed", "environment", "seconds", "peak_memory_bytes",
    ] { #expect(results[key] != nil, "\(key)") }
    let loss = try #require(results["dev"]?["loss"]?.number)
    #expect(try loss < 0.5 && loss < shop.losses("run")[0] / 4)
    #expect(try shop.scores("run/best", ["--data", "dev.txt"])["loss"]?.number == loss)
    // Without dev documents the last checkpoint is the one that is kept.
    try shop.train("bare", ["pretraining.epochs=2"])
    #expect(try shop.weights("bare/best") == shop.weights("bare/last"))
    #expect(try shop.json("bare/best/config.json")["eos_token_id"] != nil)
  }

  @Test(arguments: [SIGKILL, SIGTERM], ["dot_product", "synthesizer", "random_synthesizer"])
  func aStoppedRunGoesOnToTheSameBits(_ signal: Int32, _ attention: String) throws {
    let shop = try Workshop.texts()
    defer { shop.remove() }
    let extra = [
      "dev_file=dev.txt", "objective=span_corruption", "architecture.dropout=0.1", "pretraining.epochs=8",
      "architecture.attention=\(attention)",
    ]
    try shop.train("whole", extra + ["threads=1"])
    try shop.cut("cut", extra + ["threads=1", "save_every=0"], by: signal, after: 9) { _ in true }
    _ = try shop.resume("cut")
    try shop.train("threads", extra + ["threads=3"])
    try shop.train("seed", extra + ["seed=2"])
    for checkpoint in ["best", "last"] {
      let weights = try shop.weights("whole/" + checkpoint)
      #expect(try shop.weights("cut/" + checkpoint) == weights)
      #expect(try shop.weights("threads/" + checkpoint) == weights)
      #expect(try shop.weights("seed/" + checkpoint) != weights)
    }
    #expect(try shop.losses("cut") == shop.losses("whole"))
  }

  @Test(arguments: [
    (["objective=span_corruption", "architecture.tokenizer=characters"], 60),
    (["objective=salient_spans", "architecture.tokenizer=bpe"], 60),
    (["document_format=whole"], 20),
    (["architecture.positions=rotary", "pretraining.max_steps=31"], 31),
    (["architecture.attention=synthesizer", "pretraining.max_steps=31"], 31),
  ])
  func choicesRun(_ extra: [String], steps: Int) throws {
    let shop = try Workshop.texts()
    defer { shop.remove() }
    try shop.train("run", extra)
    #expect(try shop.losses("run").count == steps)
    #expect(try shop.scores("run/best", ["--data", "dev.txt"])["perplexity"]?.number?.isFinite == true)
    // What a run left another one goes on with.
    try shop.train("on", extra + ["model=./run/best"])
    #expect(try shop.losses("on")[0] <= shop.losses("run")[0])
  }

  /// Whole files, the end of a text: what the run measured is what `evaluate` measures.
  @Test(arguments: [["document_format=whole"], ["end=null"], []])
  func aCheckpointIsScoredAsItsRunScoredIt(_ extra: [String]) throws {
    let shop = try Workshop.texts()
    defer { shop.remove() }
    try shop.train("run", ["dev_file=dev.txt", "pretraining.epochs=3"] + extra)
    let results = try shop.json("run/results.json")
    let scores = try shop.scores("run/best", [])
    for key in ["loss", "tokens", "data_sha256", "baselines"] {
      #expect(scores[key] != nil && scores[key] == results["dev"]?[key], "\(key)")
    }
    // A file that is one sequence has none.
    #expect(scores["loss_interval"] == results["dev"]?["loss_interval"])
    for key in ["checkpoint_sha256", "tokenizer_sha256"] { #expect(scores[key] != nil && scores[key] == results[key]) }
    #expect(try shop.scores("run/best", ["--data", "dev.txt"])["loss"] == scores["loss"])
    #expect(try shop.scores("run/best", ["--split", "train"])["data_sha256"]?.string == shop.hash("documents.txt"))
    try shop.expectFailure(
      ["evaluate", "run/best", "--split", "test"], code: 1, ["does not record test documents"])
    // Documents that changed since are said.
    try shop.write("documents.txt", shop.read("documents.txt") + "Ada was born in Rome.\n")
    let changed = try shop.scores("run/best", ["--split", "train"])
    #expect(changed["notes"]?.compact.contains("is not the file that the run used as its train data") == true)
  }

  /// Without the run's own objective there is no end in what it read, and the documents may be those of a data set.
  @Test func anotherObjectiveAndADataSetAreScoredToo() throws {
    let shop = try Workshop.texts()
    defer { shop.remove() }
    try makeFolder(shop.folder + "/data")
    try makeFolder(shop.folder + "/data/birthplaces")
    try shop.write("data/birthplaces/wiki.txt", shop.read("documents.txt"))
    let extra = ["documents_file=null", "dataset=birthplaces", "data_folder=data", "objective=span_corruption"]
    try shop.train("run", extra + ["pretraining.epochs=2"])
    let scores = try shop.scores("run/best", ["--split", "train"])
    #expect(scores["tokens"] == .integer(24 * 5), "\(scores.compact)")
    #expect(scores["notes"]?.compact.contains("the objective of the run was span_corruption") == true)
    #expect(try shop.scores("run/best", ["--data", "birthplaces", "--data-folder", "data"])["loss"] == scores["loss"])
    #expect(try shop.scores("run/best", ["--data", "documents.txt"])["loss"] == scores["loss"])
    #expect(try shop.json("run/results.json")["checkpoint_sha256"]?.string == shop.weights("run/best"))
    let outcome = try shop.resume("run")
    #expect(outcome.output.contains("the run is already finished"), "\(outcome.output)")
  }

  @Test func aTextThatFillsTheBlockIsSaid() throws {
    let shop = try Workshop.texts()
    defer { shop.remove() }
    try shop.train(
      "run",
      ["pretraining.epochs=1", "architecture.tokenizer=characters", "architecture.context_length=32", "end=null"])
    let outcome = try shop.attune(["generate", "run/best", "--prompt", "Ada", "--max-tokens", "100"])
    #expect(
      outcome.error.contains("stopped after 30 new tokens: prompt and text fill the context length 32"), "\(outcome)")
    #expect(try shop.attune(["generate", "run/best", "--prompt", "Ada", "--max-tokens", "9"]).error == "")
  }

  @Test func documentsWithoutNamesAreSaid() throws {
    let shop = try Workshop.texts()
    defer { shop.remove() }
    try shop.write(
      "documents.txt", "Hugo Ford was born in Oslo. This painter was famous.\nMia Gray. She was born in Rome.\nAda. .\n"
    )
    try shop.write("dev.txt", "Mia Gray. She sang in Oslo.\n")
    let extra = ["objective=salient_spans", "dev_file=dev.txt", "--no-timing"]
    let outcome = try shop.attune(["validate", "run.yaml"] + extra)
    #expect(outcome.output.contains("1 of 3 documents have no name after their title"), "\(outcome)")
    #expect(outcome.output.contains("questions for 2 names in 2 documents"), "\(outcome)")
    #expect(outcome.output.contains("1 documents have no word after their title"), "\(outcome)")
    #expect(outcome.output.contains("remark  dev: 1 of 1 documents have words that the vocabulary lacks"), "\(outcome)")
  }

  @Test func aRunWithoutImprovementStops() throws {
    let shop = try Workshop.texts()
    defer { shop.remove() }
    // What is learned from the documents makes these less likely.
    try shop.write("dev.txt", "Rome Rome Rome Rome\n")
    try shop.train("run", ["dev_file=dev.txt", "patience=3"])
    let scores = try shop.lines("run/metrics.jsonl").filter { $0["split"] != nil }.map { $0["loss"]!.number! }
    #expect(scores.count < 20)
    #expect(scores.dropLast(3).last == scores.min())
    #expect(try shop.steps("run").count == 3 * scores.count)
  }

  @Test func mistakesAreExplained() throws {
    let shop = try Workshop.texts()
    defer { shop.remove() }
    for (name, text) in [
      "empty.txt": "", "blank.txt": "\n \n", "short.txt": "Ada\nBen\n", "mask.txt": "Ada was\nborn ⁇ in Rome\n",
      "end.txt": "Ada <end>\n", "odd.txt": "Ada was\nÜnal was\n",
    ] { try shop.write(name, text) }
    let table: [([String], Int32, [String])] = [
      (["pretraining.epoch=3"], 2, ["did you mean epochs?"]),
      (["learning_rate=1e-3", "layers=2"], 2, ["mean pretraining.learning_rate?", "mean architecture.layers?"]),
      (["documents_file=~/texts.txt"], 2, ["only the shell replaces ~ by the home folder"]),
      (["documents_file=null"], 2, ["give documents_file or dataset"]),
      (["documents_file=nowhere.txt"], 2, ["documents_file: there is no such file"]),
      (["documents_file=null", "dataset=webquestions"], 2, ["dataset: has no documents"]),
      (["pretraining.epochs=0"], 2, ["pretraining.epochs: must be at least 1"]),
      (["patience=2"], 2, ["patience: needs a dev_file"]),
      (["documents_file=empty.txt"], 1, ["empty.txt"]),
      (["documents_file=blank.txt"], 1, ["blank.txt"]),
      (["documents_file=short.txt", "end=null"], 1, ["short.txt: no document has two tokens"]),
      (["dev_file=short.txt", "end=null"], 1, ["short.txt: no document has two tokens"]),
      (["documents_file=mask.txt", "objective=span_corruption"], 1, ["mask.txt:2: the document contains \"⁇\""]),
      (["documents_file=end.txt"], 1, ["end.txt:1: the document contains \"<end>\""]),
      (["dev_file=odd.txt", "architecture.tokenizer=characters"], 1, ["odd.txt:2: document: \"Ü\" at byte 0"]),
    ]
    for (extra, code, words) in table { try shop.expectRefusal(extra, code: code, words) }
  }
}
