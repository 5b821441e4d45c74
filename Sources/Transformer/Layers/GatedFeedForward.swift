public import Tensor

/// Three linear layers (Shazeer 2020, "GLU Variants Improve Transformer"; Llama's with SiLU):
/// y = (activation(x · Wgateᵀ) ∘ (x · Wupᵀ)) · Wdownᵀ, with biases where the layers have them.
public struct GatedFeedForward: FeedForwardLayer {
  /// `[intermediate, hidden]`, in front of the activation.
  public let gate: Linear
  /// `[intermediate, hidden]`, what the gate multiplies.
  public let up: Linear
  /// `[hidden, intermediate]`
  public let down: Linear
  /// The gate's function.
  public let activation: Activation

  /// Gate and up, `[tokens, intermediate]`, in training. Their product is recomputed.
  public struct Saved {
    let x: Tensor
    let gateAndUp: (gate: Tensor, up: Tensor)?
  }

  /// A feed-forward layer of three given linear layers.
  public init(gate: Linear, up: Linear, down: Linear, activation: Activation) {
    precondition(
      gate.outputs == up.outputs && down.inputs == up.outputs,
      "gate \(gate.outputs), up \(up.outputs) and down \(down.inputs) differ")
    self.gate = gate
    self.up = up
    self.down = down
    self.activation = activation
  }

  /// `[tokens, hidden]` to `[tokens, hidden]`.
  public func forward(_ x: Tensor, _ pass: Pass) -> (output: Tensor, saved: Saved) {
    let (g, u) = (gate.forward(x, pass).output, up.forward(x, pass).output)
    let y = down.forward(gatedActivation(gate: g, up: u, activation), pass).output
    return (y, Saved(x: x, gateAndUp: pass.isTraining ? (g, u) : nil))
  }

  /// All steps in reverse: dOutput `[tokens, hidden]` to dX `[tokens, hidden]`.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) -> Tensor {
    guard let (g, u) = saved.gateAndUp else { preconditionFailure("the forward pass was not one of training") }
    var dGate = down.inputGradient(dOutput)
    let (dUp, product) = turnIntoGateGradient(&dGate, gate: g, up: u, activation)
    down.addParameterGradients(dOutput, x: product)
    var dX = gate.backward(dGate, saved.x, pass)
    up.backward(dUp, column: 0, x: saved.x, into: &dX, accumulate: true)
    return dX
  }

  /// Three products; gate and up are kept.
  public func addCost(rows: Int, to cost: inout PassCost) {
    for layer in [gate, up, down] { layer.addCost(rows: rows, to: &cost) }
    cost.liveValues += rows * 2 * gate.outputs
  }

  /// The product, and the gradients of gate and up.
  public var backwardValues: Int { 3 * gate.outputs }
}
