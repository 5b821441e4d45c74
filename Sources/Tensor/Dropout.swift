internal import CKernels

/// Identifies a dropout: with the row and the column of an element it decides whether the element is kept.
///
/// The mask is computed where it is needed (Philox4x32-10; Salmon et al., "Parallel random numbers: as easy as 1, 2,
/// 3", 2011) and recomputed in backward: nothing is stored, and a resumed run draws what an uninterrupted run draws.
public struct Dropout: Sendable {
  /// The probability of an element to be zero, in 0..<1.
  public let probability: Double
  /// The run's seed.
  public let seed: UInt64
  /// The optimizer step, counted with its micro-batches.
  public let step: UInt32
  /// The number of the dropout in the model: no two have the same.
  public let stream: UInt32

  /// A dropout, or nil where `probability` is zero, so that it costs nothing.
  public init?(probability: Double, seed: UInt64, step: UInt32, stream: UInt32) {
    precondition((0..<1).contains(probability), "a dropout probability of \(probability)")
    if probability == 0 { return nil }
    self.probability = probability
    self.seed = seed
    self.step = step
    self.stream = stream
  }

  var kernel: ck_dropout {
    ck_dropout(
      key0: UInt32(truncatingIfNeeded: seed), key1: UInt32(truncatingIfNeeded: seed >> 32), stream: stream, step: step,
      threshold: UInt32((probability * 4_294_967_296).rounded()), scale: Float(1 / (1 - probability)))
  }
}

extension ck_dropout {
  /// The dropout of one attention head: the low bits of the stream name the layer, the high bits the head.
  func head(_ head: Int) -> ck_dropout {
    var kernel = self
    kernel.stream |= UInt32(truncatingIfNeeded: head &+ 1) << 16
    return kernel
  }
}

/// Rows that one task of a pass over rows takes; it sets the order of sums, so it never depends on the threads.
let rowsPerTask = 32

/// x `[rows, columns]` with the dropped elements zero and the others multiplied by 1 / (1 − probability). Backward is
/// the same function of dY.
public func drop(_ x: Tensor, _ dropout: Dropout?) -> Tensor {
  guard let dropout else { return x }
  var y = Tensor(uninitialized: x.shape)
  let columns = x.columns
  let target = unsafe y.mutablePointer()
  let source = unsafe x.pointer
  Threads.run(x.rows, by: rowsPerTask) { rows in
    let at = rows.lowerBound * columns
    var kernel = dropout.kernel
    unsafe ck_dropout_rows(rows.count, columns, rows.lowerBound, source + at, target + at, &kernel)
  }
  return y
}

/// Calls `body` with the kernel's description of a dropout, or with nil.
func withKernel<Result>(
  _ kernel: ck_dropout?, _ body: (UnsafePointer<ck_dropout>?) -> Result
) -> Result {
  guard let kernel else { return body(nil) }
  return unsafe withUnsafePointer(to: kernel) { unsafe body($0) }
}
