import Foundation
import Tensor
import Testing
import Transformer

/// Statements of `Documentation/backward.md` about the bigram model, against differences and written-out formulas.
@Suite struct BackwardPageTests {
  /// A matrix, row by row, times a vector.
  private func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
    stride(from: 0, to: matrix.count, by: vector.count).map { row in
      var sum = 0.0
      for (column, value) in vector.enumerated() { sum += matrix[row + column] * value }
      return sum
    }
  }

  private func transposed(_ matrix: [Double], columns: Int) -> [Double] {
    (0..<columns).flatMap { column in stride(from: column, to: matrix.count, by: columns).map { matrix[$0] } }
  }

  private func outer(_ rows: [Double], _ columns: [Double]) -> [Double] {
    rows.flatMap { row in columns.map { row * $0 } }
  }

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
    let x: [Double] = Array(e[(word * 3)..<(word * 3 + 3)])
    func sigmoid(_ value: Double) -> Double { 1 / (1 + exp(-value)) }
    let h: [Double] = zip(product(w, x), b).map { sigmoid($0 + $1) }
    let z: [Double] = zip(product(u, h), c).map { $0 + $1 }
    let sum: Double = z.map { exp($0) }.reduce(0, +)
    var error: [Double] = z.map { exp($0) / sum }
    error[next] -= 1
    let dH: [Double] = product(transposed(u, columns: 4), error)
    let dZ: [Double] = zip(dH, h).map { (d: Double, y: Double) -> Double in d * y * (1 - y) }
    var dTable = [Double](repeating: 0, count: 21)
    dTable.replaceSubrange((word * 3)..<(word * 3 + 3), with: product(transposed(w, columns: 3), dZ))
    let batch = TokenBatch([[Int32(word), 1]])
    let loss = model.lossAndGradients(
      batch, targets: [Int32(next), -1], normalizer: 1, Pass(offsets: batch.offsets, isTraining: true))
    #expect(abs(loss + log(exp(z[next]) / sum)) < 1e-5)
    let expected: [String: [Double]] = [
      "lm_head.bias": error, "lm_head.weight": outer(error, h), "bigram.hidden.bias": dZ,
      "bigram.hidden.weight": outer(dZ, x), "bigram.word_embeddings.weight": dTable,
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
