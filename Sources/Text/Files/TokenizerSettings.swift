internal import Base

/// The contents of `tokenizer_config.json`, or an empty object.
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
    // Read so that a checkpoint contains it; the other files have its contents too.
    if folder.has("special_tokens_map.json") { _ = try folder.readJSON("special_tokens_map.json") }
  }

  /// A boolean setting; nil where it is absent or null.
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

  /// Whether a text that is too long loses its beginning.
  func cutsLeft() throws(TokenizerError) -> Bool {
    switch json["truncation_side"] {
    case nil, .null, .string("right"): return false
    case .string("left"): return true
    default:
      throw .malformed(path: path, line: nil, problem: "truncation_side must be \"left\" or \"right\"")
    }
  }

  /// The class of the tokenizer without the ending `Fast`.
  var tokenizerClass: String? {
    guard let name = json["tokenizer_class"]?.string else { return nil }
    return name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
  }
}
