internal import Base
internal import Glibc

/// The files that a tokenizer was read from, kept to be written into checkpoints as they were.
struct TokenizerSource: Sendable {
  var folder: String
  var files: [(name: String, bytes: [UInt8])] = []

  func has(_ name: String) -> Bool { files.contains { $0.name == name } }

  /// Gives a file the name that `transformers` knows it by.
  mutating func rename(_ name: String, to newName: String) {
    for index in files.indices where files[index].name == name { files[index].name = newName }
  }
}

/// A folder that a tokenizer is read from.
struct TokenizerFolder {
  let path: String
  /// What has been read so far.
  private(set) var source: TokenizerSource

  init(_ path: String) {
    self.path = path
    source = TokenizerSource(folder: path)
  }

  /// The tokenizers of the largest vocabularies have 20 MiB or so.
  private static let largestFile = 256 << 20
  private static let tooLarge = EFBIG

  func path(of name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }

  func has(_ name: String) -> Bool { exists(path(of: name)) }

  /// The bytes of a file, which is noted as one of the tokenizer's.
  mutating func read(_ name: String) throws(TokenizerError) -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes = try readFile(path(of: name), limit: Self.largestFile)
    } catch {
      if error.code == Self.tooLarge {
        throw .malformed(
          path: path(of: name), line: nil, problem: "more than \(Self.largestFile >> 20) MiB; no tokenizer has so much")
      }
      throw .unreadable(path: path(of: name))
    }
    source.files.append((name, bytes))
    return bytes
  }

  /// The bytes of a file that must be there because `companion` is.
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

/// `tokenizer_config.json`, or nothing.
struct TokenizerSettings {
  let path: String
  let json: JSON

  init(_ folder: inout TokenizerFolder) throws(TokenizerError) {
    let name = "tokenizer_config.json"
    path = folder.path(of: name)
    json = folder.has(name) ? try folder.readJSON(name) : .object([:])
    if json.object == nil {
      throw .malformed(path: path, line: 1, problem: "expected an object, found \(json.kind)")
    }
    // Read so that a checkpoint keeps it; what it says stands in the other files too.
    if folder.has("special_tokens_map.json") { _ = try folder.readJSON("special_tokens_map.json") }
  }

  /// A setting that is true or false; nil where it is absent or null.
  func bool(_ key: String) throws(TokenizerError) -> Bool? {
    switch json[key] {
    case nil, .null: return nil
    case .bool(let value): return value
    case .some(let other):
      throw .malformed(path: path, line: nil, problem: "\(key) must be true or false, not \(other.kind)")
    }
  }

  /// A token given as a string or as an object with `content`.
  func token(_ key: String) throws(TokenizerError) -> String? {
    switch json[key] {
    case nil, .null: return nil
    case .string(let value): return value
    case .some(let other):
      guard let content = other["content"]?.string else {
        throw .malformed(
          path: path, line: nil, problem: "\(key) must be a string or an object with \"content\", not \(other.kind)")
      }
      return content
    }
  }

  /// Whether texts that are too long lose their beginning.
  func cutsLeft() throws(TokenizerError) -> Bool {
    switch json["truncation_side"] {
    case nil, .null, .string("right"): return false
    case .string("left"): return true
    default:
      throw .malformed(path: path, line: nil, problem: "truncation_side must be \"left\" or \"right\"")
    }
  }

  /// The tokenizer's class without the ending `Fast`.
  var tokenizerClass: String? {
    guard let name = json["tokenizer_class"]?.string else { return nil }
    return name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
  }
}
