/// Interpolated Kneser-Ney smoothing (Kneser and Ney 1995; in this form Chen and Goodman 1999, section 2.7).
///
///     p(w | context) = (max(c(context w) − D, 0) + D · types(context) · p(w | shorter context)) / c(context)
///
/// c is the count of the longest n-grams; of shorter ones, in how many contexts they occur. D is n₁ / (n₁ + 2 n₂), with
/// the numbers of n-grams that are counted once and twice, for each length; 0.5 where one of them is 0. Below the
/// unigrams all tokens of the vocabulary are alike.
struct KneserNey: NGramModel {
  /// The levels from unigrams to the longest n-grams.
  private let levels: [Level]

  private struct Level {
    let counts: NGramCounts
    let discount: Double
  }

  /// A model of some documents.
  ///
  /// - Parameter length: 2 for bigrams, 3 for trigrams
  init(_ documents: [[Int32]], length: Int, vocabularySize: Int) {
    let longest = NGramCounts(documents, length: length, vocabularySize: vocabularySize)
    let shorter = (2...length).reversed().map {
      NGramCounts(documents, length: $0, vocabularySize: vocabularySize).continuations
    }
    levels = (shorter.reversed() + [longest]).map { Level(counts: $0, discount: Self.discount($0)) }
  }

  /// D of each length, from unigrams on.
  var discounts: [Double] { levels.map(\.discount) }

  /// n₁ / (n₁ + 2 n₂)
  static func discount(_ counts: NGramCounts) -> Double {
    let once = counts.counts.values.count { $0 == 1 }
    let twice = counts.counts.values.count { $0 == 2 }
    return once == 0 || twice == 0 ? 0.5 : Double(once) / Double(once + 2 * twice)
  }

  /// At the beginning of a document, where the history is short, it is that of shorter n-grams.
  func probability(of token: Int32, after history: ArraySlice<Int32>) -> Double {
    var probability = 1 / Double(levels[0].counts.vocabularySize)
    for level in levels where level.counts.length <= history.count + 1 {
      let counts = level.counts
      let key = counts.key(history.suffix(counts.length - 1))
      // A context that never occurred says nothing.
      guard let context = counts.contexts[key] else { break }
      let rest = level.discount * Double(context.types) * probability
      let own = max(Double(counts.count(of: token, after: key)) - level.discount, 0)
      probability = (own + rest) / Double(context.total)
    }
    return probability
  }
}
