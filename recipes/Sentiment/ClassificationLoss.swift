internal import Metrics
internal import Pipelines
internal import Runs
internal import Tensor
internal import Training

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

  /// What the sum of the examples' losses is divided by.
  func weight(_ examples: some Sequence<Int>) -> Double {
    switch targets {
    case .classes(let classes): options.weight(of: examples.map { classes[$0] })
    case .values: Double(examples.reduce(0) { count, _ in count + 1 })
    }
  }

  /// The loss's part of one batch and the gradient of its logits: with R-Drop those of all examples, twice.
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
