public import Base

/// A 95% interval.
public struct Interval: Sendable, Equatable {
  /// Lower end.
  public let low: Double
  /// Upper end.
  public let high: Double

  /// The interval of an increasing function of the value.
  func mapped(_ function: (Double) -> Double) -> Interval { Interval(low: function(low), high: function(high)) }

  /// The two ends as a list.
  public var json: JSON { .array([.number(low), .number(high)]) }
}

/// Wilson's score interval of a share (Wilson 1927), at 95%.
///
/// - Parameters:
///   - successes: number of successes among `count`
///   - count: at least 1
public func wilsonInterval(successes: Int, count: Int) -> Interval {
  let z = 1.959963984540054
  let n = Double(count)
  let p = Double(successes) / n
  let center = (p + z * z / (2 * n)) / (1 + z * z / n)
  let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
  return Interval(low: max(0, center - half), high: min(1, center + half))
}

/// The percentile bootstrap interval at 95% (Efron 1979): the statistic of 1000 samples drawn with replacement.
///
/// The seed of the samples is fixed, so the same data give the same interval.
///
/// - Parameters:
///   - count: number of examples
///   - statistic: computes the statistic of a sample from the number of times that each example was drawn
public func bootstrapInterval(count: Int, _ statistic: ([Int]) -> Double) -> Interval {
  bootstrapIntervals(count: count) { [statistic($0)] }[0]
}

/// The intervals of several statistics on the same samples.
public func bootstrapIntervals(count: Int, _ statistics: ([Int]) -> [Double]) -> [Interval] {
  var random = SplitMix64(seed: 0x0B00_757A)
  let samples = (0..<1000).map { _ in
    var times = [Int](repeating: 0, count: count)
    for _ in 0..<count { times[random.below(count)] += 1 }
    return statistics(times)
  }
  return samples[0].indices.map { index in
    let values = samples.map { $0[index] }.sorted()
    func quantile(_ q: Double) -> Double {
      let place = q * Double(values.count - 1)
      let lower = Int(place)
      let upper = min(lower + 1, values.count - 1)
      return values[lower] + (values[upper] - values[lower]) * (place - Double(lower))
    }
    return Interval(low: quantile(0.025), high: quantile(0.975))
  }
}
