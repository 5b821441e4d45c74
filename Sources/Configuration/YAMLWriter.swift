extension RunSettings {
  /// Every setting with its value as YAML, in the order of declaration. Reading it returns equal settings, floats bit
  /// by bit.
  ///
  /// - Throws: `ConfigurationError.unwritable` for infinities and NaN.
  public func yaml() throws(ConfigurationError) -> String { try SettingsEncoder.node(self).yaml }
}

extension Node {
  /// The tree as YAML text, one key per line; lists of scalars are on one line.
  public var yaml: String {
    switch value {
    case .mapping(let entries) where !entries.isEmpty: block(entries, indent: "")
    default: inline + "\n"
    }
  }

  private func block(_ entries: [Entry], indent: String) -> String {
    entries.map { indent + Self.quotedIfNeeded($0.key) + ":" + $0.value.afterKey(indent: indent) }.joined()
  }

  /// The text after `key:`: a space and the value, or the lines of a section or list below.
  private func afterKey(indent: String) -> String {
    switch value {
    case .mapping(let entries) where !entries.isEmpty:
      return "\n" + block(entries, indent: indent + "  ")
    case .list(let elements) where elements.contains(where: { !$0.isScalar }):
      return "\n" + elements.map { indent + "  -" + $0.afterDash(indent: indent + "    ") }.joined()
    default:
      return " " + inline + "\n"
    }
  }

  /// The text after `-`: a section starts on the same line.
  private func afterDash(indent: String) -> String {
    if case .mapping(let entries) = value, !entries.isEmpty {
      return " " + block(entries, indent: indent).dropFirst(indent.count)
    }
    return " " + inline + "\n"
  }

  private var isScalar: Bool { if case .scalar = value { true } else { false } }

  private var inline: String {
    switch value {
    case .scalar(let text, isPlain: true): text
    case .scalar(let text, isPlain: false): Self.quotedIfNeeded(text)
    case .list(let elements): "[" + elements.map(\.inline).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { Self.quotedIfNeeded($0.key) + ": " + $0.value.inline }.joined(separator: ", ") + "}"
    }
  }

  /// Plain if every YAML parser reads the text as a string, otherwise in double quotes.
  private static func quotedIfNeeded(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", "+": true
      default: false
      }
    }
    return isPlain && !Scalar.isAmbiguous(text) ? text : quoted(text)
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
        let code = String(scalar.value, radix: 16, uppercase: true)
        result += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
