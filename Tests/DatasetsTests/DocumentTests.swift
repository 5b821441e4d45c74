import Datasets
import Foundation
import Testing
import Text

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

  @Test func documentsAreChangedBeforeTheyAreRead() throws {
    let split = try read(Array("One  TWO\n\u{2013}\nthree\n".utf8), .lines)
    let changed = try split.preprocessed(by: [.lowercase, .printable, .spaces])
    #expect(changed.documents.map(\.text) == ["one two", "three"])
    #expect(changed.documents.map(\.line) == [1, 3] && changed.sha256 == split.sha256)
    #expect(changed.notes == ["data: nothing is left of 1 document after preprocessing"])
    #expect(try split.preprocessed(by: []) == split)
    #expect(throws: DatasetError.empty(path: "data")) {
      try read(Array("\u{2013}".utf8), .lines).preprocessed(by: [.printable])
    }
  }

  @Test func theLastShareIsHeldOut() throws {
    let lines = try read(Array("a\nb\nc\nd\n".utf8), .lines)
    for (share, count) in [(0.25, 1), (0.5, 2), (0.01, 1), (0.99, 3)] {
      let (first, last) = try lines.parted(lastShare: share)
      #expect(last.documents.count == count && first.documents + last.documents == lines.documents, "\(share)")
    }
    // One document: its characters, and the line on which the second part begins.
    let whole = try read(Array("é1\n345\n789".utf8), .whole)
    let (first, last) = try whole.parted(lastShare: 0.3)
    #expect(first.documents.map(\.text) == ["é1\n345\n"] && last.documents.map(\.text) == ["789"])
    #expect(last.documents.map(\.line) == [3])
    #expect(throws: DatasetError.self) { try read(Array("a".utf8), .whole).parted(lastShare: 0.5) }
  }

  @Test func shakespearesSplitsDoNotOverlap() throws {
    let lines = (0..<40_000).map { "line \($0)\n" }.joined()
    try withFile("input.txt", Array(lines.utf8)) { path in
      let folder = String(path.dropLast("/input.txt".count))
      let data = try NamedDocuments.named("shakespeare")
      func texts(_ split: String) throws -> [String] { try data.split(split, folder: folder).documents.map(\.text) }
      let (train, passage, dev) = (try texts("train"), try texts("passage"), try texts("dev"))
      #expect(train.count == 2 && passage.count == 1 && dev.count == 1)
      #expect(train[0] + passage[0] + train[1] + dev[0] == lines)
      #expect(train[0].count == 51_094 && passage[0].count == 1753)
      #expect(dev[0].count == lines.count - Int(0.9 * Double(lines.count)))
      #expect(try data.split("train", folder: folder).notes.count == 1, "it differs from the published file")
    }
    // A text that ends before the passage begins.
    try withFile("input.txt", Array("0123456789".utf8)) { path in
      let folder = String(path.dropLast("/input.txt".count))
      let data = try NamedDocuments.named("shakespeare")
      #expect(try data.split("train", folder: folder).documents.map(\.text) == ["012345678"])
      #expect(try data.split("dev", folder: folder).documents.map(\.text) == ["9"])
      #expect(throws: DatasetError.self) { try data.split("passage", folder: folder) }
    }
  }

  @Test(.enabled(if: dataFolder != nil, "ATTUNE_DATA is not set"))
  func realDocumentsHaveThePublishedHashes() throws {
    for data in NamedDocuments.all {
      // Without a checksum nobody may publish the file.
      for file in data.card.files where file.sha256 != nil {
        let split = try data.split(file.split, folder: dataFolder)
        #expect(split.sha256 == file.sha256 && split.documents.count == file.count && split.notes.isEmpty)
        #expect(try FileManager.default.attributesOfItem(atPath: split.path)[.size] as? Int == file.bytes)
      }
    }
    let folder = try #require(dataFolder)
    let passage = try NamedDocuments.named("shakespeare").split("passage", folder: folder).documents[0]
    let published = try DocumentSplit.read(path: folder + "/shakespeare/shakespeare_for_perplexity.txt", format: .whole)
    #expect(passage.text == published.documents[0].text)
  }
}
