import Datasets
import Testing

@Suite struct DocumentTests {
  func read(_ bytes: [UInt8], _ format: DocumentFormat) throws(DatasetError) -> DocumentSplit {
    try DocumentSplit.read(bytes: bytes, path: "data", format: format)
  }

  @Test func linesAreDocumentsAndBlankOnesAreCounted() throws {
    let split = try read(Array("\u{FEFF}One. \r\n\n  \nTwo\u{2028}more.".utf8), .lines)
    #expect(
      split.documents == [
        Document(text: "One. ", file: "data", line: 1), Document(text: "Two\u{2028}more.", file: "data", line: 4),
      ])
    #expect(split.notes == ["data: skipped 2 blank lines"])
  }

  @Test func aWholeFileKeepsEveryCharacter() throws {
    let text = "\n One\r\n\ttwo\r three \n\n"
    let split = try read(Array(text.utf8), .whole)
    #expect(split.documents == [Document(text: text, file: "data", line: 1)])
    #expect(split.notes.isEmpty)
  }

  @Test(arguments: DocumentFormat.allCases)
  func badBytes(_ format: DocumentFormat) {
    #expect(
      problems { () throws(DatasetError) in _ = try read([0x61, 0x0A, 0x62, 0xC3, 0x28, 0x0A, 0x63, 0], format) } == [
        DatasetProblem(line: 2, kind: .invalidUTF8(byte: 0xC3, column: 2)),
        DatasetProblem(line: 3, kind: .nul(column: 2)),
      ])
    #expect(throws: DatasetError.empty(path: "data")) { try read([], format) }
    #expect(throws: DatasetError.empty(path: "data")) { try read([0x20, 0x0A, 0x0A], format) }
  }
}
