import Base
import Datasets
import Testing

/// Rules for any content: what is written is read back, and no bytes crash a reader.
@Suite struct ReaderLawTests {
  /// Pieces of text that are special in some format.
  static let pieces = [
    "\"", "\"\"", ",", "\n", "\r\n", " ", "|||", " ||| ", "\\", "\u{2028}", "é", "日本", "👩‍👩‍👧", "a", "b c", "'", "{",
    "}", ";",
  ]

  func texts(_ random: inout Random, without banned: [String]) -> [String] {
    let pieces = Self.pieces.filter { piece in !banned.contains { piece.utf8.elementsEqual($0.utf8) } }
    return (0..<200).map { _ in "x" + (0..<random.below(8)).map { _ in pieces[random.below(pieces.count)] }.joined() }
  }

  @Test func csvReadsBackWhatRFC4180Writes() throws {
    var random = Random(state: 1)
    let texts = texts(&random, without: [])
    let rows = texts.map { text in
      "\"" + text.replacing("\"", with: "\"\"") + "\",y,\(random.below(2))\r\n"
    }
    let split = try read("text,unused,label\r\n" + rows.joined(), .csv)
    #expect(split.examples.map { Array($0.text.utf8) } == texts.map { Array($0.utf8) })
    // The line of each row, from the line feeds before it.
    var line = 2
    for (example, row) in zip(split.examples, rows) {
      #expect(example.line == line)
      line += row.utf8.count { $0 == 10 }
    }
  }

  @Test func jsonLinesReadBackWhatTheWriterWrites() throws {
    var random = Random(state: 2)
    let texts = texts(&random, without: [])
    let lines = texts.map { JSON.object(["label": .integer(1), "text": .string($0)]).compact + "\n" }
    #expect(try read(lines.joined(), .jsonl).examples.map { Array($0.text.utf8) } == texts.map { Array($0.utf8) })
  }

  @Test func lineFormatsReadBackTextsWithoutLineEnds() throws {
    var random = Random(state: 3)
    let texts = texts(&random, without: ["\n", "\r\n"])
    let bytes = texts.map { Array($0.utf8) }
    let tsv = "label\ttext\n" + texts.map { "1\t\($0)\n" }.joined()
    #expect(try read(tsv, .tsv).examples.map { Array($0.text.utf8) } == bytes)
    let treebank = texts.map { "1 ||| \($0)\n" }.joined()
    #expect(try read(treebank, .treebank).examples.map { Array($0.text.utf8) } == bytes)
  }

  @Test(arguments: TextFormat.allCases)
  func damagedFilesAreReadOrRejected(_ format: TextFormat) {
    let whole = [
      TextFormat.tsv: "text\tlabel\r\na \"b\"\tx\r\nç\ty\n", .csv: "text,label\r\n\"a\r\n\"\"b\",x\r\nç,y\n",
      .jsonl: "{\"text\":\"a\\u00e9\",\"label\":1}\r\n{\"text\":\"ç\",\"label\":\"y\"}\n",
      .treebank: "1 ||| a\r\n2 ||| ç\n", .lines: "a\r\nç\n",
    ]
    var random = Random(state: 4)
    var readable = 0
    var refused = 0
    for round in 0..<2000 {
      var bytes = Array((whole[format] ?? "").utf8)
      if round % 2 == 0 { bytes.removeLast(random.below(bytes.count)) }
      for _ in 0..<random.below(4) where !bytes.isEmpty {
        bytes[random.below(bytes.count)] = [0, 9, 10, 13, 34, 44, 92, 0x7B, 0x80, 0xC3, 0xFF, 0x41][random.below(12)]
      }
      do throws(DatasetError) {
        let split = try TextSplit.read(bytes: bytes, path: "data", format: format, labelRequired: false)
        readable += 1
        #expect(split.examples.allSatisfy { !$0.text.utf8.contains(0) && !$0.text.contains("\u{FFFD}") })
      } catch {
        refused += 1
        #expect(!"\(error)".isEmpty)
      }
    }
    #expect(readable > 50)
    #expect(refused > 50)
  }

  @Test(arguments: QuestionFormat.allCases)
  func damagedQuestionsAreReadOrRejected(_ format: QuestionFormat) {
    let whole = [
      QuestionFormat.tsv: "a?\tb\r\nç?\td\n", .jsonl: "{\"question\":\"a\",\"answers\":[\"b\",\"ç\"]}\r\n",
      .json: "[{\"qText\":\"a\",\"answers\":[\"b\\\"\"]},\r\n{\"question\":\"ç\",\"answer\":\"d\"}]\n",
    ]
    var random = Random(state: 5)
    var readable = 0
    var refused = 0
    for round in 0..<2000 {
      var bytes = Array((whole[format] ?? "").utf8)
      if round % 2 == 0 { bytes.removeLast(random.below(bytes.count)) }
      for _ in 0..<random.below(4) where !bytes.isEmpty {
        bytes[random.below(bytes.count)] = [0, 9, 10, 13, 34, 44, 92, 0x7B, 0x5D, 0x80, 0xFF, 0x41][random.below(12)]
      }
      do throws(DatasetError) {
        let split = try QuestionSplit.read(bytes: bytes, path: "data", format: format, answersRequired: false)
        readable += 1
        #expect(split.examples.allSatisfy { !$0.question.isEmpty && !$0.answers.contains("") })
      } catch {
        refused += 1
        #expect(!"\(error)".isEmpty)
      }
    }
    #expect(readable > 50)
    #expect(refused > 50)
  }
}

/// A small random number generator (SplitMix64), so that a failure can be reproduced.
struct Random {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ z >> 31) % UInt64(bound))
  }
}
