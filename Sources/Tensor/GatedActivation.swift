internal import CKernels

/// activation(gate) ∘ up, elementwise: the middle of a gated feed-forward layer (Shazeer 2020, "GLU Variants Improve
/// Transformer"; with `silu` it is SwiGLU).
///
/// - Parameters:
///   - gate, up: `[tokens, intermediate]`
/// - Returns: `[tokens, intermediate]`
public func gatedActivation(gate: Tensor, up: Tensor, _ activation: Activation) -> Tensor {
  precondition(gate.shape == up.shape, "gate \(gate.shape), up \(up.shape)")
  var output = Tensor(uninitialized: gate.shape)
  let target = unsafe output.mutablePointer()
  Threads.run(gate.count, by: valuesPerTask) { part in
    let at = part.lowerBound
    unsafe ck_gated_activation(part.count, gate.pointer + at, up.pointer + at, target + at, activation.code)
  }
  return output
}

/// The gradient of `gatedActivation`: dGate = dOutput ∘ up ∘ activation'(gate), dUp = dOutput ∘ activation(gate).
///
/// - Parameters:
///   - dOutput, gate, up: `[tokens, intermediate]`
/// - Returns: dGate and dUp, both `[tokens, intermediate]`
public func gatedActivationBackward(
  _ dOutput: Tensor, gate: Tensor, up: Tensor, _ activation: Activation
) -> (dGate: Tensor, dUp: Tensor) {
  precondition(
    gate.shape == up.shape && dOutput.shape == up.shape, "dOutput \(dOutput.shape), gate \(gate.shape), up \(up.shape)")
  var (dGate, dUp) = (Tensor(uninitialized: up.shape), Tensor(uninitialized: up.shape))
  let (gateTarget, upTarget) = unsafe (dGate.mutablePointer(), dUp.mutablePointer())
  Threads.run(up.count, by: valuesPerTask) { part in
    let at = part.lowerBound
    unsafe ck_gated_activation_backward(
      part.count, gate.pointer + at, up.pointer + at, dOutput.pointer + at, gateTarget + at, upTarget + at, nil,
      activation.code)
  }
  return (dGate, dUp)
}

/// `gatedActivationBackward` in which dOutput becomes dGate; activation(gate) ∘ up is recomputed in the same pass over
/// memory, so that forward need not keep it for the next layer's weight gradient.
///
/// - Parameters:
///   - dOutput: `[tokens, intermediate]`; on return dGate
///   - gate, up: `[tokens, intermediate]`
/// - Returns: dUp and activation(gate) ∘ up, both `[tokens, intermediate]`
public func turnIntoGateGradient(
  _ dOutput: inout Tensor, gate: Tensor, up: Tensor, _ activation: Activation
) -> (dUp: Tensor, output: Tensor) {
  precondition(
    gate.shape == up.shape && dOutput.shape == up.shape, "dOutput \(dOutput.shape), gate \(gate.shape), up \(up.shape)")
  var (dUp, output) = (Tensor(uninitialized: up.shape), Tensor(uninitialized: up.shape))
  let (gateTarget, upTarget) = unsafe (dOutput.mutablePointer(), dUp.mutablePointer())
  let outputTarget = unsafe output.mutablePointer()
  Threads.run(up.count, by: valuesPerTask) { part in
    let at = part.lowerBound
    unsafe ck_gated_activation_backward(
      part.count, gate.pointer + at, up.pointer + at, gateTarget + at, gateTarget + at, upTarget + at,
      outputTarget + at, activation.code)
  }
  return (dUp, output)
}
