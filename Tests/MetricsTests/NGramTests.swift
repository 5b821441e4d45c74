import Foundation
import Metrics
import Testing

/// Models that count, against the formulas written out from lists of n-grams.
@Suite struct NGramTests {
  private static let vocabulary = 9
  private static let train: [[Int32]] = [
    [1, 2, 3, 1, 2, 4, 0, 1, 2, 3, 5, 1, 2, 4, 4], [2, 3, 1, 5, 5, 1, 2], [7], [3, 1, 2, 3, 6, 0, 1, 4, 1, 2],
  ]

  /// Every context of up to two tokens, known or not.
  private static let histories: [[Int32]] = {
    let tokens = Array(0..<Int32(vocabulary))
    return [[]] + tokens.map { [$0] } + tokens.flatMap { first in tokens.map { [first, $0] } }
  }()

  @Test func probabilitiesSumToOne() {
    let models = NGramBaselines(Self.train, vocabularySize: Self.vocabulary)
    for history in Self.histories {
      var sums: [String: Double] = [:]
      for token in 0..<Int32(Self.vocabulary) {
        for (name, value) in models.probabilities(of: token, after: history) {
          #expect(value > 0)
          sums[name, default: 0] += value
        }
      }
      #expect(sums.count == 4 && sums.values.allSatisfy { abs($0 - 1) < 1e-12 }, "\(history)")
    }
  }

  private static func grams(_ length: Int) -> [[Int32]] {
    train.flatMap { document in
      document.count < length
        ? [] : (0...(document.count - length)).map { Array(document[$0..<($0 + length)]) }
    }
  }

  /// Interpolated Kneser-Ney from its definition, with counts by search.
  private static func kneserNey(_ token: Int32, _ context: [Int32], isLongest: Bool) -> Double {
    let length = context.count + 1
    // Shorter n-grams count once for each token before them.
    let counted = isLongest ? grams(length) : Set(grams(length + 1)).map { Array($0.dropFirst()) }
    let numbers = Dictionary(counted.map { ($0, 1) }, uniquingKeysWith: +)
    let (once, twice) = (numbers.values.count { $0 == 1 }, numbers.values.count { $0 == 2 })
    let discount = once == 0 || twice == 0 ? 0.5 : Double(once) / Double(once + 2 * twice)
    let lower =
      context.isEmpty
      ? 1 / Double(vocabulary) : kneserNey(token, Array(context.dropFirst()), isLongest: false)
    let after = numbers.filter { Array($0.key.dropLast()) == context }
    let total = after.values.reduce(0, +)
    if total == 0 { return lower }
    return (max(Double(numbers[context + [token]] ?? 0) - discount, 0) + discount * Double(after.count) * lower)
      / Double(total)
  }

  @Test func kneserNeyIsItsFormula() {
    let models = NGramBaselines(Self.train, vocabularySize: Self.vocabulary)
    for history in Self.histories where history.count == 2 {
      for token in 0..<Int32(Self.vocabulary) {
        let found = models.probabilities(of: token, after: history)
        for (name, context) in [("bigram_kneser_ney", [history[1]]), ("trigram_kneser_ney", history)] {
          let expected = Self.kneserNey(token, context, isLongest: true)
          let value = found.first { $0.name == name }?.value ?? .nan
          #expect(abs(value - expected) < 1e-12, "\(name) \(history) \(token)")
        }
      }
    }
  }

  /// k is the candidate under which each pair is most probable if it is left out of the counts.
  @Test func addK() {
    let rows = NGramBaselines(Self.train, vocabularySize: Self.vocabulary).rows([[1, 2, 3, 8]])
    let pairs = Self.grams(2)
    func likelihood(_ k: Double) -> Double {
      pairs.reduce(0) { sum, pair in
        let same = pairs.count { $0 == pair } - 1
        let context = pairs.count { $0[0] == pair[0] } - 1
        return sum + log((Double(same) + k) / (Double(context) + k * Double(Self.vocabulary)))
      }
    }
    let candidates = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001]
    let k = candidates.max { likelihood($0) < likelihood($1) }
    #expect(rows[1].constants == [k])
    func probability(_ pair: [Int32]) -> Double {
      (Double(pairs.count { $0 == pair }) + k!) / (Double(pairs.count { $0[0] == pair[0] }) + k! * 9)
    }
    let loss = -[[1, 2], [2, 3], [3, 8]].map { log(probability($0)) }.reduce(0, +) / 3
    #expect(abs(rows[1].loss - loss) < 1e-12)
    #expect(abs(rows[1].perplexity - exp(loss)) < 1e-12)
  }
}
