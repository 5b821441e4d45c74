import Foundation
import Tensor
import Testing
import Transformer

/// Statements of `Documentation/backward.md` about the bigram model, against differences and written-out formulas.
@Suite struct BackwardPageTests {
  /// dU, dc, dW and the rest of a bigram model's gradients are those of the page.
  @Test func theChainRuleOfTheBigramModel() {
    let model = CausalLanguageModel(
      .bigram(vocabularySize: 7, embeddingSize: 3, hiddenSize: 4, contextLength: 8, initializerRange: 0.5), seed: 3)
    GradientTests.disturb(model.registry)
    func values(_ name: String) -> [Double] {
      (model.registry.parameters.first { $0.name == name }?.value.values ?? []).map(Double.init)
    }
    let (e, w, b) = (
      values("bigram.word_embeddings.weight"), values("bigram.hidden.weight"), values("bigram.hidden.bias")
    )
    let (u, c) = (values("lm_head.weight"), values("lm_head.bias"))
    let (word, next) = (5, 2)
    let x = (0..<3).map { e[word * 3 + $0] }
    let h = (0..<4).map { row in 1 / (1 + exp(-(b[row] + (0..<3).reduce(0) { $0 + w[row * 3 + $1] * x[$1] }))) }
    let z = (0..<7).map { row in c[row] + (0..<4).reduce(0) { $0 + u[row * 4 + $1] * h[$1] } }
    let sum = z.reduce(0) { $0 + exp($1) }
    let error = z.enumerated().map { exp($1) / sum - ($0 == next ? 1 : 0) }
    let dZ = (0..<4).map { unit in
      (0..<7).reduce(0) { $0 + u[$1 * 4 + unit] * error[$1] } * h[unit] * (1 - h[unit])
    }
    let batch = TokenBatch([[Int32(word), 1]])
    let loss = model.lossAndGradients(
      batch, targets: [Int32(next), -1], normalizer: 1, Pass(offsets: batch.offsets, isTraining: true))
    #expect(abs(loss + log(exp(z[next]) / sum)) < 1e-5)
    let expected: [String: [Double]] = [
      "lm_head.bias": error, "lm_head.weight": error.flatMap { d in h.map { d * $0 } },
      "bigram.hidden.bias": dZ, "bigram.hidden.weight": dZ.flatMap { d in x.map { d * $0 } },
      "bigram.word_embeddings.weight": (0..<7).flatMap { row in
        (0..<3).map { column in row == word ? (0..<4).reduce(0) { $0 + w[$1 * 3 + column] * dZ[$1] } : 0 }
      },
    ]
    #expect(model.registry.parameters.count == expected.count)
    for parameter in model.registry.parameters {
      let wanted = expected[parameter.name] ?? []
      #expect(wanted.count == parameter.value.count, "\(parameter.name)")
      #expect(
        zip(parameter.gradientOrZero.values, wanted).allSatisfy { abs(Double($0) - $1) < 1e-5 }, "\(parameter.name)")
    }
  }

  /// The softmax's gradient ŷ − y against differences of the loss.
  @Test func softmaxWithCrossEntropy() {
    let logits = noise([3, 6], seed: 8).values
    let targets: [Int32] = [0, 5, 2]
    var gradient = Tensor(logits, shape: [3, 6])
    _ = crossEntropyInPlace(&gradient, targets: targets, scale: 1)
    let step: Float = 1.0 / 64
    for place in logits.indices {
      let losses = [step, -step].map { step in
        var moved = logits
        moved[place] += step
        return crossEntropies(Tensor(moved, shape: [3, 6]), targets: targets).reduce(0, +)
      }
      #expect(abs(Double(gradient.values[place]) - (losses[0] - losses[1]) / Double(2 * step)) < 1e-3)
    }
  }

  @Test(arguments: [0.1, 1, 4.4134, 12]) func perplexityHasNoBase(_ nats: Double) {
    #expect(abs(exp2(nats / log(2)) - exp(nats)) < 1e-12 * exp(nats))
  }
}
