import Glibc

/// The cross-entropy of two passes over the same examples with different dropout, and the divergence of their
/// predictions (R-Drop: Wu et al. 2021, with the mean of the two cross-entropies as in the authors' code).
///
/// loss = ½ [CE(p) + CE(q)] + α · Σᵢ w(yᵢ) · ½ [KL(pᵢ‖qᵢ) + KL(qᵢ‖pᵢ)] / normalizer
///
/// - Parameters:
///   - logits: `[2 · examples, classes]`: those of the first pass, then those of the second
///   - targets: a class for each example
///   - alpha: the weight of the divergence
///   - normalizer: as in `crossEntropy`
/// - Returns: the loss and its gradient `[2 · examples, classes]`.
public func rDropCrossEntropy(
  _ logits: Tensor, targets: [Int], _ options: CrossEntropyOptions = CrossEntropyOptions(), alpha: Double,
  normalizer: Double
) -> (loss: Double, dLogits: Tensor) {
  let (classes, examples) = (logits.columns, targets.count)
  // 1. both cross-entropies
  var (loss, dLogits) = crossEntropy(logits, targets: targets + targets, options, normalizer: 2 * normalizer)
  // 2. the divergence: ½ Σ (p − q) (log p − log q)
  let values = logits.values
  dLogits.withMutableSpan { gradient in
    for (i, target) in targets.enumerated() {
      let (first, second) = (i * classes, (examples + i) * classes)
      let logP = logProbabilities(values[first..<(first + classes)])
      let logQ = logProbabilities(values[second..<(second + classes)])
      let (p, q) = (logP.map { exp($0) }, logQ.map { exp($0) })
      let ratios = zip(logP, logQ).map { $0 - $1 }
      let meanP = zip(p, ratios).reduce(0) { $0 + $1.0 * $1.1 }
      let meanQ = zip(q, ratios).reduce(0) { $0 + $1.0 * $1.1 }
      let scale = alpha * (options.classWeights?[target] ?? 1) / 2 / normalizer
      loss += scale * (meanP - meanQ)
      for c in 0..<classes {
        gradient[first + c] += Float(scale * (p[c] * (ratios[c] - meanP) + p[c] - q[c]))
        gradient[second + c] += Float(scale * (q[c] * (meanQ - ratios[c]) + q[c] - p[c]))
      }
    }
  }
  return (loss, dLogits)
}
