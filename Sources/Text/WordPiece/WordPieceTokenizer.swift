/// BERT's tokenizer (Devlin et al. 2018): splits words by whitespace and punctuation, and each word into the longest
/// pieces of the vocabulary. Ids and offsets are equal to those of Hugging Face's `tokenizers`.
public struct WordPieceTokenizer: Tokenizer {
  private let source: TokenizerSource
  private let encoder: WordPieceEncoder
  private let ids: AddedTokenIDs

  private var parts: WordPieceParts { encoder.parts }

  init(_ parts: WordPieceParts, source: TokenizerSource) {
    self.source = source
    encoder = WordPieceEncoder(parts)
    ids = AddedTokenIDs(parts.addedTokens, modelCount: parts.vocabulary.count)
  }

  /// Spaces are lost.
  public var keepsText: Bool { false }

  /// Number of ids, added tokens included.
  public var vocabularySize: Int { ids.count }

  /// The ids of a text or a pair with BERT's special tokens; see `Tokenizer`.
  public func encode(_ text: String, pair: String?, maximumLength: Int?) -> Encoding {
    countingUnknown(
      parts.template.assemble(
        encoder.tokens(of: text), pair.map(encoder.tokens(of:)), maximumLength: maximumLength,
        cutsLeft: parts.cutsLeft))
  }

  /// The pieces of a text with BERT's special tokens; see `Tokenizer`.
  public func encode(_ text: String, maximumLength: Int, _ longTexts: LongTexts) -> [Encoding] {
    parts.template
      .assemble(encoder.tokens(of: text), maximumLength: maximumLength, longTexts, cutsLeft: parts.cutsLeft)
      .map(countingUnknown)
  }

  private func countingUnknown(_ encoding: Encoding) -> Encoding {
    var encoding = encoding
    encoding.unknownTokens = encoding.ids.count { $0 == parts.unknownID }
    return encoding
  }

  /// The joined pieces, with a space before each word; see `Tokenizer`.
  public func decode(_ ids: [Int32], skippingSpecialTokens: Bool) -> String {
    let prefix = String(decoding: parts.continuation, as: UTF8.self)
    var text = ""
    var isFirst = true
    for id in ids where !(skippingSpecialTokens && self.ids.isSpecial(id)) {
      var token = token(of: id) ?? "\u{FFFD}"
      if !isFirst {
        if !prefix.isEmpty, token.utf8.starts(with: prefix.utf8) {
          token = String(token.unicodeScalars.dropFirst(prefix.unicodeScalars.count))
        } else {
          token = " " + token
        }
      }
      text += parts.cleansDecodedText ? Self.cleaned(token) : token
      isFirst = false
    }
    return text
  }

  /// The id of a token in the spelling of the vocabulary, or nil.
  public func id(of token: String) -> Int32? { ids.id(of: token) ?? parts.vocabulary.id(of: token) }

  /// The token with this id, or nil.
  public func token(of id: Int32) -> String? { ids.token(of: id) ?? parts.vocabulary.token(of: id) }

  /// The files that it was read from, with `tokenizer.json`; see `Tokenizer`.
  public var files: [(name: String, bytes: [UInt8])] { WordPieceWriter.files(of: parts, source) }

  /// A token without the space before punctuation and contractions, as `clean_up_tokenization` removes it.
  private static func cleaned(_ token: String) -> String {
    if token == " do not" { return " don't" }
    for ending in [" .", " ?", " !", " ,", " n't", " 'm", " 's", " 've", " 're"]
    where token.utf8.starts(with: ending.utf8) {
      return String(token.unicodeScalars.dropFirst())
    }
    return token
  }

  /// The normalized words of a text without added tokens, before they are split into pieces. For tests.
  package func words(of text: String) -> [String] {
    let utf8 = text.utf8
    var words: [String] = []
    var word = String.UnicodeScalarView()
    func finish() {
      if !word.isEmpty { words.append(String(word)) }
      word = String.UnicodeScalarView()
    }
    for item in parts.normalizer.normalize(utf8.span, 0..<utf8.count) {
      let isSpace = BERTCharacters.isWhitespace(item.scalar)
      if isSpace || BERTCharacters.isPunctuation(item.scalar) {
        finish()
        if !isSpace { words.append(String(item.scalar)) }
      } else {
        word.append(item.scalar)
      }
    }
    finish()
    return words
  }
}
