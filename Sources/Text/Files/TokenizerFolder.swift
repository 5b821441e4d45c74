internal import Base
internal import Glibc

/// A folder that a tokenizer is read from.
struct TokenizerFolder {
  let path: String
  /// The files that were read so far.
  private(set) var source: TokenizerSource

  init(_ path: String) {
    self.path = path
    source = TokenizerSource(folder: path)
  }

  /// In bytes. The largest known tokenizers have about 20 MiB.
  private static let largestFile = 256 << 20
  private static let tooLarge = EFBIG

  func path(of name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }

  func has(_ name: String) -> Bool { exists(path(of: name)) }

  /// The bytes of a file, which is added to `source`.
  mutating func read(_ name: String) throws(TokenizerError) -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes = try readFile(path(of: name), limit: Self.largestFile)
    } catch {
      if error.code == Self.tooLarge {
        throw .malformed(
          path: path(of: name), line: nil, problem: "more than \(Self.largestFile >> 20) MiB; a tokenizer is smaller")
      }
      throw .unreadable(path: path(of: name))
    }
    source.files.append((name, bytes))
    return bytes
  }

  /// Adds a file that is written into checkpoints, and that this folder need not have.
  mutating func add(_ name: String, _ bytes: [UInt8]) { source.files.append((name, bytes)) }

  /// The bytes of a file that must exist because `companion` does.
  mutating func read(_ name: String, besides companion: String) throws(TokenizerError) -> [UInt8] {
    guard has(name) else { throw .missingCompanion(path: path(of: name), of: companion) }
    return try read(name)
  }

  /// A JSON file.
  mutating func readJSON(_ name: String) throws(TokenizerError) -> JSON {
    try Self.parse(try read(name), path: path(of: name))
  }

  static func parse(_ bytes: [UInt8], path: String) throws(TokenizerError) -> JSON {
    do {
      return try JSON(parsing: bytes)
    } catch {
      throw .malformed(path: path, line: error.line, problem: "column \(error.column): \(error.problem)")
    }
  }
}
