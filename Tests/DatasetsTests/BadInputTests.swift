import Datasets
import Testing

@Suite struct BadInputTests {
  let binary = try! LabelMap(names: ["negative", "positive"])

  @Test func allProblemsOfAFileAtOnce() {
    let text = "label\ttext\npositive\tfine\npositve\tx\n\tx\npositive\t \n\npositive\ta\tb\n positive\tx\n"
    #expect(
      problems(text, .tsv, labels: binary) == [
        DatasetProblem(line: 3, kind: .unknownLabel("positve", expected: ["negative", "positive"])),
        DatasetProblem(line: 4, kind: .noLabel),
        DatasetProblem(line: 5, kind: .empty(column: "text")),
        DatasetProblem(line: 6, kind: .blankLine),
        DatasetProblem(line: 7, kind: .fieldCount(found: 3, expected: ["label", "text"])),
        DatasetProblem(line: 8, kind: .spaceAroundLabel(" positive")),
      ])
  }

  @Test func twentyProblemsAreListedAndAllCounted() {
    let text = "label\ttext\n" + String(repeating: "x\n", count: 57)
    let expected = (2...21).map {
      DatasetProblem(line: $0, kind: .fieldCount(found: 1, expected: ["label", "text"]))
    }
    #expect(throws: DatasetError.problems(path: "data", first: expected, count: 57)) { try read(text, .tsv) }
    do throws(DatasetError) {
      _ = try read(text, .tsv)
    } catch {
      #expect("\(error)".hasPrefix("data: 57 problems\n  line 2: found 1 field, expected 2 (label, text)"))
      #expect("\(error)".hasSuffix("… and 37 more"))
    }
  }

  @Test func headers() {
    #expect(
      problems("labl\ttext\na\tb\n", .tsv)
        == [DatasetProblem(line: 1, kind: .missingColumn("label", found: ["labl", "text"]))])
    #expect(
      problems("text,label,text\na,b,c\n", .csv) == [DatasetProblem(line: 1, kind: .duplicateColumn("text"))])
    #expect("\(problems("labl\ttext\na\tb\n", .tsv)[0])".contains("did you mean \"labl\"?"))
    #expect("\(problems("text;label\na;b\n", .csv)[0])".contains("separated by \";\""))
  }

  @Test(arguments: [TextFormat.tsv, .csv, .jsonl, .treebank])
  func encoding(_ format: TextFormat) {
    let rows: [TextFormat: (String, String)] = [
      .tsv: ("text\tlabel\n", "a\tx\n"), .csv: ("text,label\n", "a,x\n"),
      .jsonl: ("{\"text\":\"a\",\"label\":\"x\"}\n", "{\"text\":\"a\",\"label\":\"x\"}\n"),
      .treebank: ("x ||| a\n", "a ||| x\n"),
    ]
    let (head, row) = rows[format]!
    var bytes = Array((head + row + row + row).utf8)
    let second = head.utf8.count + row.utf8.firstIndex(of: UInt8(ascii: "a"))!.utf16Offset(in: row)
    bytes[second] = 0xE9
    let third = second + row.utf8.count
    bytes[third] = 0
    let column = row.utf8.firstIndex(of: UInt8(ascii: "a"))!.utf16Offset(in: row) + 1
    #expect(
      problems { () throws(DatasetError) in _ = try TextSplit.read(bytes: bytes, path: "data", format: format) } == [
        DatasetProblem(line: 2, kind: .invalidUTF8(byte: 0xE9, column: column)),
        DatasetProblem(line: 3, kind: .nul(column: column)),
      ])
  }

  @Test func badEncodingAndBadRowsAreReportedTogether() {
    let bytes = Array("text\tlabel\na\tx\tsurplus\n".utf8) + [0xFF, tab] + Array("x\n".utf8)
    #expect(
      problems { () throws(DatasetError) in _ = try TextSplit.read(bytes: bytes, path: "data", format: .tsv) } == [
        DatasetProblem(line: 2, kind: .fieldCount(found: 3, expected: ["text", "label"])),
        DatasetProblem(line: 3, kind: .invalidUTF8(byte: 0xFF, column: 1)),
      ])
  }

  @Test func filesThatAreNotText() {
    let kinds: [([UInt8], String)] = [
      ([0x1F, 0x8B, 8, 0], "gzip-compressed"), ([0xFF, 0xFE, 0x61, 0], "UTF-16"), ([0xFE, 0xFF, 0, 0x61], "UTF-16"),
      ([0xFF, 0xFE, 0, 0], "UTF-32"), ([0x50, 0x4B, 3, 4], "a zip archive or spreadsheet"),
      ([0x50, 0x41, 0x52, 0x31], "a Parquet file"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd-compressed"),
    ]
    for (bytes, found) in kinds {
      #expect(throws: DatasetError.notText(path: "x.tsv", found: found)) {
        try TextSplit.read(bytes: bytes, path: "x.tsv")
      }
    }
  }

  @Test func csvQuotes() {
    #expect(
      problems("text,label\na\"b,x\n\"a\"b,x\na\rb,x\nfine,\n\"open,x\nmore\n", .csv) == [
        DatasetProblem(line: 2, kind: .bareQuote(column: 2)),
        DatasetProblem(line: 3, kind: .textAfterQuote(column: 4)),
        DatasetProblem(line: 4, kind: .carriageReturn(column: 2)),
        DatasetProblem(line: 5, kind: .noLabel),
        DatasetProblem(line: 6, kind: .unclosedQuote),
      ])
    #expect(
      problems("text,label\n\na,x,y\n", .csv) == [
        DatasetProblem(line: 2, kind: .blankLine),
        DatasetProblem(line: 3, kind: .fieldCount(found: 3, expected: ["text", "label"])),
      ])
  }

  @Test func json() {
    let text = """
      {"text":"a","label":"x","label":"y"}
      [1]
      {"text":5,"label":"x"}
      {"label":"x"}
      {"text":"a","label":{}}
      {"text":"a"}
      {"text":"a","label":null}

      {"text":"a","label":"x"

      """
    let found = problems(text, .jsonl)
    #expect(found.map(\.line) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(found[0].kind == .json(column: 25, problem: "the key \"label\" appears twice in one object"))
    #expect(
      found[1...7].map(\.kind) == [
        .wrongKind(key: nil, found: "a list", expected: "an object on each line"),
        .wrongKind(key: "text", found: "a whole number", expected: "a string"),
        .missingKey("text", found: ["label"]),
        .wrongKind(key: "label", found: "an object", expected: "a string or a number"),
        .missingKey("label", found: ["text"]), .noLabel, .blankLine,
      ])
  }

  @Test func treebank() {
    #expect(
      problems("3 || a\n3 ||| \n||| a\n\n3|||a\n", .treebank) == [
        DatasetProblem(
          line: 1, kind: .noSeparator(found: "3 || a", expected: "a label, \" ||| \" and a text")),
        DatasetProblem(line: 2, kind: .empty(column: "text")),
        DatasetProblem(line: 3, kind: .noSeparator(found: "||| a", expected: "a label, \" ||| \" and a text")),
        DatasetProblem(line: 4, kind: .blankLine),
        DatasetProblem(line: 5, kind: .noSeparator(found: "3|||a", expected: "a label, \" ||| \" and a text")),
      ])
  }

  @Test func strayCarriageReturns() {
    #expect(
      problems("text\tlabel\ra\tx\r", .tsv) == [DatasetProblem(line: 1, kind: .carriageReturn(column: 11))])
  }

  @Test func emptyFiles() throws {
    for text in ["", "\u{FEFF}", "text\tlabel\n", "text\tlabel"] {
      #expect(throws: DatasetError.empty(path: "data")) { try read(text, .tsv) }
    }
    for format in [TextFormat.csv, .jsonl, .treebank] {
      #expect(throws: DatasetError.empty(path: "data")) { try read("", format) }
    }
  }

  @Test func filesThatCannotBeRead() throws {
    #expect(throws: DatasetError.unreadable(path: "/nowhere/a.tsv", reason: "No such file or directory")) {
      try TextSplit.read(path: "/nowhere/a.tsv")
    }
    #expect(throws: DatasetError.unreadable(path: "/tmp", reason: "Is a directory")) {
      try TextSplit.read(path: "/tmp", format: .tsv)
    }
  }

  @Test func plainLinesHaveNoLabels() {
    #expect {
      try read("a\n", .lines)
    } throws: { error in
      if case .unsuitableFormat? = error as? DatasetError { true } else { false }
    }
  }
}

private let tab = UInt8(ascii: "\t")
