internal import Base

/// Checks of a safetensors file that do not read its numbers: whether it is one, and complete.
enum WeightsFile {
  /// The longest valid header in bytes; the reader of checkpoints has the same limit.
  private static let longestHeader: UInt64 = 32 << 20

  /// The size in bytes that the header of the file states; nil if the file ends inside its header.
  ///
  /// - Throws: `HubError.wrongContent` if it is no safetensors file.
  static func expectedSize(_ path: String) throws -> Int? {
    guard let size = fileSize(path), size >= 9 else { return nil }
    let start = try readPrefix(path, count: 9)
    let length = start[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length >= 2, length <= longestHeader, start[8] == UInt8(ascii: "{") else { throw notWeights(start) }
    if size < 8 + Int(length) { return nil }
    let header = try readPrefix(path, count: 8 + Int(length)).dropFirst(8)
    guard let tensors = try? JSON(parsing: Array(header)).object else { throw notWeights(start) }
    var end = 0
    for (name, tensor) in tensors.members where name != "__metadata__" {
      guard let offsets = tensor["data_offsets"]?.array, offsets.count == 2, let last = offsets[1].integer,
        (0...(1 << 50)).contains(last)
      else { throw notWeights(start) }
      end = max(end, Int(last))
    }
    return 8 + Int(length) + end
  }

  /// Checks that the file is complete.
  ///
  /// - Throws: `HubError.wrongContent` if it is not.
  static func check(_ path: String) throws {
    let size = fileSize(path) ?? 0
    guard let expected = try expectedSize(path) else {
      throw HubError.wrongContent(file: fileName(path), problem: "it ends after \(size) bytes, inside its header")
    }
    if size != expected {
      throw HubError.wrongContent(
        file: fileName(path), problem: "it has \(size) bytes, but its header states \(expected)")
    }
  }

  private static func notWeights(_ start: [UInt8]) -> HubError {
    let isPage = start.prefix { $0 < 0x80 }.contains(UInt8(ascii: "<"))
    return .wrongContent(
      file: "model.safetensors", problem: "it is not in the safetensors format" + (isPage ? ", but a web page" : ""))
  }
}
