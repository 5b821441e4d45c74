import Base
import TestSupport
import Testing

@Suite struct ShuffleTests {
  /// The known answers of the published generator; a run of next year depends on them.
  @Test func isSplitMix64() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in random.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
  }

  @Test(arguments: [1, 2, 3, 10, 37]) func belowIsUniform(_ bound: Int) {
    var random = SplitMix64(seed: 5, stream: UInt64(bound))
    var counts = [Int](repeating: 0, count: bound)
    let draws = 1000 * bound
    for _ in 0..<draws { counts[random.below(bound)] += 1 }
    #expect(counts.reduce(0, +) == draws)
    if bound > 1 {
      #expect(abs(chiSquareDistance(observed: counts, expected: counts.map { _ in 1000 })) < 4)
    }
  }

  /// 2⁶⁴ is no multiple of a large bound: without rejection two thirds of these draws would fall in the lower half.
  @Test func belowHasNoBiasForLargeBounds() {
    var random = SplitMix64(seed: 6)
    let bound = Int.max / 4 * 3
    let low = (0..<20_000).count { _ in random.below(bound) < bound / 2 }
    #expect(abs(Double(low) - 10_000) < 4 * 5000.0.squareRoot())
  }

  @Test func streamsDiffer() {
    var firsts: Set<UInt64> = []
    for seed in 0..<20 as Range<UInt64> {
      for stream in 0..<20 as Range<UInt64> {
        var pair = SplitMix64(seed: seed, stream: stream)
        firsts.insert(pair.next())
        for substream in 0..<20 as Range<UInt64> {
          var triple = SplitMix64(seed: seed, stream: stream, substream: substream)
          firsts.insert(triple.next())
        }
      }
    }
    #expect(firsts.count == 20 * 20 * 21)
  }

  @Test func shufflesEveryOrderEquallyOften() {
    var random = SplitMix64(seed: 7)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[random.shuffled([0, 1, 2, 3]), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(abs(chiSquareDistance(observed: Array(counts.values), expected: counts.map { _ in 1000 })) < 4)
  }

  @Test(arguments: [0, 1, 2, 100]) func shufflingKeepsTheElements(_ count: Int) {
    var random = SplitMix64(seed: 8)
    #expect(random.shuffled(Array(0..<count)).sorted() == Array(0..<count))
  }

  /// The order that a seed gives is part of what makes a run repeatable: it was computed once and stays.
  @Test func recordedOrders() throws {
    for json in try recordedCases("shuffles") {
      var random = SplitMix64(seed: UInt64(json["seed"]!.integer!), stream: UInt64(json["stream"]!.integer!))
      #expect(random.shuffled(Array(0..<json["count"]!.integer!)) == json["order"]!.integers)
    }
  }
}
