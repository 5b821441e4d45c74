/// The vocabulary, merges and rules of a `ByteLevelBPETokenizer`, as read from files.
struct ByteLevelBPEParts: Sendable {
  /// Tokens as bytes; see `ByteAlphabet`.
  var vocabulary: Vocabulary
  var merges: MergeTable
  /// The token of each byte.
  var byteIDs: [Int32]
  /// For each token, whether its bytes as a whole word merge into just this token, so that no merging is needed.
  var isWord: [Bool]
  /// The token of a byte that the vocabulary lacks.
  var unknownToken: String?
  /// Whether a word that is a token is that token, whatever the merges say.
  var takesWholeWords = false
  var addedTokens: [AddedToken] = []
  var template = SpecialTokenTemplate.bare
  var trimming: OffsetTrimming?
  var addsPrefixSpace = false
  /// Whether a text that is too long loses its beginning.
  var cutsLeft = false
  /// The class in `transformers`.
  var tokenizerClass = "PreTrainedTokenizerFast"
}
