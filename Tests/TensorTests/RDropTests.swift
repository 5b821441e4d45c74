import Foundation
import Tensor
import Testing

@Suite struct RDropTests {
  /// p = (1/2, 1/2) and q = (1/4, 3/4): ½ Σ (p − q) (ln p − ln q) = (1/8) ln 3.
  @Test func anExampleByHand() {
    let (first, second) = ([Float(5), 5], [Float(1), 1 + log(Float(3))])
    let value = rDropCrossEntropy(Tensor(first + second, shape: [2, 2]), targets: [0], alpha: 4, normalizer: 1)
    let crossEntropies = (log(2.0) + log(4.0)) / 2
    #expect(abs(value.loss - (crossEntropies + 4 * log(3.0) / 8)) < 1e-6)
    // dp: ½ (p − onehot) + α · ½ [p (r − Σ p r) + p − q] with r = ln p − ln q = (ln 2, ln 2/3), Σ p r = ½ ln 4/3.
    let expected = -0.25 + 2 * (0.5 * (log(2.0) - 0.5 * log(4.0 / 3)) + 0.25)
    #expect(abs(Double(value.dLogits.values[0]) - expected) < 1e-6)
  }

  /// Two passes that agree are one: the loss is the cross-entropy, and each half has half of its gradient.
  @Test func equalPassesAreOne() {
    let logits = noise([5, 3], seed: 4)
    let targets = [0, 2, 1, 1, 0]
    let options = CrossEntropyOptions(labelSmoothing: 0.2, classWeights: [1, 2, 3])
    let one = crossEntropy(logits, targets: targets, options, normalizer: 7)
    let both = rDropCrossEntropy(
      Tensor(logits.values + logits.values, shape: [10, 3]), targets: targets, options, alpha: 9, normalizer: 7)
    #expect(abs(one.loss - both.loss) < 1e-12)
    for (index, value) in both.dLogits.values.enumerated() {
      #expect(abs(value - one.dLogits.values[index % 15] / 2) < 1e-7)
    }
  }

  /// Examples of a class with weight count as much more.
  @Test func classWeightsHoldForTheDivergence() {
    let logits = noise([4, 2], seed: 5)
    let weighted = CrossEntropyOptions(classWeights: [2, 2])
    let plain = rDropCrossEntropy(logits, targets: [0, 1], alpha: 1, normalizer: 2)
    let doubled = rDropCrossEntropy(logits, targets: [0, 1], weighted, alpha: 1, normalizer: 4)
    #expect(abs(plain.loss - doubled.loss) < 1e-12)
  }

  @Test(arguments: [1, 7, 40_000]) func approaching(_ count: Int) {
    let (start, goal) = (noise([count], seed: 1), noise([count], seed: 2))
    for share in [Float(0), 0.25, 1] {
      var value = start
      value.approach(goal, by: share)
      let expected = zip(start.values, goal.values).map { $0 + share * ($1 - $0) }
      #expect(value.values == expected)
    }
  }
}
