internal import Tensor
public import Transformer

/// AdamW (Loshchilov and Hutter 2019), as `torch.optim.AdamW` computes it.
///
/// Weight decay is decoupled. It applies to matrices and tables, not to biases and norms.
public struct AdamW: UpdateRule, Equatable {
  /// Decay rate of the running mean of gradients.
  public var beta1: Double
  /// Decay rate of the running mean of squared gradients.
  public var beta2: Double
  /// Added to the denominator.
  public var epsilon: Double
  /// Each step subtracts this factor times the learning rate times the weight.
  public var weightDecay: Double

  /// PyTorch's defaults, but without weight decay.
  public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// The update of one parameter, with running means of zero.
  public func makeUpdate(of parameter: Parameter) -> any ParameterUpdate {
    var rule = self
    if parameter.role == .vector { rule.weightDecay = 0 }
    return Update(rule, parameter.shape)
  }

  /// One parameter's running means.
  private final class Update: ParameterUpdate {
    let rule: AdamW
    var mean: Tensor
    var variance: Tensor
    /// The rows that have had a gradient so far, in ascending order; the running means of the others are zero. Nil for
    /// all.
    var activeRows: [Int]? = []

    init(_ rule: AdamW, _ shape: [Int]) {
      self.rule = rule
      mean = Tensor(zeros: shape)
      variance = Tensor(zeros: shape)
    }

    func apply(_ gradient: Tensor, to parameter: Parameter, _ step: UpdateStep) {
      addActive(parameter.gradientRows)
      adamW(
        weight: &parameter.value, gradient: gradient, mean: &mean, variance: &variance,
        rows: rule.weightDecay == 0 ? activeRows : nil,
        AdamWStep(
          gradientScale: step.gradientScale, learningRate: step.learningRate, beta1: rule.beta1, beta2: rule.beta2,
          epsilon: rule.epsilon, weightDecay: rule.weightDecay, count: step.count))
    }

    /// Adds the rows of a step's gradient; nil for all.
    private func addActive(_ rows: [Int]?) {
      guard let rows, let known = activeRows else { return activeRows = nil }
      let new = Set(rows).subtracting(known)
      if !new.isEmpty { activeRows = (known + new).sorted() }
    }

    var state: [(name: String, tensor: Tensor)] { [("mean", mean), ("variance", variance)] }

    func restore(_ tensor: (_ name: String) -> Tensor) {
      mean = tensor("mean")
      variance = tensor("variance")
      activeRows = Set(mean.nonzeroRows).union(variance.nonzeroRows).sorted()
    }
  }
}
