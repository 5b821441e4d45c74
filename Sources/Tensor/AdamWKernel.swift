internal import CKernels
import Glibc

/// The numbers of one AdamW step for one tensor.
public struct AdamWStep: Sendable {
  /// Applied to the gradient first: the factor of global-norm clipping, or 1.
  public var gradientScale: Double
  /// Learning rate of this tensor at this step.
  public var learningRate: Double
  /// Decay rates of the running means.
  public var beta1: Double
  /// See `beta1`.
  public var beta2: Double
  /// Added to the denominator.
  public var epsilon: Double
  /// Decoupled weight decay.
  public var weightDecay: Double
  /// Number of steps so far, this one included: from 1.
  public var count: Int

  /// All numbers of a step.
  public init(
    gradientScale: Double, learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double,
    count: Int
  ) {
    self.gradientScale = gradientScale
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.count = count
  }
}

/// One step of AdamW (Loshchilov and Hutter 2019) in one pass over weight, gradient and both running means.
///
/// The formula, and the place of ε, are those of `torch.optim.AdamW`, up to rounding.
///
/// - Parameters:
///   - weight, gradient, mean, variance: of one shape, `[rows, columns]`; mean and variance are the running means of
///     gradient and gradient²
///   - rows: the rows to change, each once; nil for all. Without weight decay a row whose gradient and running means
///     are zero does not change anyway.
public func adamW(
  weight: inout Tensor, gradient: Tensor, mean: inout Tensor, variance: inout Tensor, rows: [Int]? = nil,
  _ step: AdamWStep
) {
  precondition(weight.count == gradient.count && mean.count == weight.count && variance.count == weight.count)
  let w = unsafe weight.mutablePointer()
  let m = unsafe mean.mutablePointer()
  let v = unsafe variance.mutablePointer()
  let settings = ck_adamw(
    gradient_scale: Float(step.gradientScale), beta1: Float(step.beta1), beta2: Float(step.beta2),
    epsilon: Float(step.epsilon), rest1: Float(1 - step.beta1), rest2: Float(1 - step.beta2),
    step_size: Float(step.learningRate / (1 - pow(step.beta1, Double(step.count)))),
    decay: Float(1 - step.learningRate * step.weightDecay),
    root_correction: Float(1 / (1 - pow(step.beta2, Double(step.count))).squareRoot()))
  func change(_ part: Range<Int>) {
    var settings = settings
    let at = part.lowerBound
    unsafe ck_adamw_step(part.count, w + at, gradient.pointer + at, m + at, v + at, &settings)
  }
  guard let rows else { return Threads.run(weight.count, by: 1 << 16, change) }
  let width = weight.columns
  for row in rows { precondition((0..<weight.rows).contains(row), "row \(row) of \(weight.shape)") }
  Threads.run(rows.count, by: rowsPerPart) { part in
    for row in rows[part] { change((row * width)..<((row + 1) * width)) }
  }
}
