import Base
import Testing

/// Examples from FIPS 180-4 and its companion document.
@Suite struct SHA256Tests {
  @Test func agreesWithTheStandard() {
    #expect(
      SHA256.hexadecimal(of: Array("".utf8)) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      SHA256.hexadecimal(of: Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256.hexadecimal(of: [UInt8](repeating: 0x61, count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test(arguments: [1, 55, 56, 63, 64, 65, 200]) func piecesAddUp(_ size: Int) {
    let bytes = (0..<size).map { UInt8($0 % 251) }
    var hash = SHA256()
    for byte in bytes { hash.update([byte]) }
    #expect(hash.hexadecimal() == SHA256.hexadecimal(of: bytes))
  }

  /// The SHA instructions of the CPU, if it has them, and the Swift code.
  @Test(arguments: [0, 1, 63, 64, 65, 127, 128, 1000, 4096]) func instructionsAgreeWithSwift(_ size: Int) {
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 &+ 7) }
    var portable = SHA256(isPortable: true)
    portable.update(bytes)
    #expect(portable.hexadecimal() == SHA256.hexadecimal(of: bytes))
  }

  /// The hash does not depend on how the bytes are divided.
  @Test(arguments: [1, 7, 63, 64, 65, 128, 130]) func cutsDoNotMatter(_ size: Int) throws {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
    let expected = "5097e7d587352f5097062ae679f37bda5802d9f875aba14c8cb4d1a188ada179"
    var hash = SHA256()
    for begin in stride(from: 0, to: bytes.count, by: size) { hash.update(bytes[begin..<min(begin + size, 1000)]) }
    #expect(hash.hexadecimal() == expected)
    var spans = SHA256()
    spans.update(bytes.span)
    #expect(spans.hexadecimal() == expected)
    let folder = try TemporaryFolder()
    try writeFile(folder.path + "/file", bytes)
    #expect(try SHA256.hexadecimal(ofFile: folder.path + "/file") == expected)
  }
}
