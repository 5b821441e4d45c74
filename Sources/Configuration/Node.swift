internal import Base

/// Where a value was written.
public enum SettingLocation: Equatable, Sendable, CustomStringConvertible {
  /// In a file; line and column are counted from 1, the column in characters.
  case file(String, line: Int, column: Int)
  /// As `key=value` on the command line.
  case commandLine
  /// Nowhere: it is the default of the recipe.
  case defaults

  /// `runs/my.yaml:3:1`, `command line` or `defaults`.
  public var description: String {
    switch self {
    case .file(let path, let line, let column): "\(path):\(line):\(column)"
    case .commandLine: "command line"
    case .defaults: "defaults"
    }
  }
}

/// A value of a YAML text and the place where it was written.
///
/// Scalars stay text until a setting is read: the type of the setting decides how the text is parsed.
public struct Node: Equatable, Sendable {
  /// The three kinds of YAML value.
  public enum Value: Equatable, Sendable {
    /// A word, number or text. A plain scalar has no quotation marks and can be a number, a boolean or null.
    case scalar(String, isPlain: Bool)
    /// A list, in order.
    case list([Node])
    /// A section: unique keys with values, in the order of the text.
    case mapping([Entry])
  }

  /// One `key: value` line of a section.
  public struct Entry: Equatable, Sendable {
    /// The key.
    public var key: String
    /// The place of the key.
    public var location: SettingLocation
    /// The value of the key.
    public var value: Node
    /// The old name that was written, where `key` is the name of today.
    var oldKey: String?

    /// A key with its value.
    public init(key: String, location: SettingLocation, value: Node) {
      self.key = key
      self.location = location
      self.value = value
    }
  }

  /// The value itself.
  public var value: Value
  /// Where it starts.
  public var location: SettingLocation

  /// A value and its place.
  public init(_ value: Value, at location: SettingLocation) {
    self.value = value
    self.location = location
  }

  /// The value of a key, or nil if this is no section or has no such key.
  public subscript(key: String) -> Node? { entry(key)?.value }

  /// The keys of a section with their values; empty for other kinds of values.
  public var entries: [Entry] { if case .mapping(let entries) = value { entries } else { [] } }

  /// True for a plain `null`, `~` or an empty value.
  public var isNull: Bool {
    if case .scalar(let text, isPlain: true) = value { Scalar.isNull(text) } else { false }
  }

  /// The text of a scalar, or nil for lists, sections and null.
  public var text: String? {
    if case .scalar(let text, _) = value, !isNull { text } else { nil }
  }

  /// Removes a key from a section and returns it with its value, or nil if there is none.
  public mutating func remove(_ key: String) -> Entry? {
    guard case .mapping(var entries) = value, let index = entries.firstIndex(where: { $0.key == key }) else {
      return nil
    }
    let removed = entries.remove(at: index)
    value = .mapping(entries)
    return removed
  }

  func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }

  /// The last key of a path of sections, with its value.
  func entry(at path: [String]) -> Entry? {
    guard let first = path.first, let entry = entry(first) else { return nil }
    return path.count == 1 ? entry : entry.value.entry(at: Array(path.dropFirst()))
  }

  /// The value in words for a message: `a list`, `the number 3`, `'fast'`.
  var found: String {
    switch value {
    case .list(let elements): "a list of \(elements.count)"
    case .mapping: "a section of keys"
    case .scalar(let text, let isPlain): isPlain ? Scalar.describe(text) : "the quoted text \"\(shortened(text))\""
    }
  }
}

/// At most 60 characters of a text on one line, for a message.
func shortened(_ text: String) -> String {
  let start = excerpt(text, limit: 60)
  return start.map { $0.isNewline ? "⏎" : String($0) }.joined()
}
