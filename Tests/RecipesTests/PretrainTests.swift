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

extension Sandbox {
  fileprivate static func texts() throws -> Sandbox {
    let lines = Towns.documents.split(separator: "\n")
    return try Sandbox(
      settings: Towns.pretrainSettings,
      files: ["documents.txt": Towns.documents, "dev.txt": lines[..<4].joined(separator: "\n")])
  }
}

@Suite struct PretrainTests {
  @Test func aRunLearnsAndLeavesWhatScriptsRelyOn() throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    try sandbox.train("run", ["dev_file=dev.txt", "end=null"])
    for file in ["config.yaml", "stages.json", "best/config.json", "best/attune_tokenizer.json", "last/state.json"] {
      #expect(sandbox.exists("run/" + file), "\(file)")
    }
    let steps = try sandbox.steps("run")
    #expect(steps.map { $0["step"]?.integer } == Array(1...60))
    #expect(steps.allSatisfy { $0["stage"]?.string == "pretraining" && $0["gradient_norm"]?.number != nil })
    let results = try sandbox.json("run/results.json")
    for key in [
      "recipe", "stages", "seed", "environment", "seconds", "peak_memory_bytes",
    ] { #expect(results[key] != nil, "\(key)") }
    let loss = try #require(results["dev"]?["loss"]?.number)
    #expect(try loss < 0.5 && loss < sandbox.losses("run")[0] / 4)
    #expect(try sandbox.scores("run/best", ["--data", "dev.txt"])["loss"]?.number == loss)
    // Without dev documents the last checkpoint is the one that is kept.
    try sandbox.train("bare", ["pretraining.epochs=2"])
    #expect(try sandbox.weights("bare/best") == sandbox.weights("bare/last"))
    #expect(try sandbox.json("bare/best/config.json")["eos_token_id"] != nil)
  }

