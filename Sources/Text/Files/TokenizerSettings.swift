internal import Base

/// The contents of `tokenizer_config.json`, or an empty object.
struct TokenizerSettings {
  let path: String
  let json: JSON
  /// The contents of `special_tokens_map.json`, or an empty object.
  private let specialMap: JSON
  private let specialPath: String

  init(_ folder: inout TokenizerFolder) throws(TokenizerError) {
    let name = "tokenizer_config.json"
    path = folder.path(of: name)
    json = folder.has(name) ? try folder.readJSON(name) : .object([:])
    if json.object == nil {
      throw .malformed(path: path, line: 1, problem: "expected an object, found \(json.kind)")
    }
    specialPath = folder.path(of: "special_tokens_map.json")
    specialMap = folder.has("special_tokens_map.json") ? try folder.readJSON("special_tokens_map.json") : .object([:])
    if specialMap.object == nil {
      throw .malformed(path: specialPath, line: 1, problem: "expected an object, found \(specialMap.kind)")
    }
    // Read so that a checkpoint contains it.
    if folder.has("chat_template.jinja") { _ = try folder.read("chat_template.jinja") }
  }

  func problem(_ text: String) -> TokenizerError { .malformed(path: path, line: nil, problem: text) }

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

  private static let specialKeys = [
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
  ]

  /// A special token that a file names. Its id is 0 until the vocabulary is known.
  struct Special {
    let token: AddedToken
    /// Whether it has a role, such as the end of a text.
    let isNamed: Bool
    var content: String { token.content }
  }

  /// The special tokens of both files; those with a role first. `special_tokens_map.json` counts only without
  /// `added_tokens_decoder`, and then goes before `tokenizer_config.json`.
  func specialTokens() throws(TokenizerError) -> [Special] {
    let usesMap = json["added_tokens_decoder"] == nil
    func value(_ key: String) -> (JSON, path: String)? {
      if usesMap, let value = specialMap[key], value != .null { return (value, specialPath) }
      return json[key].flatMap { $0 == .null ? nil : ($0, path) }
    }
    var result: [Special] = []
    for key in Self.specialKeys {
      guard let (value, path) = value(key) else { continue }
      result.append(Special(token: try Self.added(value, key, path), isNamed: true))
    }
    for key in ["additional_special_tokens", "extra_special_tokens"] {
      guard let (value, path) = value(key) else { continue }
      for item in value.array ?? value.object?.values ?? [value] {
        result.append(Special(token: try Self.added(item, key, path), isNamed: false))
      }
    }
    return result
  }

  private static func added(_ value: JSON, _ key: String, _ path: String) throws(TokenizerError) -> AddedToken {
    guard let content = value.string ?? value["content"]?.string, !content.isEmpty else {
      throw .malformed(
        path: path, line: nil,
        problem: "\(key) must be a string or an object with \"content\", not \(excerpt(value.compact))")
    }
    var token = AddedToken(content: content, id: 0)
    token.stripsLeft = value["lstrip"] == .bool(true)
    token.stripsRight = value["rstrip"] == .bool(true)
    token.isSingleWord = value["single_word"] == .bool(true)
    token.isNormalized = value["normalized"] == .bool(true)
    return token
  }

  /// The template that `add_bos_token` and `add_eos_token` ask for; nil where neither is given.
  ///
  /// - Parameter id: the id of a token, or nil
  func boundaryTemplate(_ id: (String) -> Int32?) throws(TokenizerError) -> SpecialTokenTemplate? {
    let (start, end) = (try bool("add_bos_token"), try bool("add_eos_token"))
    if start == nil && end == nil { return nil }
    func part(_ key: String, _ isWanted: Bool?) throws(TokenizerError) -> Int32? {
      let mapped = specialMap[key]?.string ?? specialMap[key]?["content"]?.string
      guard isWanted == true, let token = try token(key) ?? mapped else { return nil }
      guard let id = id(token) else {
        throw .missingToken(path: path, token: token, purpose: key)
      }
      return id
    }
    let (first, last) = (try part("bos_token", start), try part("eos_token", end))
    func parts(_ isSecond: Bool) -> [SpecialTokenTemplate.Part] {
      let type: Int32 = isSecond ? 1 : 0
      return (first.map { [.special(id: $0, typeID: type)] } ?? []) + [.text(isSecond: isSecond, typeID: type)]
        + (last.map { [.special(id: $0, typeID: type)] } ?? [])
    }
    return SpecialTokenTemplate(single: parts(false), pair: parts(false) + parts(true))
  }
}
