/// The candidate with the smallest edit distance (optimal string alignment) to a misspelt word, or nil if none is near.
///
/// Near means a distance of at most a third of the word's length, or of 1.
public func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
  // The time is the product of the lengths, so very long words get no suggestion.
  guard word.utf8.count <= longestWord else { return nil }
  let limit = max(1, word.count / 3)
  let near = candidates.filter { $0.utf8.count <= longestWord && abs($0.count - word.count) <= limit }
  let ranked = near.map { (distance: editDistance(word.lowercased(), $0.lowercased()), candidate: $0) }
  return ranked.filter { $0.distance <= limit }.min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }?
    .candidate
}

private let longestWord = 200

/// The number of insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
public func editDistance(_ first: String, _ second: String) -> Int {
  let a = Array(first)
  let b = Array(second)
  var twoAgo: [Int] = []
  var previous = Array(0...b.count)
  for i in 0..<a.count {
    var current = [i + 1]
    for j in 0..<b.count {
      var best = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, twoAgo[j - 1] + 1) }
      current.append(best)
    }
    (twoAgo, previous) = (previous, current)
  }
  return previous[b.count]
}
