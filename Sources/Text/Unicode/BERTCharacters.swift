/// The character classes of BERT's tokenizer, as in Hugging Face's `tokenizers`.
///
/// That library uses the punctuation, control characters and marks of Unicode 8; later characters count as letters.
/// Swift's tables are newer, but contain the version of each character, so the old classes can be computed exactly.
enum BERTCharacters {
  private static func isInUnicode8(_ scalar: Unicode.Scalar) -> Bool {
    guard let age = scalar.properties.age else { return false }
    return age.major <= 8
  }

  /// The canonical combining class of Unicode 9, which the decomposition of the reference uses.
  static func combiningClass(_ scalar: Unicode.Scalar) -> UInt8 {
    let value = scalar.properties.canonicalCombiningClass.rawValue
    if value == 0 { return 0 }
    return (scalar.properties.age?.major ?? .max) <= 9 ? value : 0
  }

  /// Removed by cleaning: NUL, U+FFFD, and control characters (Cc, Cf, Co) except tab, line feed and carriage return.
  static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9, 10, 13: return false
    case 0xFFFD: return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .privateUse: return true
    // U+08E2, U+0890 and others are newer than Unicode 8.
    case .format: return isInUnicode8(scalar)
    default: return false
    }
  }

  static func isWhitespace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

  /// ASCII symbols and category P.
  static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return isASCIIPunctuation(UInt8(scalar.value)) }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      return isInUnicode8(scalar)
    default:
      // Punctuation in Unicode 8, a symbol and a mark today.
      return scalar.value == 0x166D || scalar.value == 0x111C9
    }
  }

  static func isASCIIPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 33...47, 58...64, 91...96, 123...126: true
    default: false
    }
  }

  /// Removed with the accents: category Mn.
  static func isNonspacingMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // Nonspacing in Unicode 8, spacing today.
    case 0x1734, 0x1171E: true
    // Nonspacing today, something else in Unicode 8.
    case 0x1885, 0x1886, 0xA9BD, 0x111C9: false
    default: scalar.properties.generalCategory == .nonspacingMark && isInUnicode8(scalar)
    }
  }

  /// CJK ideographs, each of which becomes a word. The gap from U+2B820 to U+2B91F is in the reference too.
  static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
      0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }
}
