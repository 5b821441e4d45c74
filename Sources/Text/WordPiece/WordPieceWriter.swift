internal import Base

/// The files of a WordPiece tokenizer: those that it was read from, and those that `transformers` needs besides.
enum WordPieceWriter {
  static func files(of parts: WordPieceParts, _ source: TokenizerSource) -> [(name: String, bytes: [UInt8])] {
    var files = source.files
    func add(_ name: String, _ json: JSON) {
      if !source.has(name) { files.append((name, Array(json.pretty.utf8))) }
    }
    let ids = AddedTokenIDs(parts.addedTokens, modelCount: parts.vocabulary.count)
    add("tokenizer.json", tokenizerJSON(parts, ids))
    add("tokenizer_config.json", configuration(parts, ids))
    return files
  }

  private static func configuration(_ parts: WordPieceParts, _ ids: AddedTokenIDs) -> JSON {
    let normalizer = parts.normalizer
    var object: JSON.Object = [
      "tokenizer_class": .string(isPlainBERT(parts) ? "BertTokenizer" : "PreTrainedTokenizerFast"),
      "do_lower_case": .bool(normalizer.lowercases),
      "strip_accents": normalizer.stripsAccents.map { .bool($0) } ?? .null,
      "tokenize_chinese_chars": .bool(normalizer.spacesIdeographs),
    ]
    if let unknown = unknownToken(parts, ids) { object["unk_token"] = .string(unknown) }
    for (key, token) in [
      ("pad_token", "[PAD]"), ("cls_token", "[CLS]"), ("sep_token", "[SEP]"), ("mask_token", "[MASK]"),
    ]
    where ids.id(of: token) ?? parts.vocabulary.id(of: token) != nil { object[key] = .string(token) }
    if parts.cutsLeft { object["truncation_side"] = "left" }
    return .object(object)
  }

  /// Whether `BertTokenizer` of `transformers` works as this tokenizer: that class cleans, uses the prefix `##` and
  /// stops at 100 characters whatever tokenizer.json says. The general class follows tokenizer.json.
  private static func isPlainBERT(_ parts: WordPieceParts) -> Bool {
    parts.normalizer.cleansText && parts.continuation == Array("##".utf8) && parts.longestWord == 100
      && parts.addedTokens.allSatisfy { $0.isSpecial && Int($0.id) < parts.vocabulary.count }
  }

  private static func unknownToken(_ parts: WordPieceParts, _ ids: AddedTokenIDs) -> String? {
    ids.token(of: parts.unknownID) ?? parts.vocabulary.token(of: parts.unknownID)
  }

  private static func tokenizerJSON(_ parts: WordPieceParts, _ ids: AddedTokenIDs) -> JSON {
    let normalizer = parts.normalizer
    var vocabulary = JSON.Object()
    for id in 0..<Int32(parts.vocabulary.count) {
      vocabulary[parts.vocabulary.token(of: id) ?? ""] = .integer(Int(id))
    }
    return [
      "version": "1.0", "truncation": .null, "padding": .null,
      "added_tokens": TokenizerJSONWriter.addedTokens(parts.addedTokens),
      "normalizer": [
        "type": "BertNormalizer", "clean_text": .bool(normalizer.cleansText),
        "handle_chinese_chars": .bool(normalizer.spacesIdeographs),
        "strip_accents": normalizer.stripsAccents.map { .bool($0) } ?? .null,
        "lowercase": .bool(normalizer.lowercases),
      ],
      "pre_tokenizer": ["type": "BertPreTokenizer"],
      "post_processor": TokenizerJSONWriter.template(parts.template) {
        ids.token(of: $0) ?? parts.vocabulary.token(of: $0) ?? ""
      },
      "decoder": [
        "type": "WordPiece", "prefix": .string(String(decoding: parts.continuation, as: UTF8.self)),
        "cleanup": .bool(parts.cleansDecodedText),
      ],
      "model": [
        "type": "WordPiece", "unk_token": .string(unknownToken(parts, ids) ?? ""),
        "continuing_subword_prefix": .string(String(decoding: parts.continuation, as: UTF8.self)),
        "max_input_chars_per_word": .integer(parts.longestWord), "vocab": .object(vocabulary),
      ],
    ]
  }
}
