import Foundation
import Tensor
import Testing

/// The exploration of attention of Stanford CS 224N (assignment 5, since 2021) as statements about the kernel that the
/// models run. `Documentation/attention.md` explains them; `AttentionPageTests` holds its figures against a run.
@Suite struct AttentionLaws {
  /// The weight of the key with the score c among n − 1 keys with the score 0 is 1 / (1 + (n − 1) e^−c).
  @Test(arguments: [0, 1, 5, 10, 20, 50]) func oneLargeScoreCopies(_ c: Double) {
    let (weight, error) = AttentionExperiments.copying(c)
    let others = Double(AttentionExperiments.n - 1) * exp(-c)
    #expect(abs(weight - 1 / (1 + others)) < 1e-6)
    // Values have the length 1.
    #expect(error <= 1 - weight + 1e-6)
    #expect(c < 20 || error < 1e-6)
  }

  /// q = c (k_a + k_b) gives both the weight 1 / (2 + (n − 2) e^−c).
  @Test(arguments: [0, 1, 5, 10, 20, 50]) func twoEqualScoresAverage(_ c: Double) {
    let (weights, error) = AttentionExperiments.averaging(c)
    let expected = 1 / (2 + Double(AttentionExperiments.n - 2) * exp(-c))
    #expect(abs(weights.0 - expected) < 1e-5 && abs(weights.1 - expected) < 1e-5)
    #expect(c < 20 || error < 1e-5)
  }

  /// One head copies v_a or v_b, as the length of k_a falls; hardly ever their mean.
  @Test func oneHeadFailsWhereAKeyVaries() {
    let places = AttentionExperiments.places(AttentionExperiments.oneHead())
    let spread = AttentionExperiments.spread(places)
    #expect(abs(spread.mean - 0.5) < 0.05)
    #expect(spread.deviation > 0.45, "an even choice between 0 and 1 has 0.5")
    #expect(spread.good < 0.05)
    #expect(places.count { $0 < 0.1 || $0 > 0.9 } > 850)
  }

  /// Two heads give the mean, except where k_a is so short that the head of a does not find it: there it averages the
  /// other values. That is about the share of draws with a length below ln(n − 1) / c.
  @Test func twoHeadsDoNot() {
    let outputs = AttentionExperiments.twoHeads()
    let spread = AttentionExperiments.spread(AttentionExperiments.places(outputs))
    #expect(spread.good > 0.86)
    #expect(spread.deviation < 0.12)
    #expect(outputs.allSatisfy { $0[1] > 0.499 }, "the head of b always finds its key")
    let lengths = Tensor(normal: [1000], standardDeviation: 0.5.squareRoot(), seed: 7, stream: 2).values.map { 1 + $0 }
    let border = Float(log(7.0) / AttentionExperiments.factor)
    for (length, output) in zip(lengths, outputs) where abs(length - border) > 0.3 {
      #expect((output[0] > 0.49) == (length > border))
    }
  }

  @Test(arguments: [5, 10, 20, 40]) func selfAttentionWritesADifference(_ c: Double) {
    let (first, second) = AttentionExperiments.construction(c)
    // The two other scores of each query are 0: their weight together is below 2 e^−c; values are at most 2 √2 long.
    let bound = 2 * exp(-c) * 2 * 8.0.squareRoot() + 2e-6
    #expect(first < bound && second < bound)
  }

  /// n² scores, and for a window of w keys before a query about n w, however long the text.
  @Test func workGrowsWithTheKeysThatAQuerySees() {
    for n in [64, 512, 4096] {
      #expect(AttentionExperiments.scores(.full, tokens: n).needed == n * n)
      #expect(AttentionExperiments.scores(.full, tokens: n).computed == n * n)
      #expect(AttentionExperiments.scores(.causal, tokens: n).needed == n * (n + 1) / 2)
    }
    let w = 128
    let window = AttentionPattern.window(before: w - 1, after: 0)
    for n in [512, 1024, 2048, 4096, 8192, 16384] {
      let (needed, computed) = AttentionExperiments.scores(window, tokens: n)
      #expect(needed == n * w - w * (w - 1) / 2)
      // A tile of 64 queries has 63 columns more than one query.
      #expect(needed <= computed && computed <= n * (w + 63))
    }
    #expect(abs(AttentionExperiments.slope(.full, from: 512, to: 16384) - 2) < 1e-9)
    #expect(abs(AttentionExperiments.slope(window, from: 512, to: 16384) - 1) < 0.05)
  }
}
