public import Tensor

/// The two linear layers of a block with an activation between them: y = activation(x · W₁ᵀ + b₁) · W₂ᵀ + b₂.
public struct FeedForward: Layer {
  /// `[inner, width]`
  public let inner: Linear
  /// `[width, inner]`
  public let outer: Linear
  /// What stands between them.
  public let activation: Activation

  /// What the activation reads, in training. What it gives is made again: as large, it would be the most that a layer keeps.
  public struct Saved {
    let x: Tensor
    let activationInput: Tensor?
  }

  /// A feed-forward layer of two given linear layers.
  public init(inner: Linear, outer: Linear, activation: Activation) {
    self.inner = inner
    self.outer = outer
    self.activation = activation
  }

  /// `[tokens, width]` to `[tokens, width]`.
  public func forward(_ x: Tensor, _ pass: Pass) -> (output: Tensor, saved: Saved) {
    if !pass.isTraining {
      let output = activatedLinear(x, weight: inner.weight.value, bias: inner.bias.value, activation: activation)
      return (outer.forward(output, pass).output, Saved(x: x, activationInput: nil))
    }
    let (input, output) = linear(x, weight: inner.weight.value, bias: inner.bias.value, activation: activation)
    let y = outer.forward(output, pass).output
    return (y, Saved(x: x, activationInput: input))
  }

  /// Both steps undone in reverse.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) -> Tensor {
    var dInput = outer.inputGradient(dOutput)
    guard let input = saved.activationInput else { preconditionFailure("the forward pass was not one of training") }
    let activated = turnIntoInputGradient(&dInput, input: input, activation)
    outer.addParameterGradients(dOutput, x: activated)
    return inner.backward(dInput, saved.x, pass)
  }
}
