/// A text as token ids, with where each token stands in the text.
public struct Encoding: Sendable, Equatable {
  /// Token ids, special tokens included.
  public var ids: [Int32]
  /// For each token 0 or 1: BERT's token types (RoBERTa and DistilBERT use 0 alone).
  public var typeIDs: [Int32]
  /// For each token the UTF-8 bytes of its own text (the first or the pair) that it stands for; `0..<0` for special tokens.
  public var offsets: [Range<Int>]
  /// How many tokens of the text were cut to keep within the maximum length.
  public var truncatedTokens: Int
  /// How many pieces of the text the vocabulary lacks: each is the unknown token in `ids`, or is left out where the
  /// tokenizer has none (see `Tokenizer.check`).
  public var unknownTokens: Int

  /// An encoding of `ids.count` tokens; the three lists have one length.
  public init(ids: [Int32], typeIDs: [Int32], offsets: [Range<Int>], truncatedTokens: Int, unknownTokens: Int = 0) {
    self.ids = ids
    self.typeIDs = typeIDs
    self.offsets = offsets
    self.truncatedTokens = truncatedTokens
    self.unknownTokens = unknownTokens
  }
}
