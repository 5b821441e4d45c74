import Base
import TestSupport
import Testing
import Metrics

@Suite struct IntervalTests {
  @Test func wilsonAgreesWithScipy() throws {
    for json in try recordedCases("wilson") {
      let interval = wilsonInterval(successes: json["successes"]!.integer!, count: json["count"]!.integer!)
      #expect(agree(interval, json["interval"]), "\(json.compact)")
    }
  }

  /// Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29, to the four digits that are printed there.
  @Test(arguments: [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)])
  func wilsonAsPublished(_ row: (successes: Int, count: Int, low: Double, high: Double)) {
    let interval = wilsonInterval(successes: row.successes, count: row.count)
    #expect(abs(interval.low - row.low) < 5e-5)
    #expect(abs(interval.high - row.high) < 5e-5)
  }

  /// The samples, the mean of each and its quantiles, computed by numpy.
  @Test func bootstrapAgreesWithNumpy() throws {
    for json in try recordedCases("means") {
      let values = json["values"]!.numbers
      let interval = bootstrapInterval(count: values.count) { times in
        zip(times, values).reduce(0) { $0 + Double($1.0) * $1.1 } / Double(values.count)
      }
      #expect(agree(interval, json["interval"]))
    }
  }

  @Test func bootstrapIsRepeatableAndDrawsWholeSamples() {
    var samples: [[Int]] = []
    func statistic(_ times: [Int]) -> Double {
      samples.append(times)
      return Double(times[0])
    }
    let first = bootstrapInterval(count: 30, statistic)
    let drawn = samples
    samples = []
    #expect(bootstrapInterval(count: 30, statistic) == first)
    #expect(samples == drawn)
    #expect(drawn.count == 1000)
    #expect(drawn.allSatisfy { $0.count == 30 && $0.reduce(0, +) == 30 && $0.allSatisfy { $0 >= 0 } })
    #expect(Set(drawn).count == 1000)
  }

  /// Of 400 values the bootstrap of the mean is nearly the normal interval.
  @Test func bootstrapOfAMeanIsNearlyNormal() {
    let values = noise(400, seed: 3)
    let interval = bootstrapInterval(count: 400) { times in
      zip(times, values).reduce(0) { $0 + Double($1.0) * $1.1 } / 400
    }
    let mean = values.reduce(0, +) / 400
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 400
    let half = 1.96 * (variance / 400).squareRoot()
    #expect(abs(interval.low - (mean - half)) < 0.15 * half)
    #expect(abs(interval.high - (mean + half)) < 0.15 * half)
  }
}
