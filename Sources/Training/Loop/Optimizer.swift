public import Tensor
public import Transformer

/// How an optimizer changes the parameters of one role. A rule is one file.
public protocol UpdateRule: Sendable {
  /// The update of one parameter, with its state before the first step.
  func makeUpdate(of parameter: Parameter) -> any ParameterUpdate
}

/// The update of one parameter with its state, such as running means.
public protocol ParameterUpdate: AnyObject {
  /// Changes the parameter's value.
  ///
  /// - Parameter gradient: the gradient, of the parameter's shape
  func apply(_ gradient: Tensor, to parameter: Parameter, _ step: UpdateStep)

  /// The state by name, each of the parameter's shape.
  var state: [(name: String, tensor: Tensor)] { get }

  /// Replaces the state by that of a checkpoint.
  ///
  /// - Parameter tensor: returns the saved tensor for a name of `state`, of the parameter's shape
  func restore(_ tensor: (_ name: String) -> Tensor)
}

/// The numbers of one step for one parameter.
public struct UpdateStep: Sendable {
  /// Factor by which the gradient is multiplied first: the clipping factor, or 1.
  public let gradientScale: Double
  /// Learning rate of this parameter at this step.
  public let learningRate: Double
  /// Number of this step, from 1.
  public let count: Int
}

/// Updates a model's parameters. A parameter's role chooses its rule.
public final class Optimizer {
  private struct Slot {
    let parameter: Parameter
    let update: any ParameterUpdate
    let learningRateFactor: Double
  }

  /// Number of completed steps.
  public private(set) var stepCount = 0
  private let slots: [Slot]

  /// An optimizer of the parameters that are not frozen.
  ///
  /// - Parameters:
  ///   - rule: the rule of each role
  ///   - learningRateFactor: multiplies the learning rate of a parameter, for layer-wise decay
  public init(
    _ parameters: [Parameter], rule: (ParameterRole) -> any UpdateRule,
    learningRateFactor: (Parameter) -> Double = { _ in 1 }
  ) {
    slots = parameters.filter { !$0.isFrozen }.map {
      Slot(parameter: $0, update: rule($0.role).makeUpdate(of: $0), learningRateFactor: learningRateFactor($0))
    }
  }

  /// An optimizer with one rule for all roles.
  public convenience init(
    _ parameters: [Parameter], _ rule: some UpdateRule, learningRateFactor: (Parameter) -> Double = { _ in 1 }
  ) {
    self.init(parameters, rule: { _ in rule }, learningRateFactor: learningRateFactor)
  }

  /// Makes one step with the gradients multiplied by `gradientScale`.
  public func step(learningRate: Double, gradientScale: Double = 1) {
    stepCount += 1
    for slot in slots {
      guard slot.parameter.hasGradient, let gradient = slot.parameter.gradient else { continue }
      slot.update.apply(
        gradient, to: slot.parameter,
        UpdateStep(
          gradientScale: gradientScale, learningRate: learningRate * slot.learningRateFactor, count: stepCount))
    }
  }

  /// Makes one step with the norm of all gradients clipped to `maximum`; 0 does not clip.
  ///
  /// - Parameter check: throws for an invalid norm, before any parameter is changed
  /// - Returns: the norm of all gradients before clipping
  public func step(
    clippedTo maximum: Double, learningRate: Double, check: (_ norm: Double) throws -> Void
  ) rethrows -> Double {
    let norm = gradientNorm(slots.map(\.parameter))
    try check(norm)
    step(
      learningRate: learningRate, gradientScale: maximum > 0 ? clippingFactor(norm: norm, maximum: maximum) : 1)
    return norm
  }

  /// Makes one step with the norm of all gradients clipped to `maximum`, without a check; 0 does not clip.
  public func step(clippedTo maximum: Double, learningRate: Double) -> Double {
    step(clippedTo: maximum, learningRate: learningRate) { _ in }
  }

  /// The state by name, for a checkpoint; each tensor has the shape of its parameter.
  public var state: [(name: String, tensor: Tensor)] {
    slots.flatMap { slot in slot.update.state.map { ($0.name + "." + slot.parameter.name, $0.tensor) } }
  }

  /// Continues from the state of a checkpoint after `stepCount` steps.
  ///
  /// - Throws: `CheckpointError.mismatch` if a tensor is missing or has another shape; nothing is changed then
  public func restore(from file: SafetensorsFile, stepCount: Int) throws(CheckpointError) {
    try file.require(state)
    for slot in slots { slot.update.restore { file.tensor($0 + "." + slot.parameter.name) } }
    self.stepCount = stepCount
  }
}
