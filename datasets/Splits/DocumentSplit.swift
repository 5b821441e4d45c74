/// A text for pretraining.
public struct Document: Sendable, Equatable {
  /// The text.
  public let text: String
  /// The path of the file it was read from.
  public let file: String
  /// The line on which it begins, from 1.
  public let line: Int

  /// Creates a document with its place in a file.
  public init(text: String, file: String, line: Int) {
    self.text = text
    self.file = file
    self.line = line
  }
}

/// The documents of one file, in the file's order.
public struct DocumentSplit: Sendable, Equatable {
  /// The documents.
  public let documents: [Document]
  /// The path of the file they were read from.
  public let path: String
  /// SHA-256 of the file's bytes, 64 hexadecimal digits.
  public let sha256: String
  /// Sentences for the run's log: what was skipped, what differs from the published data.
  public let notes: [String]

  /// Creates a split from its documents and the facts about its file.
  public init(documents: [Document], path: String, sha256: String, notes: [String] = []) {
    self.documents = documents
    self.path = path
    self.sha256 = sha256
    self.notes = notes
  }
}
