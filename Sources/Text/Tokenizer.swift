/// Converts text to token ids and back.
public protocol Tokenizer: Sendable {
  /// The number of ids, which are `0..<vocabularySize`.
  var vocabularySize: Int { get }

  /// The id of text that the vocabulary lacks; nil where no text is unknown, or unknown text is an error.
  var unknownID: Int32? { get }

  /// Whether the tokens of a text join to the same text, apart from what is unknown. If not, its tokens say nothing
  /// about its spaces or capitals, and words stand between spaces in `decode`.
  var keepsText: Bool { get }

  /// The ids of a text, or of a pair of texts, with the special tokens that the model was trained with.
  ///
  /// - Parameter maximumLength: the largest number of tokens in the result, with special tokens. Further tokens are cut
  ///   and counted in `truncatedTokens`; of a pair the longer text is cut first, as in Hugging Face's `longest_first`.
  ///   Special tokens are never cut, so a maximum below their number returns only them.
  func encode(_ text: String, pair: String?, maximumLength: Int?) -> Encoding

  /// The ids of one text, each piece with its special tokens. There is more than one piece only where the text has more
  /// than `maximumLength` tokens and is read in windows.
  ///
  /// Tokens that `longTexts` cuts are counted in `truncatedTokens`; tokens that two windows share are in both.
  func encode(_ text: String, maximumLength: Int, _ longTexts: LongTexts) -> [Encoding]

  /// Throws for a text with a part that the vocabulary lacks, if there is no unknown token.
  ///
  /// - Throws: `TokenizerError.notInVocabulary` with the first such part. Only a `CorpusTokenizer` throws.
  func check(_ text: String) throws(TokenizerError)

  /// The text of some ids. Special tokens are omitted where `skippingSpecialTokens` is true; an id outside the
  /// vocabulary is U+FFFD.
  func decode(_ ids: [Int32], skippingSpecialTokens: Bool) -> String

  /// The id of a token in the spelling of the vocabulary, or nil.
  func id(of token: String) -> Int32?

  /// The token with this id in the spelling of the vocabulary, or nil.
  func token(of id: Int32) -> String?

  /// The files of this tokenizer in a checkpoint folder. `Tokenizers.load` reads them and, for WordPiece and byte-level
  /// BPE, so does `transformers.AutoTokenizer`.
  var files: [(name: String, bytes: [UInt8])] { get }
}

extension Tokenizer {
  /// There is no unknown token.
  public var unknownID: Int32? { nil }

  /// They do.
  public var keepsText: Bool { true }

  /// The ids of one whole text with its special tokens.
  public func encode(_ text: String) -> Encoding { encode(text, pair: nil, maximumLength: nil) }

  /// The ids of one text with its special tokens, at most `maximumLength` of them.
  public func encode(_ text: String, maximumLength: Int?) -> Encoding {
    encode(text, pair: nil, maximumLength: maximumLength)
  }

  /// Every text can be encoded.
  public func check(_ text: String) throws(TokenizerError) {}

  /// The text of some ids without special tokens.
  public func decode(_ ids: [Int32]) -> String { decode(ids, skippingSpecialTokens: true) }
}
