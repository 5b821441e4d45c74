/// What becomes of a text with more tokens than a model reads at once.
public enum LongTexts: String, Sendable, Codable, CaseIterable {
  /// The end is cut off (or the beginning, where the tokenizer's files say so).
  case head
  /// The middle is cut out: of 510 tokens the first 128 and the last 382 stay (Sun et al. 2019, "How to fine-tune BERT for
  /// text classification?"), of any other number the same share, rounded down at the head.
  case headTail = "head_tail"
  /// Nothing is cut: the text is read in windows, as few as can be and of one length, neighbours of which share an eighth
  /// of a window or more.
  case windows

  /// Tokens of the head out of 510.
  private static let headShare = (tokens: 128, of: 510)
  /// Windows share this part of the room that there is in one, rounded down.
  private static let sharedPart = 8

  /// The tokens of a text that a model reads: for each piece of the text the stretches that it is made of.
  ///
  /// - Parameters:
  ///   - count: tokens of the text, special ones aside
  ///   - room: tokens that fit in one piece, special ones aside; without room nothing can be read
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
