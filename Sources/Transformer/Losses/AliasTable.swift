/// A discrete distribution from which a number is drawn in constant time: the alias method (Walker 1977; the table is
/// made as by Vose 1991).
///
/// Each entry has room for 1 / count of the probability. An entry with less is filled up by one with more, its alias.
public struct AliasTable: Sendable, Equatable {
  /// The probability of each number.
  public let probabilities: [Double]
  /// The share of each entry that is its own.
  private let own: [Double]
  private let alias: [Int32]

  /// - Parameter weights: of the numbers 0, 1, 2 …; not negative, finite, with a positive sum
  public init(weights: [Double]) {
    let sum = weights.reduce(0, +)
    precondition(sum > 0 && sum.isFinite && weights.allSatisfy { $0 >= 0 }, "weights with a sum of \(sum)")
    probabilities = weights.map { $0 / sum }
    let count = weights.count
    var left = probabilities.map { $0 * Double(count) }
    var own = [Double](repeating: 1, count: count)
    var alias = Array(0..<Int32(count))
    var (small, large) = ([Int](), [Int]())
    for index in 0..<count { if left[index] < 1 { small.append(index) } else { large.append(index) } }
    while let less = small.popLast(), let more = large.popLast() {
      own[less] = left[less]
      alias[less] = Int32(more)
      left[more] -= 1 - left[less]
      if left[more] < 1 { small.append(more) } else { large.append(more) }
    }
    // What remains in one of the lists has 1, apart from rounding.
    (self.own, self.alias) = (own, alias)
  }

  /// Number of numbers.
  public var count: Int { own.count }

  /// The number that a random number in 0..<1 draws: its whole part times `count` chooses an entry, the rest decides
  /// between the entry and its alias.
  public func draw(_ uniform: Double) -> Int32 {
    let scaled = uniform * Double(count)
    let entry = min(Int(scaled), count - 1)
    return scaled - Double(entry) < own[entry] ? Int32(entry) : alias[entry]
  }

  /// The probability that `draw` gives each number.
  package var drawn: [Double] {
    var result = [Double](repeating: 0, count: count)
    for entry in 0..<count {
      result[entry] += own[entry] / Double(count)
      result[Int(alias[entry])] += (1 - own[entry]) / Double(count)
    }
    return result
  }
}
