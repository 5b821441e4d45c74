import Glibc

/// Weights and smoothing of the targets of a cross-entropy.
public struct CrossEntropyOptions: Sendable {
  /// The share of the probability that the target gives to all classes alike, in 0..<1.
  public var labelSmoothing: Double
  /// A weight for each class, or nil for equal weights.
  public var classWeights: [Double]?

  /// Plain cross-entropy by default.
  public init(labelSmoothing: Double = 0, classWeights: [Double]? = nil) {
    self.labelSmoothing = labelSmoothing
    self.classWeights = classWeights
  }

  /// The weight of all targets together: what the sum of losses is divided by.
  public func weight(of targets: some Sequence<Int>) -> Double {
    targets.reduce(0) { $0 + (classWeights?[$1] ?? 1) }
  }
}

/// The cross-entropy of a few classes, as `torch.nn.functional.cross_entropy` defines it with weights and smoothing.
///
/// loss = Σᵢ [(1 − ε) · w(yᵢ) · (−log pᵢ(yᵢ)) + ε / C · Σ_c w(c) · (−log pᵢ(c))] / normalizer
///
/// - Parameters:
///   - logits: `[examples, classes]`
///   - targets: a class for each example
///   - normalizer: usually `options.weight(of: targets)`; the weight of the whole step where it is several batches
/// - Returns: the loss and its gradient `[examples, classes]`.
public func crossEntropy(
  _ logits: Tensor, targets: [Int], _ options: CrossEntropyOptions = CrossEntropyOptions(), normalizer: Double
) -> (loss: Double, dLogits: Tensor) {
  let classes = logits.columns
  precondition(logits.rows == targets.count, "logits \(logits.shape), \(targets.count) targets")
  let weights = options.classWeights ?? Array(repeating: 1, count: classes)
  precondition(weights.count == classes, "\(weights.count) class weights for \(classes) classes")
  let epsilon = options.labelSmoothing
  let uniform = weights.map { $0 * epsilon / Double(classes) }
  let uniformSum = uniform.reduce(0, +)
  let values = logits.values
  var gradient = [Float](repeating: 0, count: values.count)
  var loss = 0.0
  for (i, target) in targets.enumerated() {
    precondition((0..<classes).contains(target), "target \(target) of \(classes) classes")
    let logP = logProbabilities(values[(i * classes)..<((i + 1) * classes)])
    let direct = (1 - epsilon) * weights[target]
    for c in 0..<classes {
      let wanted = uniform[c] + (c == target ? direct : 0)
      loss -= wanted * logP[c]
      gradient[i * classes + c] = Float((exp(logP[c]) * (direct + uniformSum) - wanted) / normalizer)
    }
  }
  return (loss / normalizer, Tensor(gradient, shape: logits.shape))
}
