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
  static func texts() throws -> Sandbox {
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

  /// The steps of the data are kept in the checkpoint and repeated at scoring; other ones are said.
  @Test func preprocessingIsKeptAndRepeated() throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    let extra = [
      "end=null", "architecture.tokenizer=characters", "pretraining.epochs=2", "dev_file=dev.txt",
      "preprocess=[lowercase, spaces]",
    ]
    try sandbox.train("run", extra)
    #expect(try sandbox.json("run/best/attune.json")["preprocess"]?.compact == #"["lowercase","spaces"]"#)
    let results = try sandbox.json("run/results.json")
    let scores = try sandbox.scores("run/best", [])
    for key in ["loss", "bits_per_character", "character_perplexity", "tokens", "loss_interval"] {
      #expect(scores[key] != nil && scores[key] == results["dev"]?[key], "\(key)")
    }
    #expect(scores["notes"]?.compact.contains("preprocessing as in training: lowercase, spaces") == true)
    // One character is one token.
    #expect(scores["bits_per_character"] == scores["bits_per_token"] && scores["characters"] == scores["tokens"])
    // The same text in capitals, with other white space, is the same text to the model.
    try sandbox.write("loud.txt", try sandbox.read("dev.txt").uppercased().replacing(" ", with: "  "))
    let quiet = try sandbox.scores("run/best", ["--data", "dev.txt"])
    #expect(try sandbox.scores("run/best", ["--data", "loud.txt"])["loss"] == quiet["loss"])
    let same = try sandbox.scores("run/best", ["--data", "dev.txt", "--preprocess", "lowercase,spaces"])
    #expect(same["loss"] == quiet["loss"] && same["notes"] == quiet["notes"])
    let other = try sandbox.scores("run/best", ["--data", "dev.txt", "--preprocess", "lowercase"])
    #expect(
      other["notes"]?.compact.contains(
        "warning: the model was trained on texts with preprocessing lowercase, spaces, these texts have lowercase")
        == true)
    // Without the steps, capitals are not in the vocabulary.
    try sandbox.expectFailure(
      ["evaluate", "run/best", "--data", "dev.txt", "--preprocess", "none"], code: 1, ["is not in the vocabulary"])
    let prompts = try ["ADA  Was", "ada was"].map {
      try sandbox.attune(["generate", "run/best", "--prompt", $0, "--max-tokens", "5"]).output
    }
    #expect(prompts[0] == prompts[1])
    // A checkpoint that continues training keeps what its run says.
    #expect(try sandbox.scores("run/last", ["--data", "dev.txt"])["preprocess"] == scores["preprocess"])
  }

  /// The noise is a function of seed and step: the same bits after a stop and on any number of threads, with a log Z
  /// that is learned too. Scores are those of the whole vocabulary.
  @Test(arguments: [["nce.log_z=learned"], ["nce.shared=false", "nce.log_z=0", "nce.power=0.75"]])
  func noiseContrastiveEstimationLearns(_ extra: [String]) throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    let nce = ["dev_file=dev.txt", "end=null", "loss=nce", "nce.samples=10", "architecture.dropout=0.1"] + extra
    let outcome = try sandbox.train("whole", nce + ["threads=1"])
    #expect(outcome.output.contains("noise-contrastive estimation, 10 noise tokens a target"))
    let loss = try #require(sandbox.json("whole/results.json")["dev"]?["loss"]?.number)
    // At first it is the logarithm of more than 40 words.
    #expect(loss < 2)
    #expect(try sandbox.scores("whole/best", [])["loss"]?.number == loss)
    try sandbox.cut("cut", nce + ["threads=1", "save_every=0"], by: SIGKILL, after: 25) { _ in true }
    _ = try sandbox.resume("cut")
    try sandbox.train("threads", nce + ["threads=3"])
    for checkpoint in ["best", "last"] {
      let weights = try sandbox.weights("whole/" + checkpoint)
      #expect(try sandbox.weights("cut/" + checkpoint) == weights)
      #expect(try sandbox.weights("threads/" + checkpoint) == weights)
    }
    let logZ = try sandbox.json("whole/last/attune.json")["log_z"]?.number
    #expect(try logZ != nil && sandbox.json("cut/last/attune.json")["log_z"]?.number == logZ)
    #expect(extra[0].hasSuffix("learned") == (logZ != 0))
    try sandbox.expectRefusal(["nce.samples=5"], code: 2, ["nce: has no effect without loss: nce"])
    try sandbox.expectRefusal(["loss=nce", "nce.log_z=z"], code: 2, ["nce.log_z: must be learned, or a number"])
    try sandbox.expectRefusal(["loss=nce", "nce.samples=0"], code: 2, ["nce.samples: must be from 1"])
    try sandbox.expectRefusal(["loss=nec"], code: 2, ["did you mean nce?"])
  }

  @Test func devDocumentsMayBeAShare() throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    try sandbox.train("run", ["dev_share=0.25", "pretraining.epochs=1", "patience=3"])
    let results = try sandbox.json("run/results.json")
    #expect(results["dev"]?["data_sha256"]?.string == (try sandbox.hash("documents.txt")))
    #expect(try sandbox.scores("run/best", [])["documents"] == .integer(6))
    #expect(try sandbox.scores("run/best", ["--split", "train"])["documents"] == .integer(18))
    for (extra, words) in [
      (["dev_share=1"], ["dev_share: must be above 0 and below 1"]),
      (["dev_share=0.5", "dev_file=dev.txt"], ["dev_share: has no effect beside dev_file"]),
      (["dev_share=0.5", "documents_file=null", "dataset=shakespeare"], ["dev_share: has no effect: the data set"]),
      (["preprocess=[lowercase, lowercase]"], ["preprocess: has the same step twice"]),
      (["preprocess=[lowercased]"], ["did you mean lowercase?"]),
      (["documents_file=null", "dataset=shakespear"], ["dataset:", "shakespeare"]),
      (["sample_prompt=Ünal", "architecture.tokenizer=characters"], []),
      (["architecture.tokenizer=bpe", "architecture.unknown=<unk>"], ["unknown: has no effect"]),
    ] { try sandbox.expectRefusal(extra, code: extra[0].hasPrefix("sample") ? 1 : 2, words) }
  }

  /// Splits of the data set, a sample and a plot at the end, and text that the vocabulary lacks.
  @Test func shakespeareIsTrainedAndScored() throws {
    let sandbox = try Sandbox.texts()
    defer { sandbox.remove() }
    let lines = (0..<3000).map { "Line \($0 % 10), to be or not to be.\n" }.joined()
    try makeFolder(sandbox.folder + "/data")
    try sandbox.write("data/input.txt", lines)
    try sandbox.write("data/wikipedia_for_perplexity.txt", "Māori 1642 to be.\n")
    let outcome = try sandbox.train(
      "run",
      [
        "data_folder=data", "architecture.layers=1", "architecture.heads=2", "architecture.hidden_size=16",
        "pretraining.max_steps=4", "sample_tokens=9", "sample_prompt=to be",
      ], of: "pretrain/shakespeare")
    #expect(outcome.output.contains("\nsample\nto be"))
    let results = try sandbox.json("run/results.json")
    #expect(results["sample"]?.string?.hasPrefix("to be") == true)
    #expect(try sandbox.read("run/loss.svg").contains("</svg>"))
    let dev = try sandbox.scores("run/best", [])
    #expect(dev["loss"] == results["dev"]?["loss"] && dev["unknown_tokens"] == .integer(0))
    #expect(dev["characters"] == .integer(lines.count - Int(0.9 * Double(lines.count)) - 1))
    let passage = try sandbox.scores(
      "run/best", ["--data", "shakespeare", "--split", "passage", "--data-folder", "data"])
    #expect(passage["characters"] == .integer(1752))
    #expect(try sandbox.scores("run/best", ["--split", "passage"])["loss"] == passage["loss"])
    let other = try sandbox.scores("run/best", ["--split", "wikipedia"])
    // Of the unknown characters M is first and no target.
    #expect(other["characters"] == .integer(17) && other["unknown_tokens"] == .integer(1), "\(other.compact)")
    let bits = try #require(other["bits_per_character"]?.number)
    let spelled = try #require(other["spelled_bits_per_character"]?.number)
    #expect(abs(spelled - bits - 8 * 2 / 17) < 1e-9, "ā has two bytes")
    try sandbox.expectFailure(["evaluate", "run/best", "--split", "test"], code: 1, ["test", "wikipedia"])
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
