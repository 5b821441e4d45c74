internal import Tensor

/// The loss of training examples, given by their indices.
struct ClassificationLoss {
  private let targets: ClassificationTargets
  private let options: CrossEntropyOptions
  private let rDrop: Double

  init(_ targets: ClassificationTargets, _ settings: SentimentSettings) {
    self.targets = targets
    options = CrossEntropyOptions(labelSmoothing: settings.labelSmoothing, classWeights: settings.classWeights)
    rDrop = settings.rDrop
  }

  /// The divisor of the sum of the examples' losses.
  func weight(_ examples: some Sequence<Int>) -> Double {
    switch targets {
    case .classes(let classes): options.weight(of: examples.map { classes[$0] })
    case .values: Double(examples.reduce(0) { count, _ in count + 1 })
    }
  }

  /// The part of the loss from one batch, and the gradient of its logits `[texts, labels]`; with R-Drop there are two
  /// rows for each example.
  func gradient(_ logits: Tensor, _ examples: [Int], normalizer: Double) -> (Double, Tensor) {
    switch targets {
    case .classes(let classes):
      let wanted = examples.map { classes[$0] }
      let (loss, gradient) =
        rDrop > 0
        ? rDropCrossEntropy(logits, targets: wanted, options, alpha: rDrop, normalizer: normalizer)
        : crossEntropy(logits, targets: wanted, options, normalizer: normalizer)
      return (loss, gradient)
    case .values(let values):
      let (loss, gradient) = squaredError(logits, targets: examples.map { values[$0] }, normalizer: normalizer)
      return (loss, gradient)
    }
  }
}
