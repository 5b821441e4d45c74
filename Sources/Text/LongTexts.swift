/// How a text with more tokens than the model can read is handled.
public enum LongTexts: String, Sendable, Codable, CaseIterable {
  /// The end is cut (or the beginning, if the files of the tokenizer say so).
  case head
  /// The middle is cut: of 510 tokens the first 128 and the last 382 remain (Sun et al. 2019, "How to fine-tune BERT
  /// for text classification?"); of any other number the same fraction, rounded down at the head.
  case headTail = "head_tail"
  /// Nothing is cut: the text is read in as few windows of equal length as possible. Neighbours share at least an
  /// eighth of a window.
  case windows

  /// The tokens of the head of 510.
  private static let headShare = (tokens: 128, of: 510)
  /// Windows share the room of one divided by this, rounded down.
  private static let sharedPart = 8

  /// The pieces of a text that a model reads, each as ranges of tokens.
  ///
  /// - Parameters:
  ///   - count: the tokens of the text without special tokens
  ///   - room: the tokens that fit in one piece without special tokens; if 0 or less, there is one empty piece
  ///   - cutsLeft: whether `head` cuts the beginning
  public func pieces(count: Int, room: Int, cutsLeft: Bool = false) -> [[Range<Int>]] {
    if count <= room { return [[0..<count]] }
    if room <= 0 { return [[0..<0]] }
    switch self {
    case .head: return [[cutsLeft ? count - room..<count : 0..<room]]
    case .headTail:
      let first = room * Self.headShare.tokens / Self.headShare.of
      return [[0..<first, count - (room - first)..<count]]
    case .windows:
      let shared = room / Self.sharedPart
      func quotient(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }
      let windows = quotient(count - shared, room - shared)
      let length = quotient(count + (windows - 1) * shared, windows)
      return (0..<windows).map { index in
        let start = index * (count - length) / (windows - 1)
        return [start..<start + length]
      }
    }
  }
}
