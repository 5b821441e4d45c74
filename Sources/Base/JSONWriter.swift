extension JSON {
  /// The value as JSON text on one line.
  public var compact: String {
    var text = ""
    write(to: &text, indent: nil, depth: 0)
    return text
  }

  /// The value as JSON text, indented by two spaces and with a newline at its end.
  public var pretty: String {
    var text = ""
    write(to: &text, indent: "  ", depth: 0)
    return text + "\n"
  }

  private func write(to text: inout String, indent: String?, depth: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value):
      // JSON has no infinity and no NaN; other programs write and expect null.
      text += value.isFinite ? "\(value)" : "null"
    case .string(let value): Self.quote(value, to: &text)
    case .array(let values):
      Self.list(values, open: "[", close: "]", to: &text, indent: indent, depth: depth) { value, text in
        value.write(to: &text, indent: indent, depth: depth + 1)
      }
    case .object(let object):
      Self.list(object.members, open: "{", close: "}", to: &text, indent: indent, depth: depth) { member, text in
        Self.quote(member.key, to: &text)
        text += indent == nil ? ":" : ": "
        member.value.write(to: &text, indent: indent, depth: depth + 1)
      }
    }
  }

  private static func list<Element>(
    _ elements: [Element], open: String, close: String, to text: inout String, indent: String?, depth: Int,
    element: (Element, inout String) -> Void
  ) {
    text += open
    for (index, value) in elements.enumerated() {
      if index > 0 { text += "," }
      if let indent { text += "\n" + String(repeating: indent, count: depth + 1) }
      element(value, &text)
    }
    if let indent, !elements.isEmpty { text += "\n" + String(repeating: indent, count: depth) }
    text += close
  }

  private static func quote(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..<" ", "\u{2028}", "\u{2029}", "\u{7F}":
        let hex = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
