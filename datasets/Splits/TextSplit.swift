/// The labelled texts of one file, in the file's order.
public struct TextSplit: Sendable, Equatable {
  /// The examples.
  public let examples: [TextExample]
  /// The path of the file they were read from.
  public let path: String
  /// SHA-256 of the file's bytes, 64 hexadecimal digits.
  public let sha256: String
  /// How many examples of the file the definition of the data set leaves out (SST-2 leaves out the neutral ones).
  public let droppedCount: Int
  /// Sentences for the run's log: what was left out, what differs from the published data.
  public let notes: [String]

  /// Creates a split from its examples and the facts about its file.
  public init(examples: [TextExample], path: String, sha256: String, droppedCount: Int = 0, notes: [String] = []) {
    self.examples = examples
    self.path = path
    self.sha256 = sha256
    self.droppedCount = droppedCount
    self.notes = notes
  }
}
