public import Tensor

/// The part of a block after its attention: it works on each token alone.
public protocol FeedForwardLayer: Layer {
  /// Adds the products and kept tensors of a pass over `rows` rows.
  func addCost(rows: Int, to cost: inout PassCost)

  /// float32 values of one row in memory at once in the backward pass.
  var backwardValues: Int { get }
}

extension FeedForwardLayer {
  /// `forward` for a block that does not know which layer it has: `saved` is for `gradient`.
  func apply(_ x: Tensor, _ pass: Pass) -> (output: Tensor, saved: Any) { forward(x, pass) }

  /// `backward` for a block that does not know which layer it has.
  func gradient(_ dOutput: Tensor, _ saved: Any, _ pass: Pass) -> Tensor {
    guard let saved = saved as? Saved else { preconditionFailure("saved by another layer") }
    return backward(dOutput, saved, pass)
  }
}

/// Two linear layers with an activation between them: y = activation(x · W₁ᵀ + b₁) · W₂ᵀ + b₂.
public struct FeedForward: FeedForwardLayer {
  /// `[intermediate, hidden]`
  public let inner: Linear
  /// `[hidden, intermediate]`
  public let outer: Linear
  /// The function between them.
  public let activation: Activation

  /// The activation's input, in training. Its output is recomputed: it is as large, and would be most of what a layer
  /// keeps.
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

  /// `[tokens, hidden]` to `[tokens, hidden]`.
  public func forward(_ x: Tensor, _ pass: Pass) -> (output: Tensor, saved: Saved) {
    if !pass.isTraining {
      let output = activatedLinear(x, weight: inner.weight.value, bias: inner.bias?.value, activation: activation)
      return (outer.forward(output, pass).output, Saved(x: x, activationInput: nil))
    }
    let (input, output) = linear(x, weight: inner.weight.value, bias: inner.bias?.value, activation: activation)
    let y = outer.forward(output, pass).output
    return (y, Saved(x: x, activationInput: input))
  }

  /// Both steps in reverse: dOutput `[tokens, hidden]` to dX `[tokens, hidden]`.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) -> Tensor {
    var dInput = outer.inputGradient(dOutput)
    guard let input = saved.activationInput else { preconditionFailure("the forward pass was not one of training") }
    let activated = turnIntoInputGradient(&dInput, input: input, activation)
    outer.addParameterGradients(dOutput, x: activated)
    return inner.backward(dInput, saved.x, pass)
  }

  /// Both products; the activation's input is kept.
  public func addCost(rows: Int, to cost: inout PassCost) {
    inner.addCost(rows: rows, to: &cost)
    outer.addCost(rows: rows, to: &cost)
    cost.liveValues += rows * inner.outputs
  }

  /// The activation's output, and the gradient of its input.
  public var backwardValues: Int { 2 * inner.outputs }
}
