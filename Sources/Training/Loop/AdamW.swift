public import Tensor
public import Transformer

/// AdamW (Loshchilov and Hutter 2019) over a model's parameters, as `torch.optim.AdamW` computes it.
///
/// Weight decay is decoupled and applies to matrices only: biases and norms, which have one dimension, do not decay.
public final class AdamW {
  /// The settings that hold for the whole run.
  public struct Settings: Sendable, Codable, Equatable {
    /// Decay rate of the running mean of gradients.
    public var beta1 = 0.9
    /// Decay rate of the running mean of squared gradients.
    public var beta2 = 0.999
    /// Added to the denominator.
    public var epsilon = 1e-8
    /// Share of a weight, times the learning rate, that each step takes away.
    public var weightDecay = 0.0

    /// PyTorch's defaults, but for a weight decay of zero.
    public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0) {
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
      self.weightDecay = weightDecay
    }
  }

  /// One parameter with its running means.
  private final class Slot {
    let parameter: Parameter
    let learningRateFactor: Double
    var mean: Tensor
    var variance: Tensor
    /// The rows that have ever had a gradient, in order; the others' running means are zero. Nil for all.
    var activeRows: [Int]? = []

    init(_ parameter: Parameter, learningRateFactor: Double) {
      self.parameter = parameter
      self.learningRateFactor = learningRateFactor
      mean = Tensor(zeros: parameter.shape)
      variance = Tensor(zeros: parameter.shape)
    }

    /// Takes in the rows of a step's gradient, nil for all.
    func note(_ rows: [Int]?) {
      guard let rows, let known = activeRows else { return activeRows = nil }
      let new = Set(rows).subtracting(known)
      if !new.isEmpty { activeRows = (known + new).sorted() }
    }
  }

  /// The settings.
  public let settings: Settings
  /// Steps made.
  public private(set) var stepCount = 0
  private let slots: [Slot]

  /// An optimiser of the parameters that are not frozen.
  ///
  /// - Parameter learningRateFactor: multiplies the learning rate of a parameter, for layer-wise decay.
  public init(
    _ parameters: [Parameter], _ settings: Settings, learningRateFactor: (Parameter) -> Double = { _ in 1 }
  ) {
    self.settings = settings
    slots = parameters.filter { !$0.isFrozen }.map { Slot($0, learningRateFactor: learningRateFactor($0)) }
  }

  /// Makes one step with the gradients multiplied by `gradientScale`.
  public func step(learningRate: Double, gradientScale: Double = 1) {
    stepCount += 1
    for slot in slots {
      let parameter = slot.parameter
      guard parameter.hasGradient, let gradient = parameter.gradient else { continue }
      let weightDecay = parameter.shape.count > 1 ? settings.weightDecay : 0
      slot.note(parameter.gradientRows)
      adamW(
        weight: &parameter.value, gradient: gradient, mean: &slot.mean, variance: &slot.variance,
        rows: weightDecay == 0 ? slot.activeRows : nil,
        AdamWStep(
          gradientScale: gradientScale, learningRate: learningRate * slot.learningRateFactor,
          beta1: settings.beta1, beta2: settings.beta2, epsilon: settings.epsilon, weightDecay: weightDecay,
          count: stepCount))
    }
  }

  /// The running means by name, for a checkpoint.
  public var state: [(name: String, tensor: Tensor)] {
    slots.flatMap { [("mean." + $0.parameter.name, $0.mean), ("variance." + $0.parameter.name, $0.variance)] }
  }

  /// Takes up the running means of a checkpoint after `stepCount` steps.
  ///
  /// - Throws: `CheckpointError.mismatch` if any is missing or has another shape; nothing is changed then.
  public func restore(from file: SafetensorsFile, stepCount: Int) throws(CheckpointError) {
    try file.require(state)
    for slot in slots {
      slot.mean = file.tensor("mean." + slot.parameter.name)
      slot.variance = file.tensor("variance." + slot.parameter.name)
      slot.activeRows = Set(slot.mean.nonzeroRows).union(slot.variance.nonzeroRows).sorted()
    }
    self.stepCount = stepCount
  }
}
