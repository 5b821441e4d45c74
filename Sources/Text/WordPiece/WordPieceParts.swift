/// The vocabulary and the rules of a `WordPieceTokenizer`, as read from files.
struct WordPieceParts: Sendable {
  var vocabulary: Vocabulary
  var normalizer = WordPieceNormalizer()
  var addedTokens: [AddedToken] = []
  var template: SpecialTokenTemplate
  var unknownID: Int32
  /// The prefix of a piece that does not begin a word: `##`.
  var continuation: [UInt8] = Array("##".utf8)
  /// A word of more characters becomes one unknown token.
  var longestWord = 100
  /// Whether `decode` removes the space before punctuation.
  var cleansDecodedText = true
  /// Whether a text that is too long loses its beginning.
  var cutsLeft = false
}
