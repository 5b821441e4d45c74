internal import CKernels

/// The residual connection and the layer norm (Ba et al. 2016) in one pass:
/// sum = residual + dropout(branch), output = (sum − mean) / √(variance + ε) · gamma + beta.
///
/// - Parameters:
///   - residual, branch: `[tokens, hidden]`; without a branch this is the plain layer norm
///   - gamma, beta: `[hidden]`
/// - Returns: output `[tokens, hidden]` and what backward needs. A pre-norm block also carries `saved.sum` on.
public func addNormalize(
  residual: Tensor, branch: Tensor?, dropout: Dropout?, gamma: Tensor, beta: Tensor, epsilon: Double
) -> (output: Tensor, saved: Normalized) {
  let width = residual.columns
  let tokens = residual.rows
  precondition(branch == nil || branch!.shape == residual.shape, "branch \(branch!.shape), residual \(residual.shape)")
  precondition(gamma.count == width && beta.count == width, "gamma \(gamma.shape), residual \(residual.shape)")
  // Without a branch the sum is the residual itself; the kernel then writes nothing there.
  var sum = branch == nil ? residual : Tensor(uninitialized: residual.shape)
  var output = Tensor(uninitialized: residual.shape)
  var mean = Tensor(uninitialized: [tokens])
  var reciprocal = Tensor(uninitialized: [tokens])
  let sumPointer = unsafe branch == nil ? UnsafeMutablePointer(mutating: sum.pointer) : sum.mutablePointer()
  let outputPointer = unsafe output.mutablePointer()
  let meanPointer = unsafe mean.mutablePointer()
  let reciprocalPointer = unsafe reciprocal.mutablePointer()
  Threads.run(tokens, by: rowsPerTask) { rows in
    let at = rows.lowerBound * width
    unsafe withKernel(branch == nil ? nil : dropout?.kernel) { kernel in
      unsafe ck_add_norm(
        rows.count, width, rows.lowerBound, residual.pointer + at, branch.map { unsafe $0.pointer + at }, kernel,
        gamma.pointer, beta.pointer, Float(epsilon), sumPointer + at, outputPointer + at,
        meanPointer + rows.lowerBound, reciprocalPointer + rows.lowerBound)
    }
  }
  return (output, Normalized(sum: sum, mean: mean, reciprocal: reciprocal))
}

/// The gradient of `addNormalize`.
///
/// - Parameters:
///   - dOutput: `[tokens, hidden]`
///   - dSum: the gradient that reaches the sum by another path (the residual stream of a pre-norm block),
///     `[tokens, hidden]`, or nil
///   - gamma: `[hidden]`
///   - dGamma, dBeta: `[hidden]`, added to
/// - Returns: the gradients of the residual and of the branch, both `[tokens, hidden]` (the residual's again where
///   there is no dropout).
public func addNormalizeBackward(
  _ dOutput: Tensor, dSum: Tensor?, _ saved: Normalized, dropout: Dropout?, gamma: Tensor,
  dGamma: inout Tensor, dBeta: inout Tensor
) -> (residual: Tensor, branch: Tensor) {
  let width = dOutput.columns
  let tokens = dOutput.rows
  precondition(dOutput.shape == saved.sum.shape, "dOutput \(dOutput.shape), sum \(saved.sum.shape)")
  guard let mean = saved.mean else { preconditionFailure("what a root-mean-square norm has saved") }
  let parts = (tokens + rowsPerTask - 1) / rowsPerTask
  var residual = Tensor(uninitialized: dOutput.shape)
  var branch = dropout == nil ? nil : Tensor(uninitialized: dOutput.shape)
  var gammaParts = Tensor(uninitialized: [parts, width])
  var betaParts = Tensor(uninitialized: [parts, width])
  let branchPointer = unsafe branch?.mutablePointer()
  let residualPointer = unsafe residual.mutablePointer()
  let gammaPointer = unsafe gammaParts.mutablePointer()
  let betaPointer = unsafe betaParts.mutablePointer()
  Threads.run(tokens, by: rowsPerTask) { rows in
    let at = rows.lowerBound * width
    let part = rows.lowerBound / rowsPerTask * width
    unsafe withKernel(dropout?.kernel) { kernel in
      unsafe ck_add_norm_backward(
        rows.count, width, rows.lowerBound, dOutput.pointer + at, dSum.map { unsafe $0.pointer + at },
        saved.sum.pointer + at, mean.pointer + rows.lowerBound,
        saved.reciprocal.pointer + rows.lowerBound,
        gamma.pointer, kernel, residualPointer + at, branchPointer.map { unsafe $0 + at }, gammaPointer + part,
        betaPointer + part)
    }
  }
  addColumnSums(of: gammaParts, to: &dGamma, count: width)
  addColumnSums(of: betaParts, to: &dBeta, count: width)
  return (residual, branch ?? residual)
}
