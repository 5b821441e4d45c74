internal import Base

/// Byte-level byte-pair encoding, the tokenizer of GPT-2 (Radford et al. 2019) and RoBERTa (Liu et al. 2019). Ids and
/// offsets are equal to those of Hugging Face's `tokenizers`.
///
/// Every text can be encoded. `decode(encode(text))` is the text, unless an added token strips whitespace or the
/// tokenizer adds a space in front.
public struct ByteLevelBPETokenizer: Tokenizer {
  private let source: TokenizerSource
  private let encoder: ByteLevelBPEEncoder
  private let ids: AddedTokenIDs

  private var parts: ByteLevelBPEParts { encoder.parts }

  init(_ parts: ByteLevelBPEParts, source: TokenizerSource) {
    self.source = source
    encoder = ByteLevelBPEEncoder(parts)
    ids = AddedTokenIDs(parts.addedTokens, modelCount: parts.vocabulary.count)
  }

  /// A tokenizer that is trained on a corpus; see `ByteLevelBPETrainer`. It can encode every text.
  ///
  /// - Parameters:
  ///   - corpus: the texts; special tokens in them are recognized.
  ///   - vocabularySize: the largest number of ids, with the special tokens and the 256 bytes; there are fewer where
  ///     the corpus has no more pairs.
  ///   - specialTokens: these get the ids 0, 1, 2 …
  ///   - minimumCount: pairs that occur less often do not merge.
  /// - Throws: `TokenizerError.duplicateToken` where a special token is given twice, `.malformed` where one is empty or
  ///   `vocabularySize` is too small for the special tokens and the bytes.
  public init(
    corpus: some Sequence<String>, vocabularySize: Int, specialTokens: [String] = [], minimumCount: Int = 2
  ) throws(TokenizerError) {
    let path = "the corpus"
    let matcher = try AddedTokenMatcher(specialTokens: specialTokens, path: path)
    if vocabularySize < specialTokens.count + 256 {
      let needed = "is too small for the 256 bytes and \(specialTokens.count) special tokens"
      throw .malformed(path: path, line: nil, problem: "a vocabulary of \(vocabularySize) \(needed)")
    }
    let counts = CorpusCounts(.words, corpus, matcher)
    let trainer = ByteLevelBPETrainer(
      (0..<Int32(counts.vocabulary.count)).map { (counts.vocabulary.bytes(of: $0), counts.numbers[Int($0)]) },
      specialTokens: specialTokens, size: vocabularySize, minimumCount: minimumCount)
    var vocabulary = JSON.Object()
    for (id, token) in trainer.tokens.enumerated() { vocabulary[token] = .integer(id) }
    var builder = try ByteLevelBPEBuilder(.object(vocabulary), path: path)
    for (index, merge) in trainer.merges.enumerated() {
      try builder.addMerge(merge.0, merge.1, line: index + 1, path: path)
    }
    var parts = try builder.finish(unknown: nil, takesWholeWords: false, path: path)
    parts.addedTokens = specialTokens.enumerated().map { AddedToken(content: $1, id: Int32($0)) }
    self.init(parts, source: TokenizerSource(folder: path))
  }

  /// Number of ids, added tokens included.
  public var vocabularySize: Int { ids.count }

  /// The ids of a text or a pair with the model's special tokens; see `Tokenizer`.
  public func encode(_ text: String, pair: String?, maximumLength: Int?) -> Encoding {
    countingUnknown(
      parts.template.assemble(
        encoder.tokens(of: text), pair.map(encoder.tokens(of:)), maximumLength: maximumLength,
        cutsLeft: parts.cutsLeft))
  }

  /// The pieces of a text with the model's special tokens; see `Tokenizer`.
  public func encode(_ text: String, maximumLength: Int, _ longTexts: LongTexts) -> [Encoding] {
    parts.template
      .assemble(encoder.tokens(of: text), maximumLength: maximumLength, longTexts, cutsLeft: parts.cutsLeft)
      .map(countingUnknown)
  }

  private func countingUnknown(_ encoding: Encoding) -> Encoding {
    guard let unknown = parts.unknownToken, let id = id(of: unknown) else { return encoding }
    var encoding = encoding
    encoding.unknownTokens = encoding.ids.count { $0 == id }
    return encoding
  }

  /// The bytes of the tokens as text, U+FFFD where they are not UTF-8; see `Tokenizer`.
  public func decode(_ ids: [Int32], skippingSpecialTokens: Bool) -> String {
    var bytes: [UInt8] = []
    for id in ids where !(skippingSpecialTokens && self.ids.isSpecial(id)) {
      if id >= 0, id < parts.vocabulary.count {
        bytes.append(contentsOf: ByteAlphabet.text(parts.vocabulary.bytes(of: id)))
      } else if let content = self.ids.token(of: id) {
        bytes.append(contentsOf: ByteAlphabet.text(ByteAlphabet.bytes(spelledBy: content)[...]))
      } else {
        append("\u{FFFD}", to: &bytes)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The id of a token in the spelling of the vocabulary (`Ġhello`), or nil.
  public func id(of token: String) -> Int32? {
    ids.id(of: token) ?? parts.vocabulary.id(of: ByteAlphabet.bytes(spelledBy: token).span)
  }

  /// The token with this id in the spelling of the vocabulary, or nil.
  public func token(of id: Int32) -> String? {
    if let added = ids.token(of: id) { return added }
    guard id >= 0, id < parts.vocabulary.count else { return nil }
    return ByteAlphabet.token(spelling: parts.vocabulary.bytes(of: id))
  }

  /// The files that it was read from, with `tokenizer.json`; see `Tokenizer`.
  public var files: [(name: String, bytes: [UInt8])] { ByteLevelBPEWriter.files(of: parts, source) }

  /// The end of each of GPT-2's words, in bytes. For tests.
  package static func wordEnds(in text: String) -> [Int] {
    let utf8 = text.utf8
    let span = utf8.span
    var ends: [Int] = []
    while (ends.last ?? 0) < span.count { ends.append(GPT2Words.end(span, from: ends.last ?? 0, to: span.count)) }
    return ends
  }
}
