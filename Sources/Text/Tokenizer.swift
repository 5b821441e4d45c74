/// What turns text into token ids and back.
public protocol Tokenizer: Sendable {
  /// Number of ids: they are `0..<vocabularySize`.
  var vocabularySize: Int { get }

  /// The ids of a text, or of a pair of texts, with the special tokens that the model was trained with.
  ///
  /// - Parameter maximumLength: most tokens in the result, special tokens included. What is over is cut and counted in
  ///   `truncatedTokens`: of a pair the longer text first, as Hugging Face's `longest_first` does. The special tokens
  ///   are never cut, so a maximum below their number gives them alone.
  func encode(_ text: String, pair: String?, maximumLength: Int?) -> Encoding

  /// The ids of one text in one piece or, where it has more than `maximumLength` tokens and is read in windows, in
  /// several, each with its special tokens.
  ///
  /// Tokens that `longTexts` cuts are counted in `truncatedTokens`; tokens that two windows share are in both.
  func encode(_ text: String, maximumLength: Int, _ longTexts: LongTexts) -> [Encoding]

  /// Refuses a text that holds something the vocabulary lacks and no unknown token can stand for.
  ///
  /// - Throws: `TokenizerError.notInVocabulary` with the first such piece. Only tokenizers built from a corpus throw.
  func check(_ text: String) throws(TokenizerError)

  /// The text of some ids. Special tokens are left out where `skippingSpecialTokens`; an id outside the vocabulary
  /// reads as U+FFFD.
  func decode(_ ids: [Int32], skippingSpecialTokens: Bool) -> String

  /// The id of a token as the vocabulary spells it, or nil.
  func id(of token: String) -> Int32?

  /// The token with this id as the vocabulary spells it, or nil.
  func token(of id: Int32) -> String?

  /// The files that a checkpoint folder stores so that `Tokenizers.load` (and, for WordPiece and byte-level BPE,
  /// `transformers.AutoTokenizer`) reads this tokenizer back.
  var files: [(name: String, bytes: [UInt8])] { get }
}

extension Tokenizer {
  /// The ids of one text with its special tokens, whole.
  public func encode(_ text: String) -> Encoding { encode(text, pair: nil, maximumLength: nil) }

  /// The ids of one text with its special tokens, at most `maximumLength` of them.
  public func encode(_ text: String, maximumLength: Int?) -> Encoding {
    encode(text, pair: nil, maximumLength: maximumLength)
  }

  /// Any text can be written.
  public func check(_ text: String) throws(TokenizerError) {}

  /// The text of some ids without special tokens.
  public func decode(_ ids: [Int32]) -> String { decode(ids, skippingSpecialTokens: true) }
}
