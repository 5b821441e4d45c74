extension TextExample {
  /// The string by which examples are compared: the text and, after a character that no text contains, the second text.
  var key: String { pair.map { text + "\u{0}" + $0 } ?? text }
}

/// The words of a text in lower case, without punctuation, separated by one space.
func normalizedForComparison(_ text: String) -> String {
  var result: [UInt8] = []
  result.reserveCapacity(text.utf8.count)
  var isBetweenWords = false
  for scalar in text.unicodeScalars {
    guard scalar.isInWord else {
      isBetweenWords = true
      continue
    }
    if isBetweenWords, !result.isEmpty { result.append(0x20) }
    isBetweenWords = false
    if scalar.isASCII {
      let isUpper = (0x41...0x5A).contains(scalar.value)
      result.append(UInt8(scalar.value) | (isUpper ? 0x20 : 0))
    } else {
      result.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
    }
  }
  return String(decoding: result, as: UTF8.self)
}

extension Unicode.Scalar {
  /// Whether this is a letter, a digit or a combining mark, or the NUL between the two texts of a pair.
  fileprivate var isInWord: Bool {
    if value < 0x80 {
      let letter = (0x61...0x7A).contains(value | 0x20)
      return value == 0 || letter || (0x30...0x39).contains(value)
    }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
      .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      return true
    default: return false
    }
  }
}
