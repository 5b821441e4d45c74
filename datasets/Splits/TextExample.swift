/// One text, or a pair of texts, with its label as the file writes it.
public struct TextExample: Sendable, Equatable {
  /// The text, unchanged.
  public let text: String
  /// The second text of a pair.
  public let pair: String?
  /// The label, or nil where the data has none.
  public let label: String?
  /// The path of the file it was read from.
  public let file: String
  /// The line on which it begins, from 1.
  public let line: Int

  /// Creates an example with its place in a file.
  public init(text: String, pair: String? = nil, label: String? = nil, file: String, line: Int) {
    self.text = text
    self.pair = pair
    self.label = label
    self.file = file
    self.line = line
  }
}
