import Foundation
import Tensor
import Transformer

/// Values of a deterministic sequence in -scale...scale.
func noise(_ shape: [Int], seed: UInt64, scale: Float = 1) -> Tensor {
  var state = seed &* 0x9E37_79B9_7F4A_7C15
  return Tensor(
    (0..<shape.reduce(1, *)).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Float(state >> 40) / Float(1 << 23) - 1) * scale
    }, shape: shape)
}

/// A function of some tensors with its hand-written gradient, as the check sees it.
struct Differentiable {
  /// What the function takes besides its parameters.
  var inputs: [Tensor]
  let parameters: [Parameter]
  /// The output.
  let forward: ([Tensor]) -> Tensor
  /// The gradients of the inputs; adds to those of the parameters.
  let backward: ([Tensor], _ dOutput: Tensor) -> [Tensor]
}

/// The largest difference between hand-written and numeric gradients of Σ c · f for random c, relative to the length of
/// the tensor's gradient. A gradient that is zero in theory, such as a key bias's, is held against a twentieth of the
/// longest one instead: what float32 leaves of it is noise.
///
/// The numeric gradient is the central difference along random directions rather than along each axis: one direction
/// touches every element, and float32 noise is small against its length. A wrong element shows in each of them.
func gradientError(_ function: Differentiable, directions: Int = 6, step: Double = 4e-3) -> Double {
  let output = function.forward(function.inputs)
  let c = noise(output.shape, seed: 99)
  for parameter in function.parameters { parameter.clearGradient() }
  let dInputs = function.backward(function.inputs, c)
  func value(_ inputs: [Tensor]) -> Double {
    zip(function.forward(inputs).values, c.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  let gradients = dInputs + function.parameters.map(\.gradientOrZero)
  let longest = gradients.map { $0.sumOfSquares().squareRoot() }.max()!
  func error(_ gradient: Tensor, _ shifted: (Tensor, Double) -> Double) -> Double {
    var worst = 0.0
    let length = gradient.sumOfSquares().squareRoot()
    for index in 0..<directions {
      let direction = noise(gradient.shape, seed: UInt64(1000 + index))
      let analytic = zip(gradient.values, direction.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      // Fourth order: the error of the formula is then below that of float32.
      let h = step
      let numeric =
        (8 * (shifted(direction, h) - shifted(direction, -h))
          - (shifted(direction, 2 * h) - shifted(direction, -2 * h))) / (12 * h)
      worst = max(worst, abs(analytic - numeric) / max(length, longest / 20))
    }
    return worst
  }
  var worst = 0.0
  for index in function.inputs.indices {
    worst = max(
      worst,
      error(dInputs[index]) { direction, h in
        var inputs = function.inputs
        inputs[index].add(direction, scaledBy: Float(h))
        return value(inputs)
      })
  }
  for parameter in function.parameters {
    let gradient = parameter.gradientOrZero
    worst = max(
      worst,
      error(gradient) { direction, h in
        let before = parameter.value
        parameter.value.add(direction, scaledBy: Float(h))
        defer { parameter.value = before }
        return value(function.inputs)
      })
  }
  return worst
}
