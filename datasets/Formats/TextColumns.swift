/// The names of the columns, or of the keys in JSONL, that hold the parts of an example.
public struct TextColumns: Sendable, Equatable, Codable {
  /// The column of the text.
  public var text: String
  /// The column of the second text, or nil if examples are single texts.
  public var pair: String?
  /// The column of the label, or nil if labels are not read.
  public var label: String?

  /// Creates column names; the defaults are `text` and `label`.
  public init(text: String = "text", pair: String? = nil, label: String? = "label") {
    self.text = text
    self.pair = pair
    self.label = label
  }
}
