internal import CSystem

/// CRC-32C (RFC 3720): finds what a disk or a copy has damaged, gigabytes a second. It is no proof against intent; that
/// is `SHA256`.
public struct Checksum: Sendable, Equatable {
  /// The sum so far.
  public private(set) var value: UInt32 = 0

  /// The sum of nothing.
  public init() {}

  /// The sum of a file.
  public init(file path: String) throws(FileError) {
    var sum = Checksum()
    try readFile(path) { (piece) throws(FileError) in sum.update(piece) }
    self = sum
  }

  /// Takes more bytes in.
  public mutating func update(_ bytes: ArraySlice<UInt8>) {
    value = unsafe bytes.withUnsafeBytes { unsafe cs_crc32c(value, $0.baseAddress, UInt($0.count)) }
  }

  /// Eight hexadecimal digits.
  public var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
