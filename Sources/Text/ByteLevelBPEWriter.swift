internal import Base

/// The files of a byte-level BPE tokenizer: those it was read from, and those that `transformers` needs beside them.
enum ByteLevelBPEWriter {
  static func files(of tokenizer: ByteLevelBPETokenizer) -> [(name: String, bytes: [UInt8])] {
    var files = tokenizer.source.files
    func add(_ name: String, _ text: () -> String) {
      if !tokenizer.source.has(name) { files.append((name, Array(text().utf8))) }
    }
    add("tokenizer.json") { tokenizerJSON(tokenizer).pretty }
    add("tokenizer_config.json") { configuration(tokenizer).pretty }
    return files
  }

  private static func configuration(_ tokenizer: ByteLevelBPETokenizer) -> JSON {
    let parts = tokenizer.parts
    var object: JSON.Object = [
      "tokenizer_class": .string(parts.tokenizerClass), "add_prefix_space": .bool(parts.addsPrefixSpace),
    ]
    let names =
      switch parts.tokenizerClass {
      case "RobertaTokenizer":
        [
          ("bos_token", "<s>"), ("eos_token", "</s>"), ("sep_token", "</s>"), ("cls_token", "<s>"),
          ("unk_token", "<unk>"),
          ("pad_token", "<pad>"), ("mask_token", "<mask>"),
        ]
      case "GPT2Tokenizer":
        [("bos_token", "<|endoftext|>"), ("eos_token", "<|endoftext|>"), ("unk_token", "<|endoftext|>")]
      default: [(String, String)]()
      }
    for (key, token) in names where tokenizer.id(of: token) != nil { object[key] = .string(token) }
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

  private static func tokenizerJSON(_ tokenizer: ByteLevelBPETokenizer) -> JSON {
    let parts = tokenizer.parts
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
      "post_processor": postProcessor(tokenizer),
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

  private static func postProcessor(_ tokenizer: ByteLevelBPETokenizer) -> JSON {
    let parts = tokenizer.parts
    let template =
      parts.template == .bare
      ? JSON.null : TokenizerJSONWriter.template(parts.template) { tokenizer.token(of: $0) ?? "" }
    let trimming: JSON = [
      "type": "ByteLevel", "add_prefix_space": .bool(parts.trimming?.addsPrefixSpace ?? parts.addsPrefixSpace),
      "trim_offsets": .bool(parts.trimming != nil), "use_regex": .bool(true),
    ]
    return template == .null ? trimming : ["type": "Sequence", "processors": [trimming, template]]
  }
}
