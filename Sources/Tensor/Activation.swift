internal import CKernels
import Glibc

/// The activations of a feed-forward layer. The raw values are those of `transformers`.
public enum Activation: String, Sendable, Codable, CaseIterable {
  /// x · Φ(x), with the exact normal distribution (Hendrycks and Gimpel 2016).
  case gelu
  /// The tanh approximation of GELU (GPT-2).
  case geluTanh = "gelu_new"
  /// max(x, 0)
  case relu
  /// x · sigmoid(x) (Elfwing et al. 2017), the activation of Llama's gates.
  case silu
  /// 1 / (1 + exp(−x)), the logistic function.
  case sigmoid

  var code: Int32 {
    switch self {
    case .gelu: Int32(ck_gelu.rawValue)
    case .geluTanh: Int32(ck_gelu_tanh.rawValue)
    case .relu: Int32(ck_relu.rawValue)
    case .silu: Int32(ck_silu.rawValue)
    case .sigmoid: Int32(ck_sigmoid.rawValue)
    }
  }
}

/// dX = dY · activation'(x), elementwise; dY, input (x) and dX are of one shape, `[tokens, width]`.
public func activationGradient(_ dY: Tensor, input: Tensor, _ activation: Activation) -> Tensor {
  precondition(dY.shape == input.shape, "dY \(dY.shape), input \(input.shape)")
  var dX = Tensor(uninitialized: dY.shape)
  let target = unsafe dX.mutablePointer()
  Threads.run(dY.count, by: valuesPerTask) { part in
    let at = part.lowerBound
    unsafe ck_activation_backward(part.count, input.pointer + at, dY.pointer + at, target + at, nil, activation.code)
  }
  return dX
}

/// dY becomes dX = dY · activation'(x), elementwise; activation(x) is recomputed in the same pass over memory.
///
/// - Parameters:
///   - dY: `[tokens, width]`; on return dX
///   - input: x, `[tokens, width]`
/// - Returns: activation(x), `[tokens, width]`
public func turnIntoInputGradient(_ dY: inout Tensor, input: Tensor, _ activation: Activation) -> Tensor {
  precondition(dY.shape == input.shape, "dY \(dY.shape), input \(input.shape)")
  var y = Tensor(uninitialized: dY.shape)
  let (gradient, output) = unsafe (dY.mutablePointer(), y.mutablePointer())
  Threads.run(dY.count, by: valuesPerTask) { part in
    let at = part.lowerBound
    unsafe ck_activation_backward(
      part.count, input.pointer + at, gradient + at, gradient + at, output + at, activation.code)
  }
  return y
}

/// activation(x), elementwise, of x's shape `[tokens, width]`.
public func activate(_ x: Tensor, _ activation: Activation) -> Tensor {
  var y = Tensor(uninitialized: x.shape)
  let target = unsafe y.mutablePointer()
  // Without a bias the kernel only reads x.
  let source = unsafe UnsafeMutablePointer(mutating: x.pointer)
  Threads.run(x.count, by: valuesPerTask) { part in
    let at = part.lowerBound
    unsafe ck_bias_activation(1, part.count, source + at, part.count, nil, target + at, part.count, activation.code)
  }
  return y
}

/// tanh(x), elementwise, of x's shape `[sequences, width]`, by the C library: only poolers and classification heads use
/// it, on one row for each sequence.
public func tanh(_ x: Tensor) -> Tensor {
  Tensor(x.values.map { Glibc.tanh($0) }, shape: x.shape)
}

/// dX = dY · (1 − y²) for y = tanh(x); all of one shape, `[sequences, width]`.
public func tanhGradient(_ dY: Tensor, output: Tensor) -> Tensor {
  Tensor(zip(dY.values, output.values).map { $0 * (1 - $1 * $1) }, shape: dY.shape)
}
