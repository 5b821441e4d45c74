extension String {
  /// Whether the text is empty or white space only.
  var isBlank: Bool {
    // One visible ASCII character near the start is enough for nearly every text.
    for byte in utf8.prefix(8) where byte > 0x20 && byte < 0x7F { return false }
    return unicodeScalars.allSatisfy(\.isSpace)
  }

  /// Whether the text begins or ends with white space.
  var hasSpaceAround: Bool {
    guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return false }
    return first.isSpace || last.isSpace
  }

  /// The text without white space at its ends.
  var trimmed: String {
    let scalars = unicodeScalars
    let start = scalars.firstIndex { !$0.isSpace } ?? scalars.endIndex
    let last = scalars.lastIndex { !$0.isSpace } ?? start
    return String(scalars[start...last])
  }
}

extension Unicode.Scalar {
  /// Whether this is white space in Unicode; only characters beyond ASCII need the property tables.
  var isSpace: Bool { value < 0x80 ? value == 0x20 || (9...13).contains(value) : properties.isWhitespace }
}
