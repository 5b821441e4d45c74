internal import Glibc
public import Tensor

/// What one attention head does with a text, in a few numbers.
public struct HeadSummary: Sendable {
  /// The mean over the queries of −Σ p · log₂ p, in bits: 0 if each looks at one key, log₂ n if all keys are equal.
  public let entropy: Double
  /// The keys with the largest mean probability over the queries, the largest first: at most `keysListed`.
  public let mostAttended: [(key: Int, share: Double)]
  /// The mean probability of a query's own token; nil if keys are not tokens.
  public let toItself: Double?
  /// The mean probability of the token before, over the queries that have one; nil if none has.
  public let toPrevious: Double?
  /// The mean probability of the token after, over the queries that have one; nil if none has.
  public let toNext: Double?

  /// Number of keys in `mostAttended`.
  public static let keysListed = 3

  /// The summary of a head's probabilities, `[queries, keys]`.
  public init(_ probabilities: Tensor) {
    let (queries, keys) = (probabilities.rows, probabilities.columns)
    var sums = [Double](repeating: 0, count: keys)
    var entropy = 0.0
    probabilities.withSpan { span in
      for query in 0..<queries {
        for key in 0..<keys {
          let p = Double(span[query * keys + key])
          if p == 0 { continue }
          sums[key] += p
          entropy -= p * log2(p)
        }
      }
    }
    self.entropy = max(0, entropy / Double(queries))
    let order = sums.indices.sorted { (sums[$1], $0) < (sums[$0], $1) }
    mostAttended = order.prefix(Self.keysListed).map { ($0, sums[$0] / Double(queries)) }
    /// The mean of the probabilities at a distance from the query.
    func mean(_ distance: Int) -> Double? {
      guard queries == keys, queries > abs(distance) else { return nil }
      let places = max(0, -distance)..<queries - max(0, distance)
      return probabilities.withSpan { span in
        places.reduce(0) { $0 + Double(span[$1 * keys + $1 + distance]) } / Double(places.count)
      }
    }
    (toItself, toPrevious, toNext) = (mean(0), mean(-1), mean(1))
  }
}
