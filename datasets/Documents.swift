internal import Base

/// A text to pretrain on.
public struct Document: Sendable, Equatable {
  /// The text.
  public let text: String
  /// The file it was read from.
  public let file: String
  /// The line it begins on, from 1.
  public let line: Int

  /// A document with where it is from.
  public init(text: String, file: String, line: Int) {
    self.text = text
    self.file = file
    self.line = line
  }
}

/// How a file holds documents.
public enum DocumentFormat: String, Sendable, CaseIterable, Codable {
  /// One document a line, without its line end. Blank lines are no documents; they are counted and noted.
  case lines
  /// The file is one document, every character of it, line ends as they are.
  case whole
}

/// The documents of one file, in its order.
public struct DocumentSplit: Sendable, Equatable {
  /// The documents.
  public let documents: [Document]
  /// The file they were read from.
  public let path: String
  /// SHA-256 of the file's bytes, 64 hexadecimal digits.
  public let sha256: String
  /// What a reader of the run's log must know about the data, in sentences.
  public let notes: [String]

  /// Documents with what was said about them.
  public init(documents: [Document], path: String, sha256: String, notes: [String] = []) {
    self.documents = documents
    self.path = path
    self.sha256 = sha256
    self.notes = notes
  }

  /// Reads a file of documents.
  ///
  /// - Throws: `DatasetError`: unreadable, empty, or no UTF-8 text (all places, the first 20 listed).
  public static func read(path: String, format: DocumentFormat) throws(DatasetError) -> DocumentSplit {
    try read(bytes: readFile(path), path: path, format: format)
  }

  /// Reads the bytes of a file; `path` stands in messages. See `read(path:format:)`.
  public static func read(bytes: [UInt8], path: String, format: DocumentFormat) throws(DatasetError) -> DocumentSplit {
    var log = ProblemLog(path: path)
    let source = try TextBytes(bytes, log: &log)
    var documents: [Document] = []
    var blankCount = 0
    switch format {
    case .lines:
      for line in source.soundLines(log: &log) {
        let text = source.text(line.range)
        if text.isBlank {
          blankCount += 1
        } else {
          documents.append(Document(text: text, file: path, line: line.number))
        }
      }
    case .whole:
      let text = source.text(source.start..<bytes.count)
      if !text.isBlank { documents.append(Document(text: text, file: path, line: 1)) }
    }
    try log.check()
    if documents.isEmpty { throw .empty(path: path) }
    let notes = blankCount == 0 ? [] : ["\(path): passed over \(counted(blankCount, "blank line"))"]
    return DocumentSplit(documents: documents, path: path, sha256: SHA256.hexadecimal(of: bytes), notes: notes)
  }
}
