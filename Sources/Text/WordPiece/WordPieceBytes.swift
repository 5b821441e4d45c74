/// The class of each ASCII byte. Bytes that only the normalizer can handle, and all others, are `.other`.
struct WordPieceBytes: Sendable {
  enum Kind: UInt8, Sendable { case letter, space, punctuation, other }

  private var kinds = [Kind](repeating: .other, count: 256)
  private var lower = (0...255).map { UInt8($0) }

  init(_ normalizer: WordPieceNormalizer) {
    for byte in UInt8(0)..<128 {
      let scalar = Unicode.Scalar(byte)
      if BERTCharacters.isASCIIPunctuation(byte) {
        kinds[Int(byte)] = .punctuation
      } else if normalizer.cleansText, BERTCharacters.isRemoved(scalar) {
        kinds[Int(byte)] = .other
      } else if BERTCharacters.isWhitespace(scalar) {
        kinds[Int(byte)] = .space
      } else {
        kinds[Int(byte)] = .letter
      }
    }
    if normalizer.lowercases {
      for byte in UInt8(ascii: "A")...UInt8(ascii: "Z") { lower[Int(byte)] = byte | 0x20 }
    }
  }

  @inline(__always) func kind(_ byte: UInt8) -> Kind { kinds[Int(byte)] }
  @inline(__always) func lowercase(_ byte: UInt8) -> UInt8 { lower[Int(byte)] }
}
