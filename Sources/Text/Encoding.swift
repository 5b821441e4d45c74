/// The token ids of a text, with the position of each token in the text.
public struct Encoding: Sendable, Equatable {
  /// Token ids, special tokens included.
  public var ids: [Int32]
  /// The token type of each token, 0 or 1, as BERT uses it (RoBERTa and DistilBERT use only 0).
  public var typeIDs: [Int32]
  /// The range of each token in the UTF-8 bytes of its text (the first or the pair); `0..<0` for special tokens.
  public var offsets: [Range<Int>]
  /// The number of tokens of the text that were cut because of the maximum length.
  public var truncatedTokens: Int
  /// The number of pieces of the text that the vocabulary lacks: each is the unknown token in `ids`, or is omitted
  /// where the tokenizer has none (see `Tokenizer.check`).
  public var unknownTokens: Int

  /// An encoding of `ids.count` tokens; the three lists have the same length.
  public init(ids: [Int32], typeIDs: [Int32], offsets: [Range<Int>], truncatedTokens: Int, unknownTokens: Int = 0) {
    self.ids = ids
    self.typeIDs = typeIDs
    self.offsets = offsets
    self.truncatedTokens = truncatedTokens
    self.unknownTokens = unknownTokens
  }
}

extension Encoding {
  /// For each token, the number of the text's characters (Unicode scalars) that it stands for. A character that several
  /// tokens share counts for the one in which it begins, and text between two tokens for the second: the sum is the
  /// number of characters of the text.
  ///
  /// - Parameter text: the text that was encoded, without a pair
  public func characterCounts(of text: String) -> [Int] {
    let utf8 = text.utf8
    let bytes = utf8.span
    var (counts, end) = ([Int](), 0)
    counts.reserveCapacity(offsets.count)
    for (index, range) in offsets.enumerated() {
      let next = index == offsets.count - 1 ? bytes.count : max(end, range.upperBound)
      var count = 0
      for place in end..<next where !isContinuation(bytes[place]) { count += 1 }
      counts.append(count)
      end = next
    }
    return counts
  }
}