  @Test(arguments: [SIGKILL, SIGTERM], ["dot_product", "synthesizer", "random_synthesizer"])
  func aStoppedRunGoesOnToTheSameBits(_ signal: Int32, _ attention: String) throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    let extra = [
      "dev_file=dev.txt", "objective=span_corruption", "architecture.dropout=0.1", "pretraining.epochs=8",
      "architecture.attention=\(attention)",
    ]
    try sandbox.train("whole", extra + ["threads=1"])
    try sandbox.cut("cut", extra + ["threads=1", "save_every=0"], by: signal, after: 9) { _ in true }
    _ = try sandbox.resume("cut")
    try sandbox.train("threads", extra + ["threads=3"])
    try sandbox.train("seed", extra + ["seed=2"])
    for checkpoint in ["best", "last"] {
      let weights = try sandbox.weights("whole/" + checkpoint)
      #expect(try sandbox.weights("cut/" + checkpoint) == weights)
      #expect(try sandbox.weights("threads/" + checkpoint) == weights)
      #expect(try sandbox.weights("seed/" + checkpoint) != weights)
    }
    #expect(try sandbox.losses("cut") == sandbox.losses("whole"))
  }

  @Test(arguments: [
    (["objective=span_corruption", "architecture.tokenizer=characters"], 60),
    (["objective=salient_spans", "architecture.tokenizer=bpe"], 60),
    (["document_format=whole"], 20),
    (["architecture.positions=rotary", "pretraining.max_steps=31"], 31),
    (["architecture.attention=synthesizer", "pretraining.max_steps=31"], 31),
  ])
  func choicesRun(_ extra: [String], steps: Int) throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    try sandbox.train("run", extra)
    #expect(try sandbox.losses("run").count == steps)
    #expect(try sandbox.scores("run/best", ["--data", "dev.txt"])["perplexity"]?.number?.isFinite == true)
    // What a run left another one goes on with.
    try sandbox.train("on", extra + ["model=./run/best"])
    #expect(try sandbox.losses("on")[0] <= sandbox.losses("run")[0])
  }

  /// Whole files, the end of a text: what the run measured is what `evaluate` measures.
  @Test(arguments: [["document_format=whole"], ["end=null"], []])
  func aCheckpointIsScoredAsItsRunScoredIt(_ extra: [String]) throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    try sandbox.train("run", ["dev_file=dev.txt", "pretraining.epochs=3"] + extra)
    let results = try sandbox.json("run/results.json")
    let scores = try sandbox.scores("run/best", [])
    for key in ["loss", "tokens", "data_sha256", "baselines"] {
      #expect(scores[key] != nil && scores[key] == results["dev"]?[key], "\(key)")
    }
    // A file that is one sequence has none.
    #expect(scores["loss_interval"] == results["dev"]?["loss_interval"])
    for key in ["checkpoint_sha256", "tokenizer_sha256"] { #expect(scores[key] != nil && scores[key] == results[key]) }
    #expect(try sandbox.scores("run/best", ["--data", "dev.txt"])["loss"] == scores["loss"])
    #expect(
      try sandbox.scores("run/best", ["--split", "train"])["data_sha256"]?.string == sandbox.hash("documents.txt"))
    try sandbox.expectFailure(
      ["evaluate", "run/best", "--split", "test"], code: 1, ["does not record test documents"])
    // Documents that changed since are said.
    try sandbox.write("documents.txt", sandbox.read("documents.txt") + "Ada was born in Rome.\n")
    let changed = try sandbox.scores("run/best", ["--split", "train"])
    #expect(changed["notes"]?.compact.contains("is not the file that the run used as its train data") == true)
  }

  /// Without the run's own objective there is no end in what it read, and the documents may be those of a data set.
  @Test func anotherObjectiveAndADataSetAreScoredToo() throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    try makeFolder(sandbox.folder + "/data")
    try makeFolder(sandbox.folder + "/data/birthplaces")
    try sandbox.write("data/birthplaces/wiki.txt", sandbox.read("documents.txt"))
    let extra = ["documents_file=null", "dataset=birthplaces", "data_folder=data", "objective=span_corruption"]
    try sandbox.train("run", extra + ["pretraining.epochs=2"])
    let scores = try sandbox.scores("run/best", ["--split", "train"])
    #expect(scores["tokens"] == .integer(24 * 5), "\(scores.compact)")
    #expect(scores["notes"]?.compact.contains("the objective of the run was span_corruption") == true)
    #expect(
      try sandbox.scores("run/best", ["--data", "birthplaces", "--data-folder", "data"])["loss"] == scores["loss"])
    #expect(try sandbox.scores("run/best", ["--data", "documents.txt"])["loss"] == scores["loss"])
    #expect(try sandbox.json("run/results.json")["checkpoint_sha256"]?.string == sandbox.weights("run/best"))
    let outcome = try sandbox.resume("run")
    #expect(outcome.output.contains("the run is already finished"), "\(outcome.output)")
  }

  @Test func aTextThatFillsTheBlockIsSaid() throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    try sandbox.train(
      "run",
      ["pretraining.epochs=1", "architecture.tokenizer=characters", "architecture.context_length=32", "end=null"])
    let outcome = try sandbox.attune(["generate", "run/best", "--prompt", "Ada", "--max-tokens", "100"])
    #expect(
      outcome.error.contains("stopped after 30 new tokens: prompt and text fill the context length 32"), "\(outcome)")
    #expect(try sandbox.attune(["generate", "run/best", "--prompt", "Ada", "--max-tokens", "9"]).error == "")
  }

  @Test func documentsWithoutNamesAreSaid() throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    try sandbox.write(
      "documents.txt", "Hugo Ford was born in Oslo. This painter was famous.\nMia Gray. She was born in Rome.\nAda. .\n"
    )
    try sandbox.write("dev.txt", "Mia Gray. She sang in Oslo.\n")
    let extra = ["objective=salient_spans", "dev_file=dev.txt", "--no-timing"]
    let outcome = try sandbox.attune(["validate", "run.yaml"] + extra)
    #expect(outcome.output.contains("1 of 3 documents have no name after their title"), "\(outcome)")
    #expect(outcome.output.contains("questions for 2 names in 2 documents"), "\(outcome)")
    #expect(outcome.output.contains("1 documents have no word after their title"), "\(outcome)")
    #expect(outcome.output.contains("remark  dev: 1 of 1 documents have words that the vocabulary lacks"), "\(outcome)")
  }

  @Test func aRunWithoutImprovementStops() throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    // What is learned from the documents makes these less likely.
    try sandbox.write("dev.txt", "Rome Rome Rome Rome\n")
    try sandbox.train("run", ["dev_file=dev.txt", "patience=3"])
    let scores = try sandbox.lines("run/metrics.jsonl").filter { $0["split"] != nil }.map { $0["loss"]!.number! }
    #expect(scores.count < 20)
    #expect(scores.dropLast(3).last == scores.min())
    #expect(try sandbox.steps("run").count == 3 * scores.count)
  }

  @Test func mistakesAreExplained() throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    for (name, text) in [
      "empty.txt": "", "blank.txt": "\n \n", "short.txt": "Ada\nBen\n", "mask.txt": "Ada was\nborn ⁇ in Rome\n",
      "end.txt": "Ada <end>\n", "odd.txt": "Ada was\nÜnal was\n",
    ] { try sandbox.write(name, text) }
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
    for (extra, code, words) in table { try sandbox.expectRefusal(extra, code: code, words) }
  }
}
