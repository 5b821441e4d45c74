/// What happens to the places at which a text is split, as in Hugging Face's `tokenizers`.
enum SplitBehavior: String, Sendable, CaseIterable {
  case removed = "Removed"
  /// Each is a piece of its own.
  case isolated = "Isolated"
  case mergedWithPrevious = "MergedWithPrevious"
  case mergedWithNext = "MergedWithNext"
  /// Neighbours are one piece.
  case contiguous = "Contiguous"

  /// The pieces of parts that are matches or not.
  func pieces(_ parts: [(range: Range<Int>, isMatch: Bool)]) -> [Range<Int>] {
    switch self {
    case .removed: return parts.compactMap { $0.isMatch ? nil : $0.range }
    case .isolated: return parts.map(\.range)
    case .contiguous:
      var (pieces, wasMatch) = ([Range<Int>](), false)
      for (range, isMatch) in parts {
        if isMatch == wasMatch, let last = pieces.popLast() {
          pieces.append(last.lowerBound..<range.upperBound)
        } else {
          pieces.append(range)
        }
        wasMatch = isMatch
      }
      return pieces
    case .mergedWithPrevious:
      var (pieces, wasMatch) = ([Range<Int>](), false)
      for (range, isMatch) in parts {
        if isMatch, !wasMatch, let last = pieces.popLast() {
          pieces.append(last.lowerBound..<range.upperBound)
        } else {
          pieces.append(range)
        }
        wasMatch = isMatch
      }
      return pieces
    case .mergedWithNext:
      var (pieces, wasMatch) = ([Range<Int>](), false)
      for (range, isMatch) in parts.reversed() {
        if isMatch, !wasMatch, let last = pieces.popLast() {
          pieces.append(range.lowerBound..<last.upperBound)
        } else {
          pieces.append(range)
        }
        wasMatch = isMatch
      }
      return pieces.reversed()
    }
  }
}
