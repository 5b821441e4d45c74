/// Canonical compositions of two characters (Unicode Standard Annex 15), from the table of decompositions.
struct Compositions: Sendable {
  static let shared = Compositions()

  /// Composites by `first << 32 | second`.
  private let composites: [UInt64: UInt32]
  private let seconds: Set<UInt32>

  private init() {
    var decompositions: [UInt32: [UInt32]] = [:]
    var index = 0
    while index < canonicalDecompositionTable.count {
      let head = canonicalDecompositionTable[index]
      let count = Int(head & 0xFF)
      decompositions[head >> 8] = Array(canonicalDecompositionTable[(index + 1)..<(index + 1 + count)])
      index += 1 + count
    }
    var bySequence: [[UInt32]: UInt32] = [:]
    func isExcluded(_ value: UInt32) -> Bool {
      Unicode.Scalar(value)?.properties.isFullCompositionExclusion ?? true
    }
    for (value, parts) in decompositions where !isExcluded(value) { bySequence[parts] = value }
    var composites: [UInt64: UInt32] = [:]
    for (parts, value) in bySequence {
      guard let second = parts.last, parts.count > 1 else { continue }
      let front = Array(parts.dropLast())
      guard let first = front.count == 1 ? front[0] : bySequence[front] else { continue }
      composites[UInt64(first) << 32 | UInt64(second)] = value
    }
    self.composites = composites
    seconds = Set(composites.keys.map { UInt32(truncatingIfNeeded: $0) })
  }

  /// Whether a character can be the second of a composition.
  func isSecond(_ scalar: Unicode.Scalar) -> Bool {
    let value = scalar.value
    return (0x1161...0x1175).contains(value) || (0x11A8...0x11C2).contains(value) || seconds.contains(value)
  }

  /// The composite of two characters, or nil. Hangul syllables are computed (Unicode, section 3.12).
  func composite(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
    let (a, b) = (first.value, second.value)
    if (0x1100...0x1112).contains(a), (0x1161...0x1175).contains(b) {
      return Unicode.Scalar(0xAC00 + ((a - 0x1100) * 21 + (b - 0x1161)) * 28)
    }
    if (0xAC00...0xD7A3).contains(a), (a - 0xAC00) % 28 == 0, (0x11A8...0x11C2).contains(b) {
      return Unicode.Scalar(a + b - 0x11A7)
    }
    return composites[UInt64(a) << 32 | UInt64(b)].flatMap { Unicode.Scalar($0) }
  }
}
