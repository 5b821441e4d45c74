public import Tensor

/// The two linear layers of a block with an activation between them: y = activation(x · W₁ᵀ + b₁) · W₂ᵀ + b₂.
public struct FeedForward: Layer {
  /// `[inner, width]`
  public let inner: Linear
  /// `[width, inner]`
  public let outer: Linear
  /// What stands between them.
  public let activation: Activation

  /// Inputs and outputs of the activation.
  public struct Saved {
    let x: Tensor
    let activationInput: Tensor
    let activationOutput: Tensor
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
    return (y, Saved(x: x, activationInput: input, activationOutput: output))
  }

  /// Both steps undone in reverse.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) -> Tensor {
    let dActivated = outer.backward(dOutput, saved.activationOutput, pass)
    let dInput = activationGradient(dActivated, input: saved.activationInput, activation)
    return inner.backward(dInput, saved.x, pass)
  }
}
