import Base
import Foundation
import Testing
import Transformer

/// `attune inspect` on a checkpoint of each kind.
@Suite struct InspectTests {
  /// A classifier, the same encoder without its head, and a language model of words.
  private static func checkpoints() throws -> Sandbox {
    let sandbox = try Sandbox.questions()
    try sandbox.addEncoder("classifier")
    try sandbox.addEncoder("bare")
    var config = try #require(sandbox.json("bare/config.json").object)
    config["architectures"] = .array([.string("BertModel")])
    try sandbox.write("bare/config.json", JSON.object(config).compact)
    try sandbox.write("run.yaml", Towns.pretrainSettings)
    try sandbox.train("texts")
    return sandbox
  }

  private func objects(_ sandbox: Sandbox, _ words: [String], input: String? = nil) throws -> [JSON] {
    let outcome = try sandbox.attune(["inspect"] + words + ["--format", "json"], input: input)
    try #require(outcome.code == 0, "\(words): \(outcome.error)")
    return try outcome.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
  }

  /// The size of `attention`, of which every row has to sum to 1.
  private func size(_ inspected: JSON) throws -> [Int] {
    let layers = try #require(inspected["attention"]?.array)
    let heads = layers.flatMap { $0.array ?? [] }
    let rows = heads.flatMap { $0.array ?? [] }.map { ($0.array ?? []).map { $0.number ?? .nan } }
    for row in rows { #expect(abs(row.reduce(0, +) - 1) < 1e-5) }
    return [layers.count, heads.count, rows.count, rows.reduce(0) { $0 + $1.count }]
  }

  @Test func aClassifierIsExplained() throws {
    let sandbox = try Self.checkpoints()
    defer { sandbox.remove() }
    let text = "the film was good"
    let found = try objects(sandbox, ["classifier", text])[0]
    #expect(
      found.object?.keys == [
        "text", "tokens", "label", "probabilities", "contributions", "heads", "attention",
      ])
    #expect(found["tokens"] == .array(["[CLS]", "the", "film", "was", "good", "[SEP]"].map(JSON.string)))
    #expect(try size(found) == [2, 4, 24, 144])
    #expect(found["contributions"]?.array?.count == 6)
    let predicted = try JSON(parsing: sandbox.attune(["predict", "classifier", text, "--format", "jsonl"]).output)
    #expect(found["label"] == predicted["label"] && found["probabilities"] == predicted["probabilities"])

    let table = try sandbox.attune(["inspect", "classifier", text]).output.split(separator: "\n").map(String.init)
    #expect(table[0] == "\"the film was good\"  6 tokens, 2 layers of 2 heads")
    #expect(table.contains { $0.hasPrefix("good   ") })
    #expect(table.suffix(4).map { $0.prefix(11) } == ["    1     1", "    1     2", "    2     1", "    2     2"])

    // An encoder without a head has the same attention, and nothing to explain.
    let bare = try objects(sandbox, ["bare", text])[0]
    #expect(bare.object?.keys == ["text", "tokens", "heads", "attention"])
    #expect(bare["attention"] == found["attention"])
  }

  @Test func headsAreSummedUp() throws {
    let sandbox = try Self.checkpoints()
    defer { sandbox.remove() }
    let found = try objects(sandbox, ["classifier", "a bad film"])[0]
    for (heads, matrices) in zip(found["heads"]?.array ?? [], found["attention"]?.array ?? []) {
      for (head, matrix) in zip(heads.array ?? [], matrices.array ?? []) {
        try check(head, (matrix.array ?? []).map { ($0.array ?? []).map { $0.number ?? .nan } })
      }
    }
  }

