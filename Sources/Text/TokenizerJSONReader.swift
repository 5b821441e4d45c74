internal import Base

/// Reads `tokenizer.json`, the one-file format of Hugging Face's `tokenizers`.
struct TokenizerJSONReader {
  let path: String
  let json: JSON
  let settings: TokenizerSettings
  /// The most special tokens and texts that are put together to one sequence; the known models have six.
  private static let longestTemplate = 64
  /// The most characters of a word that is cut into pieces; BERT has 100. Time grows with its square.
  private static let longestWord = 10_000

  static func read(_ folder: inout TokenizerFolder, _ settings: TokenizerSettings) throws(TokenizerError)
    -> any Tokenizer
  {
    let json = try folder.readJSON("tokenizer.json")
    let reader = Self(path: folder.path(of: "tokenizer.json"), json: json, settings: settings)
    guard json.object != nil else { throw reader.problem("expected an object, found \(json.kind)") }
    guard let model = json["model"], model.object != nil else { throw reader.problem("\"model\" is missing") }
    let kind = model["type"]?.string ?? (model["merges"] == nil ? "WordPiece" : "BPE")
    // The original vocabulary files, if they lie beside, belong to the checkpoint too.
    for name in ["vocab.txt", "vocab.json", "merges.txt"] where folder.has(name) { _ = try folder.read(name) }
    switch kind {
    case "WordPiece": return WordPieceTokenizer(try reader.wordPiece(model), source: folder.source)
    case "BPE": return ByteLevelBPETokenizer(try reader.byteLevelBPE(model), source: folder.source)
    default: throw reader.unsupported("a model of type \(excerpt(kind))", "WordPiece and byte-level BPE")
    }
  }

  func problem(_ text: String) -> TokenizerError { .malformed(path: path, line: nil, problem: text) }

  func unsupported(_ found: String, _ supported: String) -> TokenizerError {
    .unsupported(path: path, found: found, supported: supported)
  }

  // MARK: - WordPiece

  func wordPiece(_ model: JSON) throws(TokenizerError) -> WordPieceParts {
    let vocabulary = try VocabularyJSONReader.vocabulary(model["vocab"], path: path)
    let unknown = try string(model, "unk_token", default: "[UNK]")
    guard let unknownID = vocabulary.id(of: unknown) else {
      throw .missingToken(path: path, token: unknown, purpose: "words that the vocabulary lacks")
    }
    let added = try addedTokens(vocabulary)
    var parts = WordPieceParts(
      vocabulary: vocabulary, addedTokens: added, template: try template(vocabulary, added).template,
      unknownID: unknownID)
    parts.continuation = Array(try string(model, "continuing_subword_prefix", default: "##").utf8)
    parts.longestWord = try integer(model, "max_input_chars_per_word", default: 100)
    if parts.longestWord < 1 || parts.longestWord > Self.longestWord {
      throw problem(
        "\"max_input_chars_per_word\" is \(parts.longestWord), expected a whole number from 1 to \(Self.longestWord)")
    }
    parts.normalizer = try bertNormalizer()
    let preTokenizer = kind(of: json["pre_tokenizer"])
    if preTokenizer != "BertPreTokenizer" {
      throw unsupported("WordPiece with the pre_tokenizer \(preTokenizer)", "BertPreTokenizer")
    }
    switch kind(of: json["decoder"]) {
    case "WordPiece": parts.cleansDecodedText = try bool(json["decoder"] ?? .null, "cleanup", default: true)
    case "null": break
    case let other: throw unsupported("WordPiece with the decoder \(other)", "WordPiece")
    }
    parts.cutsLeft = try settings.cutsLeft()
    return parts
  }

  private func bertNormalizer() throws(TokenizerError) -> WordPieceNormalizer {
    let json = json["normalizer"] ?? .null
    guard kind(of: json) == "BertNormalizer" else {
      throw unsupported("WordPiece with the normalizer \(kind(of: json))", "BertNormalizer")
    }
    var result = WordPieceNormalizer()
    result.cleansText = try bool(json, "clean_text", default: true)
    result.spacesIdeographs = try bool(json, "handle_chinese_chars", default: true)
    result.lowercases = try bool(json, "lowercase", default: true)
    if let strips = json["strip_accents"], strips != .null {
      result.stripsAccents = try bool(json, "strip_accents", default: true)
    }
    // transformers' BERT classes take these from tokenizer_config.json, whatever tokenizer.json says.
    return try settings.normalizer(over: result)
  }

  // MARK: - Byte-level BPE

