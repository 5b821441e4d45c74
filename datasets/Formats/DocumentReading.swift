internal import Base

/// The formats of files with documents.
public enum DocumentFormat: String, Sendable, CaseIterable, Codable {
  /// One document a line. Blank lines are skipped; a note says how many.
  case lines
  /// The whole file is one document, unchanged.
  case whole
}

extension DocumentSplit {
  /// Reads a file of documents.
  ///
  /// - Throws: `DatasetError` if the file cannot be read, is empty or is not UTF-8.
  public static func read(path: String, format: DocumentFormat) throws(DatasetError) -> DocumentSplit {
    try read(bytes: readFile(path), path: path, format: format)
  }

  /// Reads the bytes of a file; messages name it `path`. See `read(path:format:)`.
  public static func read(bytes: [UInt8], path: String, format: DocumentFormat) throws(DatasetError) -> DocumentSplit {
    var log = ProblemLog(path: path)
    let source = try TextBytes(bytes, log: &log)
    var documents: [Document] = []
    var blankCount = 0
    switch format {
    case .lines:
      for line in source.validLines(log: &log) {
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
    let notes = blankCount == 0 ? [] : ["\(path): skipped \(counted(blankCount, "blank line"))"]
    return DocumentSplit(documents: documents, path: path, sha256: SHA256.hexadecimal(of: bytes), notes: notes)
  }
}
