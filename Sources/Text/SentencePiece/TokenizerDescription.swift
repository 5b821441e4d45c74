internal import Base

/// A BPE tokenizer as lists, the way SentencePiece and GGUF files keep it, and the `tokenizer.json` that says the same.
package struct TokenizerDescription: Sendable {
  /// What a token is for.
  package enum Kind: Sendable { case normal, unknown, control, userDefined, unused, byte }

  /// A token in the order of ids.
  package struct Token: Sendable {
    package var text: String
    package var kind: Kind
    package var score: Float

    package init(text: String, kind: Kind, score: Float = 0) {
      self.text = text
      self.kind = kind
      self.score = score
    }
  }

  package var tokens: [Token]
  /// The merges in order, `left right`; nil follows from the scores.
  package var merges: [String]?
  package var fallsBackToBytes = false
  /// Whether a text begins as if a space stood in front.
  package var addsPrefixSpace = true
  /// Whether a word that is a token is that token, whatever the merges say.
  package var takesWholeWords = false

  package init(tokens: [Token]) { self.tokens = tokens }

  private func vocabulary(path: String) throws(TokenizerError) -> JSON {
    var object = JSON.Object()
    for (id, token) in tokens.enumerated() {
      if let first = object[token.text]?.integer {
        throw .duplicateToken(path: path, token: token.text, first: first, second: id)
      }
      object[token.text] = .integer(id)
    }
    return .object(object)
  }

  private var addedTokens: JSON {
    .array(
      tokens.enumerated().compactMap { id, token in
        switch token.kind {
        case .control, .userDefined, .unknown:
          [
            "id": .integer(id), "content": .string(token.text), "single_word": .bool(false), "lstrip": .bool(false),
            "rstrip": .bool(false), "normalized": .bool(false), "special": .bool(token.kind != .userDefined),
          ]
        case .normal, .unused, .byte: nil
        }
      })
  }

  private func json(
    vocabulary: JSON, merges: [JSON], normalizer: JSON, preTokenizer: JSON, decoder: JSON, unknown: JSON, isFused: Bool
  ) -> JSON {
    [
      "version": "1.0", "truncation": .null, "padding": .null, "added_tokens": addedTokens, "normalizer": normalizer,
      "pre_tokenizer": preTokenizer, "post_processor": .null, "decoder": decoder,
      "model": [
        "type": "BPE", "dropout": .null, "unk_token": unknown, "continuing_subword_prefix": .null,
        "end_of_word_suffix": .null, "fuse_unk": .bool(isFused), "byte_fallback": .bool(fallsBackToBytes),
        "ignore_merges": .bool(takesWholeWords), "vocab": vocabulary, "merges": .array(merges),
      ],
    ]
  }

  /// As a SentencePiece model: spaces are `▁`, and merges follow the scores.
  func sentencePieceJSON(path: String) throws(TokenizerError) -> JSON {
    let mergeable = tokens.enumerated().compactMap { id, token in
      token.kind == .normal && !token.text.isEmpty ? (text: token.text, score: token.score, id: id) : nil
    }
    let list = merges.map { $0.map(JSON.string) } ?? SentencePieceMerges.merges(mergeable)
    let unknown = tokens.first { $0.kind == .unknown }.map { JSON.string($0.text) } ?? .null
    var decoders: [JSON] = [["type": "Replace", "pattern": ["String": "▁"], "content": " "]]
    decoders += [["type": "ByteFallback"], ["type": "Fuse"]]
    if addsPrefixSpace {
      decoders.append(["type": "Strip", "content": " ", "start": .integer(1), "stop": .integer(0)])
    }
    var normalizers: [JSON] = [["type": "Replace", "pattern": ["String": " "], "content": "▁"]]
    if addsPrefixSpace { normalizers.insert(["type": "Prepend", "prepend": "▁"], at: 0) }
    return json(
      vocabulary: try vocabulary(path: path), merges: list,
      normalizer: ["type": "Sequence", "normalizers": .array(normalizers)], preTokenizer: .null,
      decoder: ["type": "Sequence", "decoders": .array(decoders)], unknown: unknown, isFused: true)
  }

  /// As byte-level BPE whose pre-tokenizer is given.
  func byteLevelJSON(_ preTokenizer: JSON, path: String) throws(TokenizerError) -> JSON {
    json(
      vocabulary: try vocabulary(path: path), merges: (merges ?? []).map(JSON.string), normalizer: .null,
      preTokenizer: preTokenizer,
      decoder: [
        "type": "ByteLevel", "add_prefix_space": .bool(false), "trim_offsets": .bool(false), "use_regex": .bool(false),
      ], unknown: .null, isFused: false)
  }
}
