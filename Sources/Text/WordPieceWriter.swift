internal import Base

/// The files of a WordPiece tokenizer: those it was read from, and those that `transformers` needs beside them.
enum WordPieceWriter {
  static func files(of tokenizer: WordPieceTokenizer) -> [(name: String, bytes: [UInt8])] {
    var files = tokenizer.source.files
    func add(_ name: String, _ json: JSON) {
      if !tokenizer.source.has(name) { files.append((name, Array(json.pretty.utf8))) }
    }
    add("tokenizer.json", tokenizerJSON(tokenizer))
    add("tokenizer_config.json", configuration(tokenizer))
    return files
  }

  private static func configuration(_ tokenizer: WordPieceTokenizer) -> JSON {
    let normalizer = tokenizer.normalizer
    var object: JSON.Object = [
      "tokenizer_class": .string(isPlainBERT(tokenizer) ? "BertTokenizer" : "PreTrainedTokenizerFast"),
      "do_lower_case": .bool(normalizer.lowercases),
      "strip_accents": normalizer.stripsAccents.map { .bool($0) } ?? .null,
      "tokenize_chinese_chars": .bool(normalizer.spacesIdeographs),
    ]
    if let unknown = tokenizer.token(of: tokenizer.unknownID) { object["unk_token"] = .string(unknown) }
    for (key, token) in [
      ("pad_token", "[PAD]"), ("cls_token", "[CLS]"), ("sep_token", "[SEP]"), ("mask_token", "[MASK]"),
    ]
    where tokenizer.id(of: token) != nil { object[key] = .string(token) }
    if tokenizer.cutsLeft { object["truncation_side"] = "left" }
    return .object(object)
  }

  /// Whether `transformers`' own class is this tokenizer: it cleans, joins with `##` and stops at 100 characters whatever
  /// tokenizer.json says. The general class does as tokenizer.json says.
  private static func isPlainBERT(_ tokenizer: WordPieceTokenizer) -> Bool {
    tokenizer.normalizer.cleansText && tokenizer.continuation == Array("##".utf8) && tokenizer.longestWord == 100
      && tokenizer.addedTokens.allSatisfy { $0.isSpecial && Int($0.id) < tokenizer.vocabulary.count }
  }

  private static func tokenizerJSON(_ tokenizer: WordPieceTokenizer) -> JSON {
    let normalizer = tokenizer.normalizer
    var vocabulary = JSON.Object()
    for id in 0..<Int32(tokenizer.vocabulary.count) {
      vocabulary[tokenizer.vocabulary.token(of: id) ?? ""] = .integer(Int(id))
    }
    return [
      "version": "1.0", "truncation": .null, "padding": .null,
      "added_tokens": TokenizerJSONWriter.addedTokens(tokenizer.addedTokens),
      "normalizer": [
        "type": "BertNormalizer", "clean_text": .bool(normalizer.cleansText),
        "handle_chinese_chars": .bool(normalizer.spacesIdeographs),
        "strip_accents": normalizer.stripsAccents.map { .bool($0) } ?? .null,
        "lowercase": .bool(normalizer.lowercases),
      ],
      "pre_tokenizer": ["type": "BertPreTokenizer"],
      "post_processor": TokenizerJSONWriter.template(tokenizer.template) { tokenizer.token(of: $0) ?? "" },
      "decoder": [
        "type": "WordPiece", "prefix": .string(String(decoding: tokenizer.continuation, as: UTF8.self)),
        "cleanup": .bool(tokenizer.cleansDecodedText),
      ],
      "model": [
        "type": "WordPiece", "unk_token": .string(tokenizer.token(of: tokenizer.unknownID) ?? ""),
        "continuing_subword_prefix": .string(String(decoding: tokenizer.continuation, as: UTF8.self)),
        "max_input_chars_per_word": .integer(tokenizer.longestWord), "vocab": .object(vocabulary),
      ],
    ]
  }
}
