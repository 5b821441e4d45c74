import Datasets
import Testing

@Suite struct TextFormatTests {
  @Test func tsvTakesColumnsByNameInAnyOrder() throws {
    let split = try read("id\tlabel\ttext\n1\tpositive\tGood \"bread\", warm\r\n2\tnegative\tStale.", .tsv)
    #expect(contents(split) == ["positive: Good \"bread\", warm", "negative: Stale."])
    #expect(split.examples.map(\.line) == [2, 3])
    #expect(split.examples[0].file == "data")
  }

  @Test func hashIsOfTheFilesBytes() throws {
    // sha256sum of the same bytes.
    let split = try read("label\ttext\na\tb\n", .tsv)
    #expect(split.sha256 == "9064fe45b4293d32f478d40bb820c3218bb57a1a00efd10a6c6818a87fd69f5c")
  }

  @Test func pairsAndOtherColumnNames() throws {
    let columns = TextColumns(text: "premise", pair: "hypothesis", label: "gold")
    let text = "premise,hypothesis,gold\nIt rains.,It is wet.,yes\n"
    let split = try read(text, .csv, columns: columns)
    #expect(
      split.examples == [
        TextExample(text: "It rains.", pair: "It is wet.", label: "yes", file: "data", line: 2)
      ])
  }

  @Test func csvQuotesLineEndsAndMarks() throws {
    let text = "label,text\r\npositive,\"first line\r\nsecond, \"\"quoted\"\" line\"\r\n\"negative\",\"\"\"\"\r\n"
    let split = try read(text, .csv)
    #expect(contents(split) == ["positive: first line\r\nsecond, \"quoted\" line", "negative: \""])
    #expect(split.examples.map(\.line) == [2, 4])
  }

  @Test func csvWithoutLastLineEnd() throws {
    #expect(contents(try read("text,label\n\"a,b\",x\nc,\"y\"", .csv)) == ["x: a,b", "y: c"])
  }

  @Test func byteOrderMarkIsNotPartOfTheHeader() throws {
    for format in [TextFormat.tsv, .csv] {
      let separator = format == .tsv ? "\t" : ","
      #expect(contents(try read("\u{FEFF}text\(separator)label\na\(separator)x\n", format)) == ["x: a"])
    }
    #expect(contents(try read("\u{FEFF}{\"text\":\"a\",\"label\":\"x\"}\n", .jsonl)) == ["x: a"])
    #expect(contents(try read("\u{FEFF}0 ||| a\n", .treebank)) == ["0: a"])
  }

  @Test func jsonLines() throws {
    let text = """
      {"text":"tab\\there","label":3,"other":[1,{"x":null}]}\r
      {"label":"x","text":"line\u{2028}separator and \u{85}"}
      {"label":true,"text":"t"}
      {"label":0.5,"text":"t"}
      """
    let split = try read(text, .jsonl)
    #expect(contents(split) == ["3: tab\there", "x: line\u{2028}separator and \u{85}", "true: t", "0.5: t"])
    #expect(split.examples.map(\.line) == [1, 2, 3, 4])
  }

  @Test func treebankSplitsAtTheFirstSeparator() throws {
    let split = try read("3 ||| A ||| B\n0 |||  C \n", .treebank)
    #expect(contents(split) == ["3: A ||| B", "0:  C "])
  }

  @Test func labelsMayBeMissingForPrediction() throws {
    #expect(contents(try read("text\nA\n", .tsv, labelRequired: false)) == ["-: A"])
    #expect(contents(try read("text,label\nA,\nB,x\n", .csv, labelRequired: false)) == ["-: A", "x: B"])
    #expect(
      contents(try read("{\"text\":\"A\"}\n{\"text\":\"B\",\"label\":null}", .jsonl, labelRequired: false)) == [
        "-: A", "-: B",
      ])
    #expect(contents(try read("A\nB b\n", .lines, labelRequired: false)) == ["-: A", "-: B b"])
  }

  @Test func formatByName() throws {
    #expect(TextFormat.infer(path: "a/b.TSV") == .tsv)
    #expect(TextFormat.infer(path: "b.v2.csv") == .csv)
    #expect(TextFormat.infer(path: "b.ndjson") == .jsonl)
    #expect(TextFormat.infer(path: "b.txt") == nil)
    #expect(TextFormat.infer(path: "data.csv/tsv") == nil)
    #expect(try withFile("a.txt", Array("1 ||| A\n".utf8)) { try contents(TextSplit.read(path: $0)) } == ["1: A"])
    #expect(
      try withFile("a.txt", Array("A\n".utf8)) { try contents(TextSplit.read(path: $0, labelRequired: false)) } == [
        "-: A"
      ])
    #expect(throws: DatasetError.unknownFormat(path: "a.txt", expected: ["tsv", "csv", "jsonl", "treebank", "lines"])) {
      try TextSplit.read(bytes: Array("A\n".utf8), path: "a.txt")
    }
  }
}
