internal import CKernels

/// The residual connection and the root-mean-square norm (Zhang and Sennrich 2019, "RMSNorm") in one pass:
/// sum = residual + dropout(branch), output = sum / √(mean(sum²) + ε) · weight, with ε inside the root as Llama has it.
///
/// - Parameters:
///   - residual, branch: `[tokens, hidden]`; without a branch this is the plain norm
///   - weight: `[hidden]`
/// - Returns: output `[tokens, hidden]` and what backward needs. A pre-norm block also carries `saved.sum` on.
public func addRootMeanSquareNormalize(
  residual: Tensor, branch: Tensor?, dropout: Dropout?, weight: Tensor, epsilon: Double
) -> (output: Tensor, saved: Normalized) {
  let width = residual.columns
  let tokens = residual.rows
  precondition(branch == nil || branch!.shape == residual.shape, "branch \(branch!.shape), residual \(residual.shape)")
  precondition(weight.count == width, "weight \(weight.shape), residual \(residual.shape)")
  // Without a branch the sum is the residual itself; the kernel then writes nothing there.
  var sum = branch == nil ? residual : Tensor(uninitialized: residual.shape)
  var output = Tensor(uninitialized: residual.shape)
  var reciprocal = Tensor(uninitialized: [tokens])
  let sumPointer = unsafe branch == nil ? UnsafeMutablePointer(mutating: sum.pointer) : sum.mutablePointer()
  let outputPointer = unsafe output.mutablePointer()
  let reciprocalPointer = unsafe reciprocal.mutablePointer()
  Threads.run(tokens, by: rowsPerTask) { rows in
    let at = rows.lowerBound * width
    unsafe withKernel(branch == nil ? nil : dropout?.kernel) { kernel in
      unsafe ck_add_rms_norm(
        rows.count, width, rows.lowerBound, residual.pointer + at, branch.map { unsafe $0.pointer + at }, kernel,
        weight.pointer, Float(epsilon), sumPointer + at, outputPointer + at, reciprocalPointer + rows.lowerBound)
    }
  }
  return (output, Normalized(sum: sum, mean: nil, reciprocal: reciprocal))
}

/// The gradient of `addRootMeanSquareNormalize`.
///
/// With n = sum / √(mean(sum²) + ε) and g = dOutput ∘ weight: dWeight = Σ dOutput ∘ n over tokens and
/// dSum = (g − n · mean(g ∘ n)) / √(mean(sum²) + ε).
///
/// - Parameters:
///   - dOutput: `[tokens, hidden]`
///   - dSum: the gradient that reaches the sum by another path (the residual stream of a pre-norm block),
///     `[tokens, hidden]`, or nil
///   - weight: `[hidden]`
///   - dWeight: `[hidden]`, added to
/// - Returns: the gradients of the residual and of the branch, both `[tokens, hidden]` (the residual's again where
///   there is no dropout).
public func addRootMeanSquareNormalizeBackward(
  _ dOutput: Tensor, dSum: Tensor?, _ saved: Normalized, dropout: Dropout?, weight: Tensor, dWeight: inout Tensor
) -> (residual: Tensor, branch: Tensor) {
  let width = dOutput.columns
  let tokens = dOutput.rows
  precondition(dOutput.shape == saved.sum.shape, "dOutput \(dOutput.shape), sum \(saved.sum.shape)")
  precondition(saved.mean == nil, "what a layer norm has saved")
  precondition(weight.count == width && dWeight.count == width, "weight \(weight.shape), dOutput \(dOutput.shape)")
  let parts = (tokens + rowsPerTask - 1) / rowsPerTask
  var residual = Tensor(uninitialized: dOutput.shape)
  var branch = dropout == nil ? nil : Tensor(uninitialized: dOutput.shape)
  var weightParts = Tensor(uninitialized: [parts, width])
  let branchPointer = unsafe branch?.mutablePointer()
  let residualPointer = unsafe residual.mutablePointer()
  let weightPointer = unsafe weightParts.mutablePointer()
  Threads.run(tokens, by: rowsPerTask) { rows in
    let at = rows.lowerBound * width
    let part = rows.lowerBound / rowsPerTask * width
    unsafe withKernel(dropout?.kernel) { kernel in
      unsafe ck_add_rms_norm_backward(
        rows.count, width, rows.lowerBound, dOutput.pointer + at, dSum.map { unsafe $0.pointer + at },
        saved.sum.pointer + at, saved.reciprocal.pointer + rows.lowerBound, weight.pointer, kernel,
        residualPointer + at, branchPointer.map { unsafe $0 + at }, weightPointer + part)
    }
  }
  addColumnSums(of: weightParts, to: &dWeight, count: width)
  return (residual, branch ?? residual)
}
