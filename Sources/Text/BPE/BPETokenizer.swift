/// Byte-pair encoding with any of the normalizers, pre-tokenizers and decoders that `tokenizer.json` describes: the
/// tokenizers of Llama, Qwen2, Gemma, GPT-NeoX and others. Ids are equal to those of Hugging Face's `tokenizers`.
public struct BPETokenizer: Tokenizer {
  private let source: TokenizerSource
  private let encoder: BPEEncoder
  private let ids: AddedTokenIDs

  private var parts: BPEParts { encoder.parts }

  init(_ parts: BPEParts, source: TokenizerSource) {
    self.source = source
    encoder = BPEEncoder(parts)
    ids = AddedTokenIDs(parts.addedTokens, modelCount: parts.model.vocabulary.count)
  }

  /// Number of ids, added tokens included.
  public var vocabularySize: Int { ids.count }

  /// The id of text that the vocabulary lacks; nil where such text is an error.
  public var unknownID: Int32? { parts.model.unknownID }

  /// The ids of a text or a pair with the model's special tokens; see `Tokenizer`.
  public func encode(_ text: String, pair: String?, maximumLength: Int?) -> Encoding {
    let first = encoder.tokens(of: text)
    let second = pair.map(encoder.tokens(of:))
    return counting(
      parts.template.assemble(
        first.tokens, second?.tokens, maximumLength: maximumLength, cutsLeft: parts.cutsLeft),
      first.missingCount + (second?.missingCount ?? 0))
  }

  /// The pieces of a text with the model's special tokens; see `Tokenizer`.
  public func encode(_ text: String, maximumLength: Int, _ longTexts: LongTexts) -> [Encoding] {
    let result = encoder.tokens(of: text)
    return parts.template
      .assemble(result.tokens, maximumLength: maximumLength, longTexts, cutsLeft: parts.cutsLeft)
      .map { counting($0, result.missingCount) }
  }

  private func counting(_ encoding: Encoding, _ missing: Int) -> Encoding {
    var encoding = encoding
    encoding.unknownTokens = missing
    if let unknown = parts.model.unknownID { encoding.unknownTokens += encoding.ids.count { $0 == unknown } }
    return encoding
  }

  /// Throws for a text with a part that the vocabulary lacks, if there is no unknown token.
  public func check(_ text: String) throws(TokenizerError) {
    if let missing = encoder.tokens(of: text).missing {
      throw .notInVocabulary(String(decoding: Array(text.utf8)[missing], as: UTF8.self), offset: missing.lowerBound)
    }
  }

  /// The text of some tokens; see `Tokenizer`.
  public func decode(_ ids: [Int32], skippingSpecialTokens: Bool) -> String {
    var tokens: [[UInt8]] = []
    for id in ids where !(skippingSpecialTokens && self.ids.isSpecial(id)) {
      if let added = self.ids[id] {
        let content = encoder.decoded(added)
        tokens.append(parts.model.bytes(spelledBy: String(decoding: content, as: UTF8.self)))
      } else if id >= 0, id < parts.model.vocabulary.count {
        tokens.append(Array(parts.model.vocabulary.bytes(of: id)))
      } else {
        tokens.append(Array("\u{FFFD}".utf8))
      }
    }
    if parts.model.units == .bytes {
      return String(decoding: tokens.flatMap { ByteAlphabet.text($0[...]) }, as: UTF8.self)
    }
    if tokens.isEmpty { return "" }
    guard let decoders = parts.decoders else {
      return String(decoding: Array(tokens.joined(separator: [UInt8(ascii: " ")])), as: UTF8.self)
    }
    for decoder in decoders { decoder.apply(to: &tokens) }
    return String(decoding: Array(tokens.joined()), as: UTF8.self)
  }

  /// The id of a token in the spelling of the vocabulary, or nil.
  public func id(of token: String) -> Int32? { ids.id(of: token) ?? parts.model.id(of: token) }

  /// The token with this id in the spelling of the vocabulary, or nil.
  public func token(of id: Int32) -> String? { ids.token(of: id) ?? parts.model.token(of: id) }

  /// The files that it was read from, or that say the same; see `Tokenizer`.
  public var files: [(name: String, bytes: [UInt8])] { source.files }
}