  /// Holds a head's summary against its probabilities over five tokens.
  private func check(_ head: JSON, _ p: [[Double]]) throws {
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    func number(_ key: String) throws -> Double { try #require(head[key]?.number) }
    let entropies: [Double] = p.map { row in row.reduce(0) { $0 - $1 * log2($1) } }
    #expect(abs(try number("entropy_bits") - mean(entropies)) < 1e-5)
    let shares: [Double] = (0..<5).map { key in mean(p.map { $0[key] }) }
    let most = try #require(head["most_attended"]?.array)
    #expect(most.count == 3)
    let best = try #require(most[0]["key"]?.integer)
    let share = try #require(most[0]["share"]?.number)
    #expect(abs(shares[best] - shares.max()!) < 1e-6 && abs(share - shares[best]) < 1e-6)
    let (itself, before, after) = (
      (0..<5).map { p[$0][$0] }, (1..<5).map { p[$0][$0 - 1] }, (0..<4).map { p[$0][$0 + 1] }
    )
    for (key, values) in [("itself", itself), ("before", before), ("after", after)] {
      #expect(abs(try number(key) - mean(values)) < 1e-6)
    }
  }

  @Test func aLanguageModelSaysWhatItExpected() throws {
    let sandbox = try Self.checkpoints()
    defer { sandbox.remove() }
    let found = try objects(sandbox, ["texts/best", "Ada was born in"])[0]
    #expect(found.object?.keys == ["text", "tokens", "next_tokens", "heads", "attention"])
    #expect(try size(found) == [1, 2, 8, 32])
    let rows = try #require(found["attention"]?.array?[0].array?[0].array)
    for (query, row) in rows.enumerated() {
      #expect((row.array ?? []).dropFirst(query + 1).allSatisfy { $0.number == 0 }, "a later token is seen")
    }
    let next = try #require(found["next_tokens"]?.array)
    #expect(next.count == 4 && next[3]["probability"] == .null && next[3]["rank"] == .null)
    // Every document says "was born in".
    for place in 0..<3 where place > 0 {
      #expect(next[place]["rank"] == .integer(1))
      let most = try #require(next[place]["most_probable"]?.array)
      #expect(most.count == 5 && most[0]["probability"] == next[place]["probability"])
    }
    let generated = try JSON(
      parsing: sandbox.attune(
        ["generate", "texts/best", "--prompt", "Ada was born in", "--max-tokens", "1", "--format", "json"]
      ).output)
    let first = next[3]["most_probable"]?.array?[0]["token"]?.string
    #expect(first?.replacing("␣", with: " ") == generated["text"]?.string)

    let table = try sandbox.attune(["inspect", "texts/best", "Ada was born in"]).output
    #expect(table.contains("probability   rank  most probable") && table.contains("\nnext: "))
  }

  /// However the texts come, the reports are the same.
  @Test func textsComeAsArgumentsLinesOrFiles() throws {
    let sandbox = try Self.checkpoints()
    defer { sandbox.remove() }
    let texts = ["the film was good", "a bad room"]
    let expected = try objects(sandbox, ["classifier"] + texts)
    #expect(expected.map { $0["text"]?.string } == texts)
    #expect(try objects(sandbox, ["classifier"], input: texts.joined(separator: "\n")) == expected)
    try sandbox.write("texts.txt", texts.joined(separator: "\n"))
    for checkpoint in ["classifier", "bare"] {
      let found = try objects(sandbox, [checkpoint, "--input", "texts.txt"])
      #expect(found.map { $0["attention"] } == expected.map { $0["attention"] })
    }
    #expect(try objects(sandbox, ["texts/best", "--input", "documents.txt"]).count == 24)
    // The number of threads changes nothing.
    #expect(try objects(sandbox, ["classifier", "--threads", "1"] + texts) == expected)
  }

  @Test func thePageHoldsEverythingAndLoadsNothing() throws {
    let sandbox = try Self.checkpoints()
    defer { sandbox.remove() }
    // A text that would end the data or run code, if it were written as it is.
    let hostile = "good </script><!-- bad"
    let outcome = try sandbox.attune(["inspect", "classifier", hostile, "a film", "--output", "page.html"])
    #expect(outcome.code == 0 && outcome.output == "wrote page.html\n", "\(outcome)")
    let page = try sandbox.read("page.html")
    #expect(page.hasPrefix("<!doctype html>"))
    #expect(!page.contains("good </script>") && !page.contains("<!--") && !page.contains("__DATA__"))
    for word in ["src=", "href=", "@import", "url(", "fetch("] { #expect(!page.contains(word), "\(word)") }
    // "http" only names SVG's elements.
    #expect(page.replacing("http://www.w3.org/2000/svg", with: "").contains("http:") == false)
    #expect(page.contains("default-src 'none'"))
    let begin = try #require(page.range(of: "id=\"data\">"))
    let end = try #require(page.range(of: "</script>", range: begin.upperBound..<page.endIndex))
    let data = try JSON(parsing: String(page[begin.upperBound..<end.lowerBound]))
    let shown = try #require(data["texts"]?.array)
    #expect(data["checkpoint"] == .string("classifier"))
    #expect(shown.map { $0["text"]?.string } == [hostile, "a film"])

    // The packed weights are those of JSON, up to the steps of 1 / 4095 in their square roots.
    let inspected = try objects(sandbox, ["classifier", hostile, "a film"])
    for (one, other) in zip(shown, inspected) {
      #expect(one["tokens"]?.array?.count == other["tokens"]?.array?.count)
      #expect(one["contributions"] == other["contributions"])
      for (layer, matrices) in zip(one["layers"]?.array ?? [], other["attention"]?.array ?? []) {
        for (head, matrix) in zip(layer["heads"]?.array ?? [], matrices.array ?? []) {
          let weights = unpacked(try #require(head["weights"]?.string))
          let exact = (matrix.array ?? []).flatMap { $0.array ?? [] }.map { $0.number ?? .nan }
          #expect(weights.count == exact.count)
          #expect(zip(weights, exact).allSatisfy { abs($0 - $1) <= $1.squareRoot() / 4095 + 1e-7 })
        }
      }
    }
    // Causal attention has runs of zeros.
    try sandbox.attune(["inspect", "texts/best", "Ada was born in", "--output", "page.html"])
    #expect(try sandbox.read("page.html").contains(".AD"))
  }

  /// As the page's script does it.
  private func unpacked(_ text: String) -> [Double] {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    var rest = Array(text)[...]
    var result: [Double] = []
    while let first = rest.popFirst() {
      let isRun = first == "."
      let high = isRun ? rest.removeFirst() : first
      let number = digits.firstIndex(of: high)! * 64 + digits.firstIndex(of: rest.removeFirst())!
      if isRun {
        result += Array(repeating: 0, count: number)
      } else {
        result.append((Double(number) / 4095) * (Double(number) / 4095))
      }
    }
    return result
  }

  /// A text is changed as those of the training were, and the report shows what the model reads.
  @Test func textsArePreprocessedAsInTraining() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.write("run.yaml", Towns.pretrainSettings)
    try sandbox.train(
      "run",
      ["end=null", "architecture.tokenizer=characters", "pretraining.epochs=1", "preprocess=[lowercase, spaces]"])
    let found = try objects(sandbox, ["run/best", "ADA  Was", "ada was"])
    #expect(found[0]["text"] == .string("ada was") && found[0] == found[1])
  }

  /// Tokens of byte-level BPE are bytes in disguise: the table and the page show text.
  @Test func bytesAreShownAsText() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/text/gpt2").path
    try makeFolder(sandbox.folder + "/gpt2")
    for name in ["encoder.json", "vocab.bpe"] {
      try writeFile(sandbox.folder + "/gpt2/" + name, readFile(fixtures + "/" + name))
    }
    let count = try #require(sandbox.json("gpt2/encoder.json").object).count
    let model = CausalLanguageModel(
      .gpt2(vocabularySize: count, contextLength: 32, hiddenSize: 8, layerCount: 1, headCount: 2), seed: 1)
    try model.write(to: sandbox.folder + "/gpt2")
    let text = "so the \u{1D49C}"
    let found = try objects(sandbox, ["gpt2", text])[0]
    let tokens = (found["tokens"]?.array ?? []).map { $0.string ?? "" }
    #expect(tokens.contains("Ġthe"))
    let table = try sandbox.attune(["inspect", "gpt2", text]).output
    #expect(table.contains("\n␣the ") && !table.contains("Ġthe"))
    // A byte of a character alone has no text: it is shown as the vocabulary spells it.
    #expect(!table.contains("\u{FFFD}"))
  }

  @Test func mistakesAreExplained() throws {
    let sandbox = try Self.checkpoints()
    defer { sandbox.remove() }
    let long = Array(repeating: "film", count: 20).joined(separator: " ")
    try sandbox.train("letters", ["architecture.tokenizer=characters", "pretraining.epochs=1", "end=null"])
    let table: [([String], Int32, [String])] = [
      (["classifier", long], 1, ["text 1 has 22 tokens, but the model reads 16", "give a shorter text"]),
      (["classifier", "good", long, long], 1, ["text 2 has 22 tokens", "text 3 has 22 tokens"]),
      (["bare", long], 1, ["text 1 has 22 tokens, but the model reads 16"]),
      (["texts/best", long + long + long], 1, ["tokens, but the model reads 48"]),
      (["classifier", " "], 1, ["text 1 is empty"]),
      (["bare", ""], 1, ["text 1 is empty"]),
      (["letters/best", "Ünal"], 1, ["text 1 cannot be read", "\"Ü\" at byte 0 is not in the vocabulary"]),
      (["nowhere", "good"], 1, ["nowhere is not a checkpoint folder"]),
      (["classifier", "good", "--input", "train.tsv"], 2, ["not both"]),
      (["classifier", "good", "--output", "page.txt"], 2, ["its name ends in .html, found 'page.txt'"]),
      (["classifier", "good", "--output", "no/page.html"], 1, ["cannot write no/page.html: there is no folder no"]),
      (["classifier", "good", "--format", "html"], 2, ["--format is one of table, json, found 'html'"]),
      (["classifier", "--input", "nowhere.txt"], 1, ["nowhere.txt"]),
    ]
    for (words, code, message) in table { try sandbox.expectFailure(["inspect"] + words, code: code, message) }
    try sandbox.expectFailure(
      ["inspect", "classifier"], input: "good\n\n", code: 1, ["standard input, line 2: the line is empty"])
    try sandbox.expectFailure(
      ["inspect", "classifier", "--output", "page.html"], input: "", code: 1, ["there is no text"])
    #expect(!sandbox.exists("page.html"))
  }
}
