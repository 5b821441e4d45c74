internal import Base

/// The outside of a safetensors file: enough to know, without reading its numbers, that it is one and whole.
enum WeightsFile {
  /// The longest header that is believed: what the reader of checkpoints takes.
  private static let longestHeader: UInt64 = 32 << 20

  /// The size that the file must have by its own header, nil while too little of it is there.
  ///
  /// - Throws: `HubError.wrongContent` where it is no safetensors file.
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

  /// Checks that the file is whole.
  static func check(_ path: String) throws {
    let size = fileSize(path) ?? 0
    guard let expected = try expectedSize(path) else {
      throw HubError.wrongContent(file: name(path), problem: "it ends after \(size) bytes, inside its header")
    }
    if size != expected {
      throw HubError.wrongContent(
        file: name(path), problem: "it has \(size) bytes, and by its own header must have \(expected)")
    }
  }

  private static func notWeights(_ start: [UInt8]) -> HubError {
    let isPage = start.prefix { $0 < 0x80 }.contains(UInt8(ascii: "<"))
    return .wrongContent(
      file: "model.safetensors", problem: "it is not in the safetensors format" + (isPage ? ", but a web page" : ""))
  }
}

/// Checks that a small file is what its name says: a JSON object, or lines of text, and no web page.
func checkText(_ path: String) throws {
  let bytes = try readFile(path)
  if path.hasSuffix(".json") {
    do {
      guard try JSON(parsing: bytes).object != nil else {
        throw HubError.wrongContent(file: name(path), problem: "it is no JSON object")
      }
    } catch let error as JSONError {
      throw HubError.wrongContent(file: name(path), problem: "it is not JSON (\(error))")
    }
    return
  }
  guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty else {
    throw HubError.wrongContent(file: name(path), problem: "it is empty, or not UTF-8")
  }
  let start = text.prefix(200).lowercased().drop(while: \.isWhitespace)
  if start.hasPrefix("<!doctype") || start.hasPrefix("<html") {
    throw HubError.wrongContent(file: name(path), problem: "it is a web page")
  }
}

/// The last part of a path.
func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
