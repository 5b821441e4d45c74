public import Tensor

/// The two linear layers of a block with an activation between them: y = activation(x · W₁ᵀ + b₁) · W₂ᵀ + b₂.
public struct FeedForward: Layer {
  /// `[inner, width]`
  public let inner: Linear
  /// `[width, inner]`
  public let outer: Linear
  /// What stands between them.
  public let activation: Activation

  /// What the activation reads. What it gives is made again: as large, it would be the most that a layer keeps.
  public struct Saved {
    let x: Tensor
    let activationInput: Tensor
  }

  /// A feed-forward layer of two given linear layers.
  public init(inner: Linear, outer: Linear, activation: Activation) {
    self.inner = inner
    self.outer = outer
    self.activation = activation
  }

  /// `[tokens, width]` to `[tokens, width]`.
  public func forward(_ x: Tensor, _ pass: Pass) -> (output: Tensor, saved: Saved) {
    let (input, output) = linear(x, weight: inner.weight.value, bias: inner.bias.value, activation: activation)
    let y = outer.forward(output, pass).output
    return (y, Saved(x: x, activationInput: input))
  }

  /// Both steps undone in reverse.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) -> Tensor {
    var dInput = outer.inputGradient(dOutput)
    let activated = turnIntoInputGradient(&dInput, input: saved.activationInput, activation)
    outer.addParameterGradients(dOutput, x: activated)
    return inner.backward(dInput, saved.x, pass)
  }
}
