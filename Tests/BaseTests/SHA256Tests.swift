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
}
