internal import Base

extension TokenizerJSON {
  /// The most characters of a word that is split into pieces; BERT has 100. The time grows with its square.
  private static let longestWord = 10_000

  /// A WordPiece tokenizer.
  ///
  /// - Parameter model: the member `model`
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
    // The BERT classes of transformers use tokenizer_config.json for these, whatever tokenizer.json says.
    return try settings.normalizer(over: result)
  }
}
