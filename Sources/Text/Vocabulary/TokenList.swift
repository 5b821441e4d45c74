/// The tokens of one text without special tokens, with their offsets.
struct TokenList: Sendable {
  var ids: [Int32] = []
  var offsets: [Range<Int>] = []

  mutating func append(_ id: Int32, _ range: Range<Int>) {
    ids.append(id)
    offsets.append(range)
  }

  /// Removes everything after the first `count` tokens.
  mutating func truncate(to count: Int) {
    ids.removeSubrange(count...)
    offsets.removeSubrange(count...)
  }
}
