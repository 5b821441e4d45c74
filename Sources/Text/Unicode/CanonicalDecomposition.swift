/// Canonical decomposition (NFD, Unicode Standard Annex 15) of single characters and the order of combining marks.
///
/// The standard library normalizes strings internally, but has no API for the scalars of the result.
struct CanonicalDecomposition: Sendable {
  /// Created on first use: most English text has nothing to decompose.
  static let shared = CanonicalDecomposition()

  /// The index of each character in `canonicalDecompositionTable`.
  private let places: [UInt32: Int32]

  private init() {
    var places: [UInt32: Int32] = [:]
    places.reserveCapacity(2100)
    var index = 0
    while index < canonicalDecompositionTable.count {
      let head = canonicalDecompositionTable[index]
      places[head >> 8] = Int32(index)
      index += 1 + Int(head & 0xFF)
    }
    self.places = places
  }

  /// Calls `body` with each scalar of the decomposition, in order.
  func forEach(in scalar: Unicode.Scalar, _ body: (Unicode.Scalar) -> Void) {
    let value = scalar.value
    if value < 0xC0 { return body(scalar) }
    if value >= 0xAC00, value <= 0xD7A3 { return Self.decomposeHangul(value - 0xAC00, body) }
    guard let place = places[value] else { return body(scalar) }
    let start = Int(place) + 1
    for index in start..<(start + Int(canonicalDecompositionTable[start - 1] & 0xFF)) {
      if let part = Unicode.Scalar(canonicalDecompositionTable[index]) { body(part) }
    }
  }

  /// Computes a Hangul syllable from its index: 19 leads, 21 vowels, 27 tails or none (Unicode, section 3.12).
  private static func decomposeHangul(_ index: UInt32, _ body: (Unicode.Scalar) -> Void) {
    let parts = [0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11A7 + index % 28]
    for part in parts where part != 0x11A7 {
      if let scalar = Unicode.Scalar(part) { body(scalar) }
    }
  }
}
