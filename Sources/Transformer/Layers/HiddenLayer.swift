public import Tensor

/// A hidden layer of a feed-forward network: y = activation(x · Wᵀ + b).
public struct HiddenLayer: Layer {
  /// W and b.
  public let sums: Linear
  /// The function of each sum.
  public let activation: Activation

  /// What forward keeps for backward.
  public struct Saved {
    /// `[tokens, inputs]`
    let x: Tensor
    /// x · Wᵀ + b, `[tokens, outputs]`
    let activationInput: Tensor
  }

  /// A layer of a given linear layer.
  public init(_ sums: Linear, activation: Activation) {
    self.sums = sums
    self.activation = activation
  }

  /// `[tokens, inputs]` to `[tokens, outputs]`.
  public func forward(_ x: Tensor, _ pass: Pass) -> (output: Tensor, saved: Saved) {
    let (input, output) = linear(x, weight: sums.weight.value, bias: sums.bias?.value, activation: activation)
    return (output, Saved(x: x, activationInput: input))
  }

  /// The slope of the activation, then the linear layer: dOutput `[tokens, outputs]` to `[tokens, inputs]`.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) -> Tensor {
    sums.backward(activationGradient(dOutput, input: saved.activationInput, activation), saved.x, pass)
  }

  /// Adds the products of `count` rows, and the tensors of a pass.
  func addCost(rows count: Int, to cost: inout PassCost) {
    sums.addCost(rows: count, to: &cost)
    cost.liveValues += count * (sums.inputs + 3 * sums.outputs)
  }
}
