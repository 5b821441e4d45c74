/// Splits text into words as GPT-2 does (Radford et al. 2019), by the pattern
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
enum GPT2Words {
  enum Kind: UInt8, Sendable { case other, letter, number, space }

  /// The end of the word that starts at `start`, which is below `end`.
  static func end(_ text: Span<UInt8>, from start: Int, to end: Int) -> Int {
    if text[start] == UInt8(ascii: "'"), let contraction = contraction(text, after: start + 1, to: end) {
      return contraction
    }
    let first = text[start] == UInt8(ascii: " ") ? start + 1 : start
    if first < end {
      let (kind, length) = kind(text, at: first)
      if kind != .space { return endOfRun(text, of: kind, from: first + length, to: end) }
    }
    return endOfSpace(text, from: start, to: end)
  }

  private static func contraction(_ text: Span<UInt8>, after start: Int, to end: Int) -> Int? {
    guard start < end else { return nil }
    switch text[start] {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 1
    default: break
    }
    guard start + 1 < end else { return nil }
    switch (text[start], text[start + 1]) {
    case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
      (UInt8(ascii: "l"), UInt8(ascii: "l")):
      return start + 2
    default: return nil
    }
  }

  @inline(__always)
  private static func endOfRun(_ text: Span<UInt8>, of kind: Kind, from start: Int, to end: Int) -> Int {
    var index = start
    while index < end {
      let (next, length) = Self.kind(text, at: index)
      if next != kind { break }
      index += length
    }
    return index
  }

  /// A run of whitespace is one word, without its last character, which belongs to the next word.
  private static func endOfSpace(_ text: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var index = start
    var last = start
    while index < end {
      let (next, length) = kind(text, at: index)
      if next != .space { break }
      last = index
      index += length
    }
    return index == end || last == start ? index : last
  }

  @inline(__always)
  private static func kind(_ text: Span<UInt8>, at index: Int) -> (kind: Kind, length: Int) {
    let byte = text[index]
    if byte < 0x80 { return (kind(ofASCII: byte), 1) }
    let (found, length) = scalar(in: text, at: index)
    return (kind(of: found), length)
  }

  @inline(__always)
  private static func kind(ofASCII byte: UInt8) -> Kind {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter
    case UInt8(ascii: " "), 9...13: .space
    case UInt8(ascii: "0")...UInt8(ascii: "9"): .number
    default: .other
    }
  }

  /// Letters and numbers of Unicode 16, as in the regular expressions of the reference; later ones are `other`. Swift's
  /// tables are newer, but contain the version of each character.
  static func kind(of scalar: Unicode.Scalar) -> Kind {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      return isInUnicode16(scalar) ? .letter : .other
    case .decimalNumber, .letterNumber, .otherNumber: return isInUnicode16(scalar) ? .number : .other
    default: return properties.isWhitespace ? .space : .other
    }
  }

  /// Unicode 17 has no new characters below U+0800.
  private static func isInUnicode16(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x800 || (scalar.properties.age?.major ?? .max) <= 16
  }
}
