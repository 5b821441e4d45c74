internal import Base

/// The files of a byte-level BPE tokenizer: those that it was read from, and those that `transformers` needs besides.
enum ByteLevelBPEWriter {
  static func files(of parts: ByteLevelBPEParts, _ source: TokenizerSource) -> [(name: String, bytes: [UInt8])] {
    var files = source.files
    func add(_ name: String, _ text: () -> String) {
      if !source.has(name) { files.append((name, Array(text().utf8))) }
    }
    let ids = AddedTokenIDs(parts.addedTokens, modelCount: parts.vocabulary.count)
    add("tokenizer.json") { tokenizerJSON(parts, ids).pretty }
    add("tokenizer_config.json") { configuration(parts, ids).pretty }
    return files
  }

  private static func configuration(_ parts: ByteLevelBPEParts, _ ids: AddedTokenIDs) -> JSON {
    var object: JSON.Object = [
      "tokenizer_class": .string(parts.tokenizerClass), "add_prefix_space": .bool(parts.addsPrefixSpace),
    ]
    let names =
      switch parts.tokenizerClass {
      case "RobertaTokenizer":
        [
          ("bos_token", "<s>"), ("eos_token", "</s>"), ("sep_token", "</s>"), ("cls_token", "<s>"),
          ("unk_token", "<unk>"), ("pad_token", "<pad>"), ("mask_token", "<mask>"),
        ]
      case "GPT2Tokenizer":
        [("bos_token", "<|endoftext|>"), ("eos_token", "<|endoftext|>"), ("unk_token", "<|endoftext|>")]
      default: [(String, String)]()
      }
    for (key, token) in names {
      let id = ids.id(of: token) ?? parts.vocabulary.id(of: ByteAlphabet.bytes(spelledBy: token).span)
      if id != nil { object[key] = .string(token) }
    }
    if parts.cutsLeft { object["truncation_side"] = "left" }
    var decoder = JSON.Object()
    for token in parts.addedTokens.sorted(by: { $0.id < $1.id }) {
      decoder[String(token.id)] = [
        "content": .string(token.content), "lstrip": .bool(token.stripsLeft), "normalized": .bool(token.isNormalized),
        "rstrip": .bool(token.stripsRight), "single_word": .bool(token.isSingleWord), "special": .bool(token.isSpecial),
      ]
    }
    object["added_tokens_decoder"] = .object(decoder)
    return .object(object)
  }

  private static func tokenizerJSON(_ parts: ByteLevelBPEParts, _ ids: AddedTokenIDs) -> JSON {
    func spelled(_ id: Int32) -> String { ByteAlphabet.token(spelling: parts.vocabulary.bytes(of: id)) }
    var vocabulary = JSON.Object()
    for id in 0..<Int32(parts.vocabulary.count) { vocabulary[spelled(id)] = .integer(Int(id)) }
    let merges = parts.merges.pairs.map { pair -> JSON in
      [
        .string(spelled(Int32(truncatingIfNeeded: pair >> 32))),
        .string(spelled(Int32(truncatingIfNeeded: pair & 0xFFFF_FFFF))),
      ]
    }
    return [
      "version": "1.0", "truncation": .null, "padding": .null,
      "added_tokens": TokenizerJSONWriter.addedTokens(parts.addedTokens), "normalizer": .null,
      "pre_tokenizer": [
        "type": "ByteLevel", "add_prefix_space": .bool(parts.addsPrefixSpace), "trim_offsets": .bool(true),
        "use_regex": .bool(true),
      ],
      "post_processor": postProcessor(parts, ids),
      "decoder": [
        "type": "ByteLevel", "add_prefix_space": .bool(true), "trim_offsets": .bool(true), "use_regex": .bool(true),
      ],
      "model": [
        "type": "BPE", "dropout": .null, "unk_token": parts.unknownToken.map { .string($0) } ?? .null,
        "continuing_subword_prefix": "", "end_of_word_suffix": "", "fuse_unk": .bool(false),
        "byte_fallback": .bool(false), "ignore_merges": .bool(parts.takesWholeWords), "vocab": .object(vocabulary),
        "merges": .array(merges),
      ],
    ]
  }

  private static func postProcessor(_ parts: ByteLevelBPEParts, _ ids: AddedTokenIDs) -> JSON {
    func spelled(_ id: Int32) -> String {
      if let added = ids.token(of: id) { return added }
      guard id >= 0, id < parts.vocabulary.count else { return "" }
      return ByteAlphabet.token(spelling: parts.vocabulary.bytes(of: id))
    }
    let template =
      parts.template == .bare ? JSON.null : TokenizerJSONWriter.template(parts.template, spelling: spelled)
    let trimming: JSON = [
      "type": "ByteLevel", "add_prefix_space": .bool(parts.trimming?.addsPrefixSpace ?? parts.addsPrefixSpace),
      "trim_offsets": .bool(parts.trimming != nil), "use_regex": .bool(true),
    ]
    return template == .null ? trimming : ["type": "Sequence", "processors": [trimming, template]]
  }
}
