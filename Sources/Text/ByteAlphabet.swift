/// How byte-level BPE writes bytes as characters in its files (Radford et al. 2019): the printable bytes of Latin-1 as
/// themselves, the other 68 as U+0100 and following, in order. A space is `Ġ`.
enum ByteAlphabet {
  /// What a space is written as.
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

  /// The byte of each character below U+0144; −1 where it stands for none.
  static let bytes: [Int16] = {
    var result = [Int16](repeating: -1, count: 0x144)
    for (byte, scalar) in scalars.enumerated() { result[Int(scalar.value)] = Int16(byte) }
    return result
  }()

  /// Stands before a token that no bytes spell. Text never holds it, since it is not UTF-8.
  private static let foreignMark: [UInt8] = [0xFF, 0xFE, 0xFD]

  /// Puts the bytes that a spelled token stands for in `output`; a token with other characters after a mark, as it is.
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

  /// The bytes that a spelled token stands for.
  static func bytes(spelledBy token: String) -> [UInt8] {
    var output: [UInt8] = []
    let utf8 = token.utf8
    read(utf8.span, 0..<utf8.count, into: &output)
    return output
  }

  /// The token that stands for these bytes.
  static func token(spelling bytes: ArraySlice<UInt8>) -> String {
    if bytes.starts(with: foreignMark) { return String(decoding: bytes.dropFirst(3), as: UTF8.self) }
    var token = String.UnicodeScalarView()
    for byte in bytes { token.append(scalars[Int(byte)]) }
    return String(token)
  }

  /// The bytes that a token puts into decoded text.
  static func text(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes.starts(with: foreignMark) ? bytes.dropFirst(3) : bytes
  }
}
