import Base
import Foundation
import Testing

/// `attune answer`, `generate` and `evaluate` on a checkpoint of each kind.
@Suite struct CheckpointCommandTests {
  /// A run of qa that knows all towns, one of pretrain, and a classifier.
  private static func checkpoints() throws -> Sandbox {
    let sandbox = try Sandbox.questions()
    try sandbox.train("run", Towns.enough)
    try sandbox.write("run.yaml", Towns.pretrainSettings)
    try sandbox.train("texts")
    try sandbox.addEncoder("classifier")
    return sandbox
  }

  @Test func questionsComeAsArgumentsLinesOrFiles() throws {
    let sandbox = try Self.checkpoints()
    defer { sandbox.remove() }
    func answer(_ words: [String], input: String? = nil) throws -> String {
      let outcome = try sandbox.attune(["answer", "run/best"] + words, input: input)
      #expect(outcome.code == 0, "\(words): \(outcome.error)")
      return outcome.output
    }
    let questions = (16..<20).map(Towns.question)
    let table = try answer(questions)
    for (line, person) in zip(table.split(separator: "\n"), 16..<20) {
      let words = line.split(separator: " ").map(String.init)
      let probability = try #require(Double(words[0]))
      #expect((0.5...1).contains(probability) && words[1] == Towns.answer(person), "\(line)")
      #expect(line.hasSuffix("  " + Towns.question(person)))
    }
    let lines = try answer(questions + ["--format", "jsonl"])
    let replies = try lines.split(separator: "\n").map { try #require(JSON(parsing: String($0)).object) }
    #expect(replies.map(\.keys) == Array(repeating: ["question", "answer", "probability"], count: 4))
    #expect(replies.map { $0["question"]?.string } == questions)
    #expect(replies.map { $0["answer"]?.string } == (16..<20).map(Towns.answer))

    // However the questions come, and however many stand beside one, the answers are the same.
    try sandbox.write("dev.jsonl", questions.map { #"{"question": "\#($0)"}"# }.joined(separator: "\n"))
    try sandbox.write("dev.txt", questions.joined(separator: "\n"))
    for file in ["dev.tsv", "dev.jsonl", "dev.txt"] {
      #expect(try answer(["--input", file, "--format", "jsonl"]) == lines, "\(file)")
    }
    let piped = try answer(["--format", "jsonl"], input: questions.joined(separator: "\r\n"))
    for (one, all) in zip(piped.split(separator: "\n"), replies) {
      let reply = try JSON(parsing: String(one))
      #expect(reply["answer"] == all["answer"])
      #expect(abs(try #require(reply["probability"]?.number) - all["probability"]!.number!) < 1e-5)
    }
    #expect(
      try answer(["--beams", "3", "--format", "jsonl", questions[0]]).contains(#""answer":"\#(Towns.answer(16))""#))
    // A word that it does not know is no reason not to answer, but one to say so.
    let unknown = try sandbox.attune(["answer", "run/best", "Where was Zorro born?"])
    #expect(unknown.output.hasSuffix("  Where was Zorro born?\n"))
    #expect(unknown.error.contains("not in the vocabulary") && unknown.error.hasSuffix(": 1\n"), "\(unknown.error)")
  }

  @Test func abstainsBelowTheConfidenceOfAWantedPrecision() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.train("run", ["finetuning.epochs=3", "pretraining.epochs=0"])
    // What the checkpoint knows of its dev questions, made up: half of the answers would do for 60%.
    var about = try #require(sandbox.json("run/best/attune.json").object)
    let outcome = try sandbox.attune(["answer", "run/best", "--input", "train.tsv", "--format", "jsonl"])
    let replies = try outcome.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
    let confidence = replies.map { $0["probability"]!.number! }.sorted()[8]
    about["abstention"] = [["precision": .number(0.6), "confidence": .number(confidence)]]
    try sandbox.write("run/best/attune.json", JSON.object(about).compact)
    for (precision, abstentions) in [("0.5", 8), ("0.6", 8), ("0", 8)] {
      let words = ["answer", "run/best", "--input", "train.tsv", "--abstain", precision]
      let table = try sandbox.attune(words)
      #expect(table.output.split(separator: "\n").count { $0.contains("I don't know") } == abstentions, "\(precision)")
      let lines = try sandbox.attune(words + ["--format", "jsonl"]).output
      #expect(lines.split(separator: "\n").count { $0.contains(#""answer":null"#) } == abstentions)
    }
    try sandbox.expectFailure(
      ["answer", "run/best", "--abstain", "0.7", "Where?"], code: 1,
      ["reaches a precision of 70.0%", "reached were 60%"])
    try sandbox.expectFailure(
      ["answer", "run/last", "--abstain", "0.5", "Where?"], code: 1, ["run/last", "<run>/best"])
  }

  @Test func textsAreContinued() throws {
    let sandbox = try Self.checkpoints()
    defer { sandbox.remove() }
    func generate(_ words: [String], _ checkpoint: String = "texts/best") throws -> JSON {
      let words = ["generate", checkpoint, "--prompt", "Ada was", "--format", "json"] + words
      let outcome = try sandbox.attune(words)
      try #require(outcome.code == 0, "\(words): \(outcome.error)")
      return try JSON(parsing: outcome.output)
    }
    let greedy = try generate([])
    #expect(greedy.object?.keys == ["prompt", "text", "tokens", "is_complete", "log_probability", "fills_block"])
    #expect(greedy["text"]?.string?.hasPrefix(" born in ") == true)
    // The end token that the recipe was given ends the text.
    #expect(greedy["tokens"] == .integer(4) && greedy["is_complete"] == .bool(true), "\(greedy.compact)")
    #expect(try generate(["--beams", "1"]) == greedy)
    #expect(try generate(["--temperature", "5", "--top-k", "1"]) == greedy)
    #expect(try generate(["--max-tokens", "2"])["text"] == .string(" born in"))
    let beams = try generate(["--beams", "4"])
    #expect(try #require(beams["log_probability"]?.number) >= greedy["log_probability"]!.number! - 1e-6)
    let draws = try (1...6).map { try generate(["--temperature", "3", "--seed", "\($0)"]).compact }
    #expect(Set(draws).count > 1)
    #expect(try generate(["--temperature", "3", "--seed", "2"]).compact == draws[1])
    // A checkpoint of qa knows the documents as well.
    let text = try sandbox.attune(["generate", "run/best", "--prompt", "Ada was", "--max-tokens", "3"])
    #expect(text.output.hasPrefix("Ada was born in "), "\(text)")
  }

  @Test func promptsComeFromStandardInputAndTextsStop() throws {
    let sandbox = try Self.checkpoints()
    defer { sandbox.remove() }
    let lines = try sandbox.attune(["generate", "texts/best", "--format", "json"], input: "Ada was\nBen was\n")
    #expect(lines.code == 0, "\(lines.error)")
    let texts = try lines.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(texts.map { $0["prompt"]?.string } == ["Ada was", "Ben was"])
    #expect(texts.allSatisfy { $0["text"]?.string?.hasPrefix(" born in ") == true })
    // Each line has draws of its own, and the seed decides all of them.
    let words = ["generate", "texts/best", "--temperature", "3", "--max-tokens", "6"]
    let same = try sandbox.attune(words, input: "Ada\nAda\n").output
    #expect(Set(same.split(separator: "\n")).count == 2, "\(same)")
    #expect(try sandbox.attune(words, input: "Ada\nAda\n").output == same)
    #expect(try sandbox.attune(words + ["--seed", "2"], input: "Ada\nAda\n").output != same)
    // The text ends before the first of the stop texts, also inside a token.
    func text(_ extra: [String]) throws -> JSON {
      let words = ["generate", "texts/best", "--prompt", "Ada was", "--format", "json"] + extra
      return try JSON(parsing: try sandbox.attune(words).output)
    }
    let stopped = try text(["--stop", "xyz", "--stop", " in"])
    #expect(stopped["text"] == .string(" born") && stopped["is_complete"] == .bool(true))
    #expect(try text(["--stop", "orn"])["text"] == .string(" b"))
    #expect(try text(["--stop", "xyz"]) == text([]))
    #expect(try text(["--repetition-penalty", "1"]) == text([]))
  }

  @Test func aLanguageModelIsScoredByItsPerplexity() throws {
    let sandbox = try Self.checkpoints()
    defer { sandbox.remove() }
    let scores = try sandbox.scores("texts/best", ["--data", "documents.txt"])
    let loss = try #require(scores["loss"]?.number)
    // "Name was born in Town." is 6 tokens and an end: 6 are predicted, only the town does not follow from the rest.
    #expect((0.1...0.5).contains(loss))
    #expect(abs(try #require(scores["perplexity"]?.number) - exp(loss)) < 1e-9)
    #expect(scores["tokens"] == .integer(144) && scores["documents"] == .integer(24))
    #expect(scores["checkpoint_sha256"]?.string == (try sandbox.weights("texts/best")))
    #expect(try sandbox.attune(["evaluate", "texts/best", "--data", "documents.txt"]).output.contains("perplexity"))
    let interval = try #require(scores["loss_interval"]?.array).map { $0.number ?? .nan }
    #expect(interval[0] < loss && loss < interval[1])
    let unigram = try #require(scores["baselines"]?["unigram_loss"]?.number)
    #expect(unigram > loss)
    // Words that were never read are said.
    try sandbox.write("other.txt", "Ada was rarely seen.\nAda was born in Rome.\n")
    let other = try sandbox.scores("texts/best", ["--data", "other.txt"])
    #expect(
      other["notes"]?.compact.contains("1 of 2 documents have words that the vocabulary lacks") == true,
      "\(other.compact)")
  }

  @Test func mistakesAreExplained() throws {
    let sandbox = try Self.checkpoints()
    defer { sandbox.remove() }
    let long = String(repeating: "Where ", count: 60)
    try sandbox.train("letters", ["architecture.tokenizer=characters", "pretraining.epochs=1", "end=null"])
    try sandbox.write("odd.txt", "Ada\nÜnal\n")
    try sandbox.write("short.txt", "A\n")
    try sandbox.write("long.tsv", Towns.questions(0..<1) + long + "\tRome\n")
    let prompt = ["generate", "texts/best", "--prompt"]
    let table: [([String], Int32, [String])] = [
      (["answer", "run/best", ""], 1, ["question 1 is empty"]),
      (["answer", "run/best", "Where was Ada born?", "  "], 1, ["question 2 is empty"]),
      (["answer", "run/best", "Where was ⁇ born?"], 1, ["\"Where was ⁇ born?\"", "contains \"⁇\""]),
      (["answer", "run/best", long], 1, ["62 tokens", "reads 48"]),
      (["answer", "run/best", "--input", "nowhere.tsv"], 1, ["nowhere.tsv"]),
      (["answer", "run/best", "--input", "dev.tsv", "Where?"], 2, ["not both"]),
      (["answer", "run/best", "--abstain", "2", "Where?"], 2, ["--abstain takes a number from 0.0 to 1.0, not '2'"]),
      (["answer", "run/best", "--beams", "0", "Where?"], 2, ["--beams takes a whole number from 1"]),
      (["answer", "run/best", "--format", "json", "Where?"], 2, ["--format is one of table, jsonl, found 'json'"]),
      (["answer", "run", "Where?"], 1, ["run is not a checkpoint folder", "<run>/best"]),
      (["answer", "nowhere", "Where?"], 1, ["nowhere is not a checkpoint folder"]),
      (["answer", "classifier", "Where?"], 1, ["classifier is not a language model", "attune predict"]),
      (["answer", "texts/best", "Where?"], 1, ["texts/best was not trained to answer questions", "attune generate"]),
      (["predict", "run/best", "good"], 1, ["run/best is a language model", "attune answer"]),
      (["generate", "classifier", "--prompt", "Ada"], 1, ["classifier is not a language model"]),
      (["generate", "texts/best"], 2, ["give --prompt TEXT"]),
      (["generate", "letters/best", "--prompt", "Ünal"], 1, ["\"Ü\" at byte 0 is not in the vocabulary"]),
      (prompt + [String(repeating: "Ada ", count: 60)], 1, ["61 tokens", "48"]),
      (prompt + ["Ada", "--max-tokens", "0"], 2, ["--max-tokens takes a whole number"]),
      (prompt + ["Ada", "--temperature", "-1"], 2, ["--temperature takes a number"]),
      (prompt + ["Ada", "--top-k", "3"], 2, ["need a --temperature above 0"]),
      (prompt + ["Ada", "--top-p", "1.5", "--temperature", "1"], 2, ["--top-p takes a number from 0.0 to 1.0"]),
      (prompt + ["Ada", "--beams", "3", "--temperature", "1"], 2, ["give only one"]),
      (prompt + ["Ada", "--repetition-penalty", "0"], 2, ["--repetition-penalty takes a number"]),
      (
        prompt + ["Ada", "--beams", "3", "--stop", "."], 2, ["--repetition-penalty and --stop do not work with --beams"]
      ),
      (prompt + ["Ada", "--seed", "3", "--seed", "4"], 2, ["--seed is given twice"]),
      (["evaluate", "texts/best", "--data", "odd.txt", "--preprocess", "lowercas"], 2, ["did you mean lowercase?"]),
      (["evaluate", "texts/best", "--data", "odd.txt", "--preprocess", "spaces,spaces"], 2, ["spaces twice"]),
      (["evaluate", "run/best", "--preprocess", "spaces"], 1, ["no plain language model"]),
      (prompt + ["Ada", "--seed", "-3"], 2, ["--seed takes a whole number from 0"]),
      (["evaluate", "texts/best"], 1, ["does not record dev documents: give --data FILE"]),
      (["evaluate", "texts/best", "--data", "nowhere.txt"], 1, ["nowhere.txt"]),
      (["evaluate", "letters/best", "--data", "short.txt"], 1, ["short.txt: no text has two tokens"]),
      (["evaluate", "letters/best", "--data", "odd.txt"], 1, ["odd.txt:2: document: \"Ü\" at byte 0"]),
      (["evaluate", "run/best", "--data", "long.tsv"], 1, ["long.tsv:2: the question has 61 tokens"]),
      (
        ["evaluate", "run/best", "--split", "test"], 1, ["the run that made run/best had no test data", "--data FILE"]
      ),
    ]
    for (words, code, message) in table { try sandbox.expectFailure(words, code: code, message) }
    try sandbox.expectFailure(
      ["answer", "run/best"], input: "Where was Ada born?\n\n", code: 1, ["standard input, line 2: the line is empty"])
    try sandbox.expectFailure(
      ["generate", "texts/best"], input: "Ada\n\n", code: 1, ["standard input, line 2: the line is empty"])
  }
}
