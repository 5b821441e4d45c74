/// A set of Unicode scalars, as a class of a regular expression describes it.
struct ScalarSet: Sendable {
  /// A part of a set; the set is their union.
  enum Part: Sendable {
    case range(ClosedRange<UInt32>)
    /// General categories, one bit each; see `ScalarSet.bit`.
    case categories(UInt32)
    case space
    case word
    case set(ScalarSet)
  }

  private let parts: [Part]
  private let isNegated: Bool
  /// Which of the ASCII characters are in the set: bit `n % 64` of word `n / 64`.
  private let ascii: (UInt64, UInt64)

  init(_ parts: [Part], isNegated: Bool = false) {
    self.parts = parts
    self.isNegated = isNegated
    var ascii: [UInt64] = [0, 0]
    for value in UInt8(0)..<0x80 where Self.contains(Unicode.Scalar(value), parts) != isNegated {
      ascii[Int(value) / 64] |= 1 << (UInt64(value) % 64)
    }
    self.ascii = (ascii[0], ascii[1])
  }

  /// The set of one scalar.
  init(_ scalar: Unicode.Scalar) { self.init([.range(scalar.value...scalar.value)]) }

  @inline(__always)
  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let value = scalar.value
    if value < 64 { return ascii.0 >> UInt64(value) & 1 == 1 }
    if value < 128 { return ascii.1 >> UInt64(value - 64) & 1 == 1 }
    return Self.contains(scalar, parts) != isNegated
  }

  private static func contains(_ scalar: Unicode.Scalar, _ parts: [Part]) -> Bool {
    parts.contains { part in
      switch part {
      case .range(let range): range.contains(scalar.value)
      case .categories(let bits): bits >> bit(category(scalar)) & 1 == 1
      case .space: scalar.properties.isWhitespace
      case .word: isWord(scalar)
      case .set(let set): set.contains(scalar)
      }
    }
  }

  /// The general category in Unicode 16, the version of the reference. Swift's tables are newer, but contain the
  /// version of each character. Unicode 17 has no new characters below U+0800.
  private static func category(_ scalar: Unicode.Scalar) -> Unicode.GeneralCategory {
    let properties = scalar.properties
    if scalar.value < 0x800 || (properties.age?.major ?? .max) <= 16 { return properties.generalCategory }
    return .unassigned
  }

  /// The bits of a category's name: one (`Lu`) or all that begin with a letter (`L`); nil if there is none.
  static func categories(named name: String) -> UInt32? {
    let found = names.indices.filter { names[$0] == name || (name.count == 1 && names[$0].hasPrefix(name)) }
    return found.isEmpty ? nil : found.reduce(0) { $0 | 1 << UInt32($1) }
  }

  /// Digits, category Nd.
  static let digits = UInt32(1) << bit(.decimalNumber)

  private static let names = [
    "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm",
    "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
  ]

  /// The place of a category in `names`.
  private static func bit(_ category: Unicode.GeneralCategory) -> UInt32 {
    switch category {
    case .uppercaseLetter: 0
    case .lowercaseLetter: 1
    case .titlecaseLetter: 2
    case .modifierLetter: 3
    case .otherLetter: 4
    case .nonspacingMark: 5
    case .spacingMark: 6
    case .enclosingMark: 7
    case .decimalNumber: 8
    case .letterNumber: 9
    case .otherNumber: 10
    case .connectorPunctuation: 11
    case .dashPunctuation: 12
    case .openPunctuation: 13
    case .closePunctuation: 14
    case .initialPunctuation: 15
    case .finalPunctuation: 16
    case .otherPunctuation: 17
    case .mathSymbol: 18
    case .currencySymbol: 19
    case .modifierSymbol: 20
    case .otherSymbol: 21
    case .spaceSeparator: 22
    case .lineSeparator: 23
    case .paragraphSeparator: 24
    case .control: 25
    case .format: 26
    case .surrogate: 27
    case .privateUse: 28
    case .unassigned: 29
    @unknown default: 29
    }
  }
}

/// The class `\w` of regular expressions (Unicode Technical Standard 18, annex C).
func isWord(_ scalar: Unicode.Scalar) -> Bool {
  let properties = scalar.properties
  if properties.isAlphabetic || properties.isJoinControl { return true }
  switch properties.generalCategory {
  case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: return true
  default: return false
  }
}
