internal import CSystem

/// CRC-32C (RFC 3720): detects damage by a disk or a copy, at gigabytes per second. It does not detect intended
/// changes; `SHA256` does.
public struct Checksum: Sendable, Equatable {
  /// The checksum of all bytes so far.
  public private(set) var value: UInt32 = 0

  /// The checksum of no bytes.
  public init() {}

  /// The checksum of a file.
  ///
  /// - Throws: `FileError`
  public init(file path: String) throws(FileError) {
    var sum = Checksum()
    try readFile(path) { (piece) throws(FileError) in sum.update(piece) }
    self = sum
  }

  /// Adds bytes.
  public mutating func update(_ bytes: ArraySlice<UInt8>) {
    value = unsafe bytes.withUnsafeBytes { unsafe cs_crc32c(value, $0.baseAddress, UInt($0.count)) }
  }

  /// The checksum as eight hexadecimal digits.
  public var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
