internal import Tensor
public import Transformer

/// Stochastic gradient descent with momentum, as `torch.optim.SGD` computes it: velocity = momentum · velocity +
/// gradient, weight −= learning rate · velocity. Without momentum it has no state. There is no weight decay.
public struct SGD: UpdateRule, Equatable {
  /// The part of the last step's velocity that is kept: 0 to below 1.
  public var momentum: Double

  /// A rule; by default without momentum.
  public init(momentum: Double = 0) { self.momentum = momentum }

  /// The update of one parameter, at rest.
  public func makeUpdate(of parameter: Parameter) -> any ParameterUpdate { Update(momentum, parameter.shape) }

  private final class Update: ParameterUpdate {
    let momentum: Double
    /// Nil without momentum.
    var velocity: Tensor?
    /// The rows that have had a gradient so far; the velocity of the others is zero. Nil for all.
    var activeRows: Set<Int>? = []

    init(_ momentum: Double, _ shape: [Int]) {
      self.momentum = momentum
      velocity = momentum == 0 ? nil : Tensor(zeros: shape)
    }

    func apply(_ gradient: Tensor, to parameter: Parameter, _ step: UpdateStep) {
      if let rows = parameter.gradientRows { activeRows?.formUnion(rows) } else { activeRows = nil }
      gradientDescent(
        weight: &parameter.value, gradient: gradient, velocity: &velocity,
        rows: velocity == nil ? parameter.gradientRows : activeRows?.sorted(), gradientScale: step.gradientScale,
        learningRate: step.learningRate, momentum: momentum)
    }

    var state: [(name: String, tensor: Tensor)] { velocity.map { [("velocity", $0)] } ?? [] }

    func restore(_ tensor: (_ name: String) -> Tensor) {
      if velocity == nil { return }
      let saved = tensor("velocity")
      (velocity, activeRows) = (saved, Set(saved.nonzeroRows))
    }
  }
}
