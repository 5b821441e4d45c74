internal import Glibc

/// An n-gram model by maximum likelihood in which each count is k larger (Lidstone): p(w | context) =
/// (count(context w) + k) / (count(context) + k · vocabulary).
struct AddK: NGramModel {
  /// The candidates of k.
  static let candidates = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001]

  /// What is added to each count.
  let k: Double
  private let counts: NGramCounts

  /// A model of some documents; k is the candidate with the largest leave-one-out likelihood of these documents.
  ///
  /// - Parameter length: 1 for unigrams, 2 for bigrams
  init(_ documents: [[Int32]], length: Int, vocabularySize: Int) {
    let counts = NGramCounts(documents, length: length, vocabularySize: vocabularySize)
    self.counts = counts
    k = Self.candidates.max { Self.leaveOneOut(counts, k: $0) < Self.leaveOneOut(counts, k: $1) }!
  }

  /// The log likelihood of all n-grams, each with the counts of the others.
  static func leaveOneOut(_ counts: NGramCounts, k: Double) -> Double {
    // How often each count occurs: the order of sums is fixed, and there are fewer of them.
    let size = k * Double(counts.vocabularySize)
    let numerators = occurrences(counts.counts.values).reduce(0) {
      $0 + Double($1.count * $1.times) * log(Double($1.count - 1) + k)
    }
    let denominators = occurrences(counts.contexts.values.map(\.total)).reduce(0) {
      $0 + Double($1.count * $1.times) * log(Double($1.count - 1) + size)
    }
    return numerators - denominators
  }

  func probability(of token: Int32, after history: ArraySlice<Int32>) -> Double {
    let context = counts.key(history.suffix(counts.length - 1))
    let total = counts.contexts[context]?.total ?? 0
    return (Double(counts.count(of: token, after: context)) + k)
      / (Double(total) + k * Double(counts.vocabularySize))
  }
}

/// How often each number occurs, in ascending order of the numbers.
func occurrences(_ numbers: some Sequence<Int>) -> [(count: Int, times: Int)] {
  var times: [Int: Int] = [:]
  for number in numbers { times[number, default: 0] += 1 }
  return times.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
}
