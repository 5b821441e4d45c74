/// The characters that represent bytes in the files of byte-level BPE (Radford et al. 2019): the printable bytes of
/// Latin-1 represent themselves; the other 68 are U+0100 and following, in order. A space is `Ġ`.
enum ByteAlphabet {
  /// The character of a space.
  static let space: Unicode.Scalar = "\u{120}"

  /// The character of each byte.
  static let scalars: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (UInt32(0)..<256).map { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte) ?? " "
      default:
        defer { next += 1 }
        return Unicode.Scalar(next) ?? " "
      }
    }
  }()

  /// The byte of each character below U+0144; −1 where it represents none.
  static let bytes: [Int16] = {
    var result = [Int16](repeating: -1, count: 0x144)
    for (byte, scalar) in scalars.enumerated() { result[Int(scalar.value)] = Int16(byte) }
    return result
  }()

  /// The prefix of a token with other characters. It is not UTF-8, so no text contains it.
  private static let foreignMark: [UInt8] = [0xFF, 0xFE, 0xFD]

  /// Replaces `output` by the bytes of a spelled token. A token with other characters is copied after a mark.
  static func read(_ spelled: Span<UInt8>, _ range: Range<Int>, into output: inout [UInt8]) {
    output.removeAll(keepingCapacity: true)
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = spelled[index]
      if byte >= 0x21, byte <= 0x7E {
        output.append(byte)
        index += 1
        continue
      }
      let (found, length) = scalar(in: spelled, at: index)
      guard found.value < 0x144, bytes[Int(found.value)] >= 0 else {
        output = foreignMark
        for index in range { output.append(spelled[index]) }
        return
      }
      output.append(UInt8(truncatingIfNeeded: bytes[Int(found.value)]))
      index += length
    }
  }

  /// The bytes of a spelled token.
  static func bytes(spelledBy token: String) -> [UInt8] {
    var output: [UInt8] = []
    let utf8 = token.utf8
    read(utf8.span, 0..<utf8.count, into: &output)
    return output
  }

  /// The spelled token of some bytes.
  static func token(spelling bytes: ArraySlice<UInt8>) -> String {
    if bytes.starts(with: foreignMark) { return String(decoding: bytes.dropFirst(3), as: UTF8.self) }
    var token = String.UnicodeScalarView()
    for byte in bytes { token.append(scalars[Int(byte)]) }
    return String(token)
  }

  /// The bytes of a token in decoded text.
  static func text(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes.starts(with: foreignMark) ? bytes.dropFirst(3) : bytes
  }
}
