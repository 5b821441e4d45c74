internal import CKernels

/// Single kernels, for tests that compare them with their definitions.
package enum Kernels {
  /// e^x of each value.
  package static func exponential(_ x: [Float]) -> [Float] {
    var y = x
    unsafe ck_exp(x.count, x, &y)
    return y
  }

  /// One block of Philox4x32-10.
  package static func philox(counter: [UInt32], key: [UInt32]) -> [UInt32] {
    var words = [UInt32](repeating: 0, count: 4)
    unsafe ck_philox(counter, key, &words)
    return words
  }

  /// a `[m, k]` · b `[k, n]` by Attune's own kernel, without BLAS: `[m, n]`.
  package static func product(_ a: Tensor, _ b: Tensor) -> Tensor {
    var c = Tensor(uninitialized: [a.rows, b.columns])
    unsafe ck_gemm(
      a.rows, b.columns, a.columns, 1, a.pointer, a.columns, 1, b.pointer, b.columns, c.mutablePointer(), b.columns, 0)
    return c
  }

  /// The softmax of one row and the log of its denominator.
  package static func softmax(_ x: [Float]) -> (probabilities: [Float], logSumExp: Float) {
    var y = x
    let logSum = unsafe ck_softmax(x.count, &y)
    return (y, logSum)
  }
}