  func byteLevelBPE(_ model: JSON) throws(TokenizerError) -> ByteLevelBPEParts {
    if let dropout = model["dropout"]?.number, dropout != 0 {
      throw unsupported("BPE with dropout \(dropout)", "dropout null")
    }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] where try !string(model, key, default: "").isEmpty {
      throw unsupported("BPE with a \(key)", "byte-level BPE, where it is empty or null")
    }
    for key in ["fuse_unk", "byte_fallback"] where try bool(model, key, default: false) {
      throw unsupported("BPE with \(key)", "byte-level BPE, where it is false")
    }
    guard kind(of: json["normalizer"]) == "null" else {
      throw unsupported("BPE with the normalizer \(kind(of: json["normalizer"]))", "none")
    }
    guard let preTokenizer = json["pre_tokenizer"], kind(of: preTokenizer) == "ByteLevel",
      try bool(preTokenizer, "use_regex", default: true)
    else {
      throw unsupported(
        "BPE with the pre_tokenizer \(excerpt((json["pre_tokenizer"] ?? .null).compact))",
        "ByteLevel with use_regex true")
    }
    switch kind(of: json["decoder"]) {
    case "ByteLevel", "null": break
    case let other: throw unsupported("BPE with the decoder \(other)", "ByteLevel")
    }
    guard let vocabulary = model["vocab"], let merges = model["merges"]?.array else {
      throw problem("the BPE model needs \"vocab\" and a list \"merges\"")
    }
    var builder = try ByteLevelBPEBuilder(vocabulary, path: path)
    for (index, merge) in merges.enumerated() {
      switch merge {
      case .string(let text):
        let utf8 = text.utf8
        try builder.addMerge(utf8.span, 0..<utf8.count, line: index + 1, path: path)
      case .array(let pair):
        guard pair.count == 2, let left = pair[0].string, let right = pair[1].string else {
          throw problem("merge \(index + 1) must be two tokens: \(excerpt(merge.compact))")
        }
        try builder.addMerge(left, right, line: index + 1, path: path)
      default: throw problem("merge \(index + 1) must be two tokens: \(excerpt(merge.compact))")
      }
    }
    let unknown = model["unk_token"]?.string
    var parts = try builder.finish(
      unknown: unknown, takesWholeWords: try bool(model, "ignore_merges", default: false), path: path)
    parts.addedTokens = try addedTokens(parts.vocabulary, spelling: ByteAlphabet.bytes(spelledBy:))
    (parts.template, parts.trimming) = try template(parts.vocabulary, parts.addedTokens)
    parts.addsPrefixSpace = try bool(preTokenizer, "add_prefix_space", default: true)
    if let value = try settings.bool("add_prefix_space") {
      parts.addsPrefixSpace = value
      parts.trimming?.addsPrefixSpace = value
    }
    parts.cutsLeft = try settings.cutsLeft()
    return parts
  }

  // MARK: - Parts that all models share

  /// The added tokens; ids in the vocabulary or following it without a gap.
  ///
  /// - Parameter spelling: how the vocabulary writes a token: WordPiece's as it is, byte-level BPE's as bytes.
  func addedTokens(_ vocabulary: Vocabulary, spelling: (String) -> [UInt8] = { Array($0.utf8) }) throws(TokenizerError)
    -> [AddedToken]
  {
    guard let list = json["added_tokens"], list != .null else { return [] }
    guard let entries = list.array else { throw problem("\"added_tokens\" must be a list, not \(list.kind)") }
    var tokens: [AddedToken] = []
    var contents: [[UInt8]: Int32] = [:]
    var ids: Set<Int32> = []
    for entry in entries {
      guard let content = entry["content"]?.string, !content.isEmpty, let id = entry["id"]?.integer, id >= 0,
        let narrow = Int32(exactly: id)
      else {
        throw problem("an added token needs \"content\" (not empty) and \"id\" (from 0): \(excerpt(entry.compact))")
      }
      var token = AddedToken(content: content, id: narrow)
      token.isSpecial = try bool(entry, "special", default: false)
      token.isNormalized = try bool(entry, "normalized", default: !token.isSpecial)
      token.stripsLeft = try bool(entry, "lstrip", default: false)
      token.stripsRight = try bool(entry, "rstrip", default: false)
      token.isSingleWord = try bool(entry, "single_word", default: false)
      let known = vocabulary.id(of: spelling(content).span)
      if id < vocabulary.count {
        if known != narrow {
          throw problem("the added token \(quoted(content)) has id \(id), which is another token in the vocabulary")
        }
      } else if let known {
        throw .duplicateToken(path: path, token: content, first: Int(known), second: id)
      }
      if let twin = contents.updateValue(narrow, forKey: Array(content.utf8)) {
        throw .duplicateToken(path: path, token: content, first: Int(twin), second: id)
      }
      if !ids.insert(narrow).inserted {
        throw .duplicateToken(path: path, token: content, first: id, second: id)
      }
      tokens.append(token)
    }
    let count = max(vocabulary.count, tokens.map { Int($0.id) + 1 }.max() ?? 0)
    for id in vocabulary.count..<count where !ids.contains(Int32(id)) {
      throw .gap(path: path, missing: id, count: count)
    }
    return tokens
  }

  /// What the post-processor says: the special tokens, and how it trims the offsets of byte-level tokens.
  func template(_ vocabulary: Vocabulary, _ added: [AddedToken]) throws(TokenizerError)
    -> (template: SpecialTokenTemplate, trimming: OffsetTrimming?)
  {
    var template = SpecialTokenTemplate.bare
    var trimming: OffsetTrimming?
    let root = json["post_processor"] ?? .null
    let steps = kind(of: root) == "Sequence" ? root["processors"]?.array ?? [] : [root]
    let known = max(vocabulary.count, added.map { Int($0.id) + 1 }.max() ?? 0)
    for step in steps {
      switch kind(of: step) {
      case "null": break
      case "ByteLevel":
        if try bool(step, "trim_offsets", default: true) {
          trimming = OffsetTrimming(addsPrefixSpace: try bool(step, "add_prefix_space", default: true))
        }
      case "BertProcessing":
        template = .bert(start: try pairID(step, "cls", known), separator: try pairID(step, "sep", known))
      case "RobertaProcessing":
        template = .roberta(start: try pairID(step, "cls", known), separator: try pairID(step, "sep", known))
        if try bool(step, "trim_offsets", default: true) {
          trimming = OffsetTrimming(addsPrefixSpace: try bool(step, "add_prefix_space", default: true))
        }
      case "TemplateProcessing":
        template = SpecialTokenTemplate(
          single: try parts(step, "single", known), pair: try parts(step, "pair", known))
      case let other:
        throw unsupported(
          "the post_processor \(other)", "TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel")
      }
    }
    return (template, trimming)
  }

  /// `["</s>", 2]` → 2.
  private func pairID(_ step: JSON, _ key: String, _ known: Int) throws(TokenizerError) -> Int32 {
    guard let list = step[key]?.array, list.count == 2, let id = list[1].integer, let narrow = Int32(exactly: id) else {
      throw problem("\"\(key)\" of the post_processor must be a token and its id")
    }
    if id < 0 || id >= known {
      throw problem("\"\(key)\" of the post_processor has the id \(id), which is outside the vocabulary")
    }
    return narrow
  }

  private func parts(_ step: JSON, _ key: String, _ known: Int) throws(TokenizerError) -> [SpecialTokenTemplate.Part] {
    guard let entries = step[key]?.array else { throw problem("\"\(key)\" of the post_processor must be a list") }
    var parts: [SpecialTokenTemplate.Part] = []
    for entry in entries {
      // Each entry may name a list of any length, so that a small file could ask for a huge template.
      if parts.count > Self.longestTemplate {
        throw problem("\"\(key)\" of the post_processor has more than \(Self.longestTemplate) parts")
      }
      if let text = entry["Sequence"], let name = text["id"]?.string, name == "A" || name == "B" {
        parts.append(.text(isSecond: name == "B", typeID: try type(text)))
      } else if let special = entry["SpecialToken"], let name = special["id"]?.string,
        let ids = step["special_tokens"]?[name]?["ids"]?.array
      {
        for id in ids.prefix(Self.longestTemplate + 1) {
          guard let value = id.integer, value >= 0, value < known else {
            throw problem("the special token \(quoted(name)) of the post_processor has an id outside the vocabulary")
          }
          parts.append(.special(id: Int32(value), typeID: try type(special)))
        }
      } else {
        throw problem("a part of the post_processor is not understood: \(excerpt(entry.compact))")
      }
    }
    if parts.count > Self.longestTemplate {
      throw problem("\"\(key)\" of the post_processor has more than \(Self.longestTemplate) parts")
    }
    let hasSecond = parts.contains { if case .text(true, _) = $0 { true } else { false } }
    let hasFirst = parts.contains { if case .text(false, _) = $0 { true } else { false } }
    if !hasFirst || hasSecond != (key == "pair") {
      throw problem("\"\(key)\" of the post_processor must hold the sequence A\(key == "pair" ? " and B" : " alone")")
    }
    return parts
  }

  private func type(_ entry: JSON) throws(TokenizerError) -> Int32 {
    let type = try integer(entry, "type_id", default: 0)
    guard let narrow = Int32(exactly: type), narrow >= 0 else {
      throw problem("the type_id \(type) of the post_processor is no number of a segment")
    }
    return narrow
  }

  /// The type of a component, `null` where there is none.
  func kind(of component: JSON?) -> String {
    guard let component, component != .null else { return "null" }
    return component["type"]?.string.map { excerpt($0) } ?? "without a type"
  }

  func bool(_ json: JSON, _ key: String, default usual: Bool) throws(TokenizerError) -> Bool {
    switch json[key] {
    case nil, .null: return usual
    case .bool(let value): return value
    case .some(let other): throw problem("\"\(key)\" must be true or false, not \(other.kind)")
    }
  }

  func string(_ json: JSON, _ key: String, default usual: String) throws(TokenizerError) -> String {
    switch json[key] {
    case nil, .null: return usual
    case .string(let value): return value
    case .some(let other): throw problem("\"\(key)\" must be a string, not \(other.kind)")
    }
  }

  func integer(_ json: JSON, _ key: String, default usual: Int) throws(TokenizerError) -> Int {
    switch json[key] {
    case nil, .null: return usual
    case .integer(let value): return value
    case .some(let other): throw problem("\"\(key)\" must be a whole number, not \(other.kind)")
    }
  }
}

/// How the offsets of byte-level tokens lose the spaces that the tokens hold.
struct OffsetTrimming: Sendable, Equatable {
  /// Whether a space at the very beginning was put there by the tokenizer.
  var addsPrefixSpace: Bool
}
