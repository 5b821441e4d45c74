import Base
import Foundation
import Pipelines
import Recipes
import Runs
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
      hidden_size: 16
      context_length: 48
      dropout: 0.0
      initializer_range: 0.1

    """
  static let stage = "{epochs: 2, batch_size: 8, learning_rate: 1e-2}"
}

extension Sandbox {
  /// Two epochs of each stage.
  static func questions() throws -> Sandbox {
    try Sandbox(
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

extension Towns {
  /// What makes a run of `Sandbox.questions` learn all towns, in half a second.
  static let enough = ["pretraining.epochs=60", "mix_questions=1", "finetuning.epochs=10"]
}

@Suite struct QATests {
  @Test func aRunLearnsAndLeavesWhatScriptsRelyOn() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.train("run", Towns.enough + ["test_file=test.tsv", "compare_without_pretraining=true"])
    for file in ["config.yaml", "metrics.jsonl", "stages.json", "results.json"] {
      #expect(sandbox.exists("run/" + file))
    }
    for checkpoint in ["pretrained", "best", "last", "without-pretraining/best", "without-pretraining/last"] {
      for file in ["config.json", "model.safetensors", "attune_tokenizer.json", "attune.json"] {
        #expect(sandbox.exists("run/\(checkpoint)/\(file)"), "\(checkpoint)/\(file)")
      }
      let about = try sandbox.json("run/\(checkpoint)/attune.json")
      #expect(about["model_sha256"]?.string == (try sandbox.weights("run/" + checkpoint)), "\(checkpoint)")
    }

    // 60 epochs of 24 documents and 16 questions, 10 of the questions; compared with as many of the questions alone.
    let steps = try sandbox.steps("run")
    #expect(steps.map { $0["step"]?.integer } == Array(1...460))
    let stages = ["pretraining", "finetuning", "without pretraining"]
    #expect(
      steps.map { $0["stage"]?.string } == zip(stages, [300, 20, 140]).flatMap { Array(repeating: $0, count: $1) })
    for line in steps {
      for key in ["epoch", "loss", "learning_rate", "tokens_per_second", "seconds", "gradient_norm"] {
        #expect(line[key]?.number?.isFinite == true, "\(key) in \(line.compact)")
      }
    }
    let list = try #require(sandbox.json("run/stages.json")["done"]?.array)
    #expect(list.map { $0["name"]?.string } == stages)
    #expect(list.map { $0["last_step"]?.integer } == [300, 320, 460])

    let results = try sandbox.json("run/results.json")
    for key in [
      "recipe", "step", "steps", "metric", "seed", "training_seconds", "tokens", "stages", "questions",
      "environment", "seconds", "peak_memory_bytes", "dev", "test",
      "dev_without_pretraining", "test_without_pretraining",
    ] { #expect(results[key] != nil, "\(key)") }
    #expect(results["steps"] == .integer(460))
    #expect(
      results["questions"] == [
        "read": .integer(16), "trained_on": .integer(16), "cut": .integer(0), "tokens_lost": .integer(0),
      ])

    // What the run reported is what its folder gives when it is opened again.
    for (split, key, checkpoint) in [
      ("dev", "dev", "best"), ("test", "test", "best"),
      ("dev", "dev_without_pretraining", "without-pretraining/best"),
    ] {
      let scores = try sandbox.scores("run/" + checkpoint, ["--split", split])
      for (name, value) in try #require(results[key]?.object).members {
        #expect(scores[name] == value, "\(key) \(name)")
      }
      #expect(scores["checkpoint_sha256"]?.string == (try sandbox.weights("run/" + checkpoint)))
      #expect(scores["data_sha256"]?.string == (try sandbox.hash(split + ".tsv")))
    }
    // The point of the recipe: who was only read about is known as well. Less would be a broken model or optimiser.
    for split in ["train", "dev", "test"] {
      #expect(try sandbox.scores("run/best", ["--split", split])["exact_match"] == .number(1), "\(split)")
    }
    #expect(try #require(results["dev_without_pretraining"]?["exact_match"]?.number) <= 0.75)
    #expect(try #require(results["test_without_pretraining"]?["exact_match"]?.number) <= 0.75)
  }

  /// Killed without warning in any stage, or stopped by a signal: both go on to the very bits of a run that was left
  /// alone. The state is saved after each step, so that the kill may fall into a save.
  @Test func aStoppedRunGoesOnToTheSameBits() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    // Steps so small that the first evaluation remains the best: a resumed run has to remember it.
    let extra = [
      "finetuning.learning_rate=1e-5", "architecture.dropout=0.1", "compare_without_pretraining=true",
      "objective=span_corruption",
      "pretraining.epochs=5", "finetuning.epochs=8",
    ]
    let checkpoints = ["pretrained", "best", "last", "without-pretraining/best", "without-pretraining/last"]
    try sandbox.train("whole", extra)
    let (weights, losses) = try (checkpoints.map { try sandbox.weights("whole/" + $0) }, sandbox.losses("whole"))
    #expect(losses.count == 47)
    for stage in ["pretraining", "finetuning", "without pretraining"] {
      for signal in [SIGKILL, SIGTERM] {
        let name = "\(stage.prefix(4))-\(signal)"
        let stopped = try sandbox.cut(name, extra + ["save_every=0"], by: signal, after: 6) {
          $0["stage"]?.string == stage
        }
        if signal == SIGTERM {
          #expect(stopped.code == 1)
          #expect(stopped.error.contains("resume with: attune run \(name) --resume"), "\(stopped.error)")
        }
        #expect(try sandbox.resume(name).output.contains("\(stage): resumed after step"))
        #expect(try checkpoints.map { try sandbox.weights("\(name)/\($0)") } == weights, "\(name)")
        #expect(try sandbox.steps(name).map { $0["step"]?.integer } == Array(1...47))
        #expect(try sandbox.losses(name) == losses)
        let left = try folderContents("\(sandbox.folder)/\(name)")
        #expect(!left.contains { $0.contains(".new-") || $0.hasSuffix(".old") }, "\(left)")
      }
    }
  }

  /// Killed when the last step was saved but the stage not noted as done: no step more is made.
  @Test(arguments: [
    ["finetuning.max_steps=3"],
    ["finetuning.epochs=20", "finetuning.learning_rate=1e-9", "patience=3"],
  ])
  func aStageThatWasAtItsEndStaysThere(_ extra: [String]) throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.train("run", extra)
    let before = try (sandbox.steps("run"), sandbox.weights("run/last"), sandbox.weights("run/best"))
    var done = try #require(sandbox.json("run/stages.json")["done"]?.array)
    done.removeLast()
    try sandbox.write("run/stages.json", JSON.object(["done": .array(done)]).compact)
    _ = try sandbox.resume("run")
    let after = try (sandbox.steps("run"), sandbox.weights("run/last"), sandbox.weights("run/best"))
    #expect(before == after)
  }

  @Test func accumulationEqualsTheBigBatch() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    for (name, size, accumulation) in [("big", 12, 1), ("small", 4, 3)] {
      try sandbox.train(
        name,
        ["pretraining", "finetuning"].flatMap { ["\($0).batch_size=\(size)", "\($0).accumulation=\(accumulation)"] })
    }
    let losses = try ["big", "small"].map(sandbox.losses)
    #expect(losses.map(\.count) == [8, 8])
    #expect(zip(losses[0], losses[1]).allSatisfy { abs($0 - $1) < 1e-4 * max(1, $0) }, "\(losses)")
  }

  /// Each choice makes a run that learns, is as long as it must be, and can be opened again.
  @Test(arguments: [
    ([], 10),
    (["objective=span_corruption"], 10),
    (["objective=salient_spans"], 10),
    (["objective=salient_spans", "architecture.tokenizer=bpe", "architecture.vocabulary=300", "mix_questions=1"], 14),
    (["architecture.tokenizer=characters"], 10),
    (["architecture.tokenizer=characters", "architecture.positions=rotary", "objective=span_corruption"], 10),
    (["architecture.positions=rotary", "architecture.tied_output=false"], 10),
    (["architecture.attention=synthesizer"], 10),
    (["architecture.attention=random_synthesizer"], 10),
    (["architecture.attention=synthesizer", "architecture.tokenizer=characters", "objective=span_corruption"], 10),
    (["architecture.layers=2", "architecture.dropout=0.2", "architecture.intermediate_size=20"], 10),
    (["pretraining.epochs=0"], 4),
    (["pretraining.epochs=0", "documents_file=null", "finetuning.max_steps=3"], 3),
    (["mix_questions=2"], 18),
    (["pretraining.batch_tokens=1", "finetuning.batch_tokens=100000"], 50),
    (["pretraining.group_by_length=true", "finetuning.group_by_length=true", "finetuning.schedule=linear"], 10),
    (["finetuning.epochs=9", "finetuning.learning_rate=1e-9", "patience=2"], 12),
    (["separator=->", "end=<end>"], 10),
    (["separator=\"\\n\"", "end=<|endoftext|>", "metric=f1", "evaluate_every=2"], 10),
    (["separator=\"\\n\"", "end=\"\\n\"", "architecture.tokenizer=characters", "leading_space=false"], 10),
    (["max_answer_tokens=1", "metric=normalized_exact_match", "finetuning.accumulation=2"], 8),
  ])
  func choicesRun(_ extra: [String], steps: Int) throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.train("run", extra)
    #expect(try sandbox.steps("run").count == steps)
    let stage = try #require(sandbox.steps("run").first?["stage"]?.string)
    let losses = try sandbox.steps("run").filter { $0["stage"]?.string == stage }.map {
      try #require($0["loss"]?.number)
    }
    #expect(losses.last! < losses.first!, "\(losses)")
    let results = try sandbox.json("run/results.json")
    #expect(try sandbox.scores("run/best")["exact_match"] == results["dev"]?["exact_match"])
    let answered = try sandbox.attune(["answer", "run/best", Towns.question(0)])
    #expect(answered.code == 0 && !answered.output.contains("<end>"), "\(answered)")
  }

  /// A run from the pretrained checkpoint of another is that other run's second half.
  @Test func aRunBeginsWithACheckpoint() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.train("whole")
    let half = try sandbox.train("half", ["model=./whole/pretrained", "pretraining.epochs=0"])
    #expect(half.error.contains("architecture is ignored: sizes and tokenizer are those of ./whole/pretrained"))
    #expect(try sandbox.weights("half/best") == sandbox.weights("whole/best"))
    #expect(try sandbox.weights("half/last") == sandbox.weights("whole/last"))
    let about = try sandbox.json("half/best/attune.json")
    #expect(about["base_model_sha256"]?.string == (try sandbox.weights("whole/pretrained")))
    #expect(!sandbox.exists("half/pretrained"))
  }

  @Test func severalAnswersEachCountAndHaveTheirTurn() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    let lines = (0..<16).map { person in
      #"{"question": "\#(Towns.question(person))", "answers": ["\#(Towns.answer(person))", "Paris"]}"#
    }
    for name in ["train.jsonl", "dev.jsonl"] { try sandbox.write(name, lines.joined(separator: "\n")) }
    let files = ["train_file=train.jsonl", "dev_file=dev.jsonl", "pretraining.epochs=0"]
    // In one epoch only the first answer of each is learned; "Paris" comes in the second.
    try sandbox.train("run", files + ["finetuning.epochs=40"])
    #expect(try sandbox.scores("run/best")["exact_match"] == .number(1))
    try sandbox.train("one", files + ["finetuning.epochs=1"])
    #expect(try !sandbox.attune(["answer", "one/best", "--input", "dev.jsonl"]).output.contains("Paris"))
  }

  /// What a new user would do wrong: one clear message, the right exit code, nothing half-written.
  @Test func mistakesAreExplained() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.train("run")
    let long = String(repeating: "Where ", count: 60) + "?"
    let files = [
      "notab.tsv": "Where was Ada born?\tRome\nno tab here\n", "noanswer.tsv": "Where was Ada born?\t\n",
      "noquestion.tsv": "\tRome\n", "long.tsv": Towns.questions(0..<2) + "\(long)\tRome\n",
      "longanswer.tsv": "Where?\t\(long)\n", "odd.tsv": "Where was Ünal born?\tRome\n",
      "separator.tsv": "Where was ⁇ born?\tRome\n", "separator.txt": "Ada was\nborn in ⁇\n", "empty.tsv": "",
    ]
    for (name, text) in files { try sandbox.write(name, text) }
    let words = try sandbox.read("run/last/attune_tokenizer.json")
    try sandbox.write("run/last/attune_tokenizer.json", words.replacing("\"tokens\":[", with: "\"tokens\":[\"extra\","))
    let table: [([String], Int32, [String])] = [
      (["pretraining.epoch=3"], 2, ["command line: pretraining.epoch: unknown setting; did you mean epochs?"]),
      (["finetuning.learning_rat=1"], 2, ["did you mean learning_rate?"]),
      (["architecture.layer=1"], 2, ["did you mean layers?"]),
      (["biographies.peeple=9"], 2, ["did you mean people?"]),
      (
        ["objective=next_tokens"], 2,
        ["one of next_token, span_corruption, salient_spans", "did you mean next_token?"]
      ),
      (["finetuning.epochs=many"], 2, ["finetuning.epochs: expected a whole number, found 'many'"]),
      (["finetuning.epochs=0"], 2, ["finetuning.epochs: must be at least 1"]),
      (["architecture.heads=3"], 2, ["run.yaml:11:3: architecture.hidden_size", "a multiple of the 3 heads"]),
      (["architecture.attention=dense"], 2, ["one of dot_product, synthesizer, random_synthesizer"]),
      (
        ["architecture.attention=synthesizer", "architecture.positions=rotary"], 2,
        ["architecture.positions: rotary positions do not work with synthesizer attention: use learned"]
      ),
      (
        ["train_file=long.tsv", "architecture.attention=synthesizer"], 1,
        ["long.tsv:3: question and answer have 63 tokens, but the model reads 48"]
      ),
      (
        ["train_file=nowhere.tsv"], 2,
        ["train_file: there is no such file (paths are relative to \(sandbox.folder)); found 'nowhere.tsv'"]
      ),
      (["train_file=null"], 2, ["give a dataset (biographies, birthplaces, webquestions", ") or train_file"]),
      (["dev_file=null"], 2, ["dev_file: train_file needs a dev_file"]),
      (["documents_file=null"], 2, ["pretraining.epochs: there are no documents", "documents_file"]),
      (["train_file=null", "dataset=biography"], 2, ["dataset", "biographies"]),
      (["model=no-such-model"], 2, ["Names of models are owner/name"]),
      (["train_file=notab.tsv"], 1, ["notab.tsv", "line 2", "a question, a tab and an answer"]),
      (["train_file=noanswer.tsv"], 1, ["noanswer.tsv", "line 1: the answer is empty"]),
      (["dev_file=noquestion.tsv"], 1, ["noquestion.tsv", "line 1: the question is empty"]),
      (["train_file=empty.tsv"], 1, ["empty.tsv"]),
      (
        ["train_file=long.tsv"], 1,
        ["long.tsv:3: question and answer have 63 tokens, but the model reads 48", "too_long: cut"]
      ),
      (["train_file=longanswer.tsv", "too_long=cut"], 1, ["longanswer.tsv:1"]),
      (["dev_file=long.tsv", "too_long=cut"], 1, ["long.tsv:3: the question has 62 tokens with its separator"]),
      (["dev_file=odd.tsv", "architecture.tokenizer=characters"], 1, ["odd.tsv:1: question: \"Ü\" at byte 10"]),
      (["train_file=separator.tsv"], 1, ["separator.tsv:1: the question contains \"⁇\""]),
      (["dev_file=separator.tsv"], 1, ["separator.tsv:1: the question contains \"⁇\""]),
      (["documents_file=separator.txt"], 1, ["separator.txt:2: the document contains \"⁇\""]),
      (["model=./run/best", "end=<stop>"], 1, ["end: the tokenizer has no token \"<stop>\""]),
      (["model=./run/last"], 1, ["run/last: the tokenizer has 38 tokens, but the model's embedding has 37 rows"]),
    ]
    for (extra, code, words) in table { try sandbox.expectRefusal(extra, code: code, words) }

    // What may be cut is cut, counted and told.
    let cut = try sandbox.train("cut", ["train_file=long.tsv", "too_long=cut"])
    #expect(cut.error.contains("1 training questions were cut: 15 tokens lost"), "\(cut.error)")
    #expect(try sandbox.json("cut/results.json")["questions"]?["tokens_lost"] == .integer(15))
    // Words that the vocabulary lacks are told as well.
    let odd = try sandbox.train("odd", ["dev_file=odd.tsv"])
    #expect(odd.error.contains("dev: 1 of 1 questions have words that the vocabulary lacks"), "\(odd.error)")
  }
}
