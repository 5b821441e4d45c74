import Base
import Testing
import Text

/// Files of word vectors.
@Suite struct WordVectorTests {
  private func read(_ text: String, keeping: Set<String>? = nil) throws -> WordVectors {
    try withFolder([("v.txt", Array(text.utf8))]) { try WordVectors(path: $0 + "/v.txt", keeping: keeping) }
  }

  private func error(_ bytes: [UInt8]) throws -> String? {
    try withFolder([("v.txt", bytes)]) { folder in
      do {
        _ = try WordVectors(path: folder + "/v.txt")
        return nil
      } catch {
        return "\(error)".replacing(folder + "/", with: "")
      }
    }
  }

  private func error(_ text: String) throws -> String? { try error(Array(text.utf8)) }

  @Test func wordsAndValues() throws {
    let vectors = try read("the 0.5 -1.25 3\n, 1e-3 .5 2.\n\u{E9} 0 -0 +7\n")
    #expect(vectors.words == ["the", ",", "\u{E9}"] && vectors.width == 3)
    #expect(vectors.values == [0.5, -1.25, 3, 0.001, 0.5, 2, 0, 0, 7])
    #expect(vectors.values[7].sign == .minus)
    #expect(vectors.row(of: ",") == 1 && vectors.vector(of: "\u{E9}") == [0, 0, 7])
    #expect(vectors.row(of: "e\u{301}") == nil && vectors.vector(of: "cat") == nil)
  }

  @Test func otherLineEndsAndSpaces() throws {
    let expected = try read("a 1 2\nb 3 4\n")
    for text in ["a 1 2\nb 3 4", "a 1 2\r\nb 3 4\r\n", "a 1 2 \nb 3 4 \n", "a  1  2\nb 3 4\n", "2 2\na 1 2\nb 3 4\n"] {
      let vectors = try read(text)
      #expect(vectors.words == expected.words && vectors.values == expected.values, "\(text)")
    }
  }

  @Test func onlyTheWordsAskedFor() throws {
    let vectors = try read("a 1 2\nb 3 4\nc 5 6\n", keeping: ["c", "a", "z"])
    #expect(vectors.words == ["a", "c"] && vectors.values == [1, 2, 5, 6] && vectors.row(of: "c") == 1)
  }

  @Test(arguments: [
    ("a 1 2\nb 3\nc 1 2 3\n", ["v.txt:2: found 1 numbers after the word, expected 2", "v.txt:3: found 3 numbers"]),
    ("a 1 2\nb c 3 4\n", ["v.txt:2: found 3 numbers", "must not have a space"]),
    ("a 1\nb 2\na 3\n", [#"v.txt:3: the word "a" appears twice: here and in line 1"#]),
    ("a 1 x\nb 2 1,5\n", [#"v.txt:1: value 2 of "a" is "x""#, #"v.txt:2: value 2 of "b" is "1,5""#]),
    ("a nan\nb inf\nc 1e39\nd 0x10\ne 1e\nf -\ng .\n", (1...7).map { "v.txt:\($0): value 1 of" }),
    ("", ["v.txt: no vectors"]), ("2 3\n", ["v.txt:1: the first line says 2 vectors, found 0"]),
    ("a\nb\n", ["v.txt:1: found no number", "v.txt:2: found no number"]),
    ("a 1\n\nb 1\n", ["v.txt:2: empty line"]), ("a 1\n b 1\n", ["v.txt:2: the line begins with a space"]),
    ("3 2\na 1 2\nb 1 2\n", ["v.txt:1: the first line says 3 vectors, found 2"]),
    ("2 3\na 1 2\nb 1 2\n", ["v.txt:2: found 2 numbers after the word, expected 3 as in line 1", "v.txt:3: "]),
    (
      String(repeating: "a b\n", count: 50),
      (1...20).map { "v.txt:\($0): " } + ["(The rest of the file was not read.)"]
    ),
  ])
  func malformedFiles(_ text: String, _ expected: [String]) throws {
    let found = try error(text)
    for part in expected { #expect(found?.contains(part) == true, "\(found ?? "no error"), not \(part)") }
  }

  @Test func unreadableFiles() throws {
    #expect(try error([0xFF, 32, 49, 10]) == "v.txt:1: the word is not valid UTF-8")
    #expect(throws: FileError.self) { try WordVectors(path: "/nowhere/v.txt") }
    #expect(throws: FileError.self) { try WordVectors(path: "/") }
  }

  /// A file is read in pieces of a megabyte: lines that lie across them are whole.
  @Test func aFileOfSeveralPieces() throws {
    let count = 60_000
    let text = (0..<count).map { "w\($0) \($0) -\($0).25 0.\($0)\n" }.joined()
    #expect(text.utf8.count > 3 << 19)
    let vectors = try read(text)
    #expect(vectors.words.count == count && vectors.words.last == "w\(count - 1)")
    for row in stride(from: 0, to: count, by: 97) {
      #expect(vectors.values[3 * row] == Float(row))
      #expect(vectors.values[3 * row + 1] == Float(-Double(row) - 0.25))
      #expect(vectors.values[3 * row + 2] == Float(Double("0.\(row)") ?? .nan))
    }
  }

  /// The values are those of `Double.init` rounded to Float, which is also what NumPy makes of such texts.
  @Test func numbersAreRoundedAsByTheStandardLibrary() throws {
    let numbers = [
      "0.1", "-0.00066023", "4.0071", "123456789012345678", "12345678901234567890123", "0.30000000000000004", "1e22",
      "1e23", "3.4028234e38", "1.17549435e-38", "1e-45", "1e-60", "000000000000000000000000.5", "9007199254740993",
      "0.000000000000000000000000001234", "5e-1", "5E+1",
    ]
    let vectors = try read("a " + numbers.joined(separator: " "))
    for (value, text) in zip(vectors.values, numbers) {
      #expect(value == Float(Double(text) ?? .nan), "\(text): \(value)")
    }
  }

  @Test(.enabled(if: dataFolder != nil, "ATTUNE_DATA is not set"))
  func gloveOfTheStanfordSentimentTreebank() throws {
    let vectors = try WordVectors(path: (dataFolder ?? "") + "/glove/glove.6B.50d.sst-rt.txt")
    #expect(vectors.words.count == 18_075 && vectors.width == 50)
    #expect(vectors.vector(of: "the")?.first == 0.418 && vectors.vector(of: "the")?.last == -0.78581)
    #expect(!vectors.values.contains { !$0.isFinite })
  }
}
