internal import CKernels

// The three products of a linear layer, y = x · weightᵀ + bias: y, dX and dWeight.

/// Which rows of a weight take part: `weight[rows, :]` is a contiguous block.
private func check(_ rows: Range<Int>, of weight: Tensor) {
  precondition(
    rows.lowerBound >= 0 && rows.upperBound <= weight.rows, "rows \(rows) of a weight of shape \(weight.shape)")
}

/// y = x · weightᵀ + bias
///
/// - Parameters:
///   - x: `[tokens, inputs]`
///   - weight: `[outputs, inputs]`
///   - bias: `[outputs]`, or nil
/// - Returns: `[tokens, outputs]`
public func linear(_ x: Tensor, weight: Tensor, bias: Tensor?) -> Tensor {
  var y = Tensor(uninitialized: [x.rows, weight.rows])
  linear(x, weight: weight, rows: 0..<weight.rows, bias: bias, into: &y, column: 0)
  return y
}

/// y[:, column..<column + rows.count] = x · weight[rows]ᵀ + bias[rows]
///
/// - Parameters:
///   - x: `[tokens, inputs]`
///   - weight: `[outputs, inputs]`
///   - rows: which outputs are computed
///   - bias: `[outputs]`, or nil
///   - y: `[tokens, columns]`; the other columns keep their values
public func linear(
  _ x: Tensor, weight: Tensor, rows: Range<Int>, bias: Tensor?, into y: inout Tensor, column: Int
) {
  check(rows, of: weight)
  let inputs = weight.columns
  precondition(x.columns == inputs, "x \(x.shape) does not fit the weight \(weight.shape)")
  precondition(
    y.rows == x.rows && column + rows.count <= y.columns, "y \(y.shape) has no room for \(rows.count) columns")
  precondition(
    bias == nil || bias!.count == weight.rows, "bias \(bias!.shape) does not fit the weight \(weight.shape)")
  let stride = y.columns
  let output = unsafe y.mutablePointer() + column
  let biasPointer = unsafe bias.map { unsafe $0.pointer + rows.lowerBound }
  unsafe multiply(
    m: x.rows, n: rows.count, k: inputs,
    a: Operand(pointer: x.pointer, stride: inputs),
    b: Operand(
      pointer: weight.pointer + rows.lowerBound * inputs, stride: inputs, isTransposed: true, owner: weight.storage),
    c: output, stride: stride, accumulate: false
  ) { r, c in
    if let biasPointer = unsafe biasPointer {
      unsafe ck_add_bias(
        r.count, c.count, output + r.lowerBound * stride + c.lowerBound, stride, biasPointer + c.lowerBound)
    }
  }
}

/// input = x · weightᵀ + bias and output = activation(input), each part activated while it is in the cache.
///
/// - Parameters:
///   - x: `[tokens, inputs]`
///   - weight: `[outputs, inputs]`
///   - bias: `[outputs]`, or nil
/// - Returns: both `[tokens, outputs]`; the backward pass needs `input`.
public func linear(
  _ x: Tensor, weight: Tensor, bias: Tensor?, activation: Activation
) -> (input: Tensor, output: Tensor) {
  var input = Tensor(uninitialized: [x.rows, weight.rows])
  var output = Tensor(uninitialized: [x.rows, weight.rows])
  unsafe linear(
    x, weight: weight, bias: bias, activation, input: input.mutablePointer(), output: output.mutablePointer())
  return (input, output)
}

/// activation(x · weightᵀ + bias) alone: for a pass without a backward pass, or where backward needs only the output.
///
/// - Parameters:
///   - x: `[tokens, inputs]`
///   - weight: `[outputs, inputs]`
///   - bias: `[outputs]`, or nil
/// - Returns: `[tokens, outputs]`
public func activatedLinear(_ x: Tensor, weight: Tensor, bias: Tensor?, activation: Activation) -> Tensor {
  var output = Tensor(uninitialized: [x.rows, weight.rows])
  let pointer = unsafe output.mutablePointer()
  unsafe linear(x, weight: weight, bias: bias, activation, input: pointer, output: pointer)
  return output
}

private func linear(
  _ x: Tensor, weight: Tensor, bias: Tensor?, _ activation: Activation, input: UnsafeMutablePointer<Float>,
  output: UnsafeMutablePointer<Float>
) {
  let width = weight.rows
  precondition(x.columns == weight.columns, "x \(x.shape) does not fit the weight \(weight.shape)")
  precondition(bias == nil || bias!.count == width, "bias \(bias!.shape) does not fit the weight \(weight.shape)")
  let biasPointer = unsafe bias?.pointer
  let code = activation.code
  unsafe multiply(
    m: x.rows, n: width, k: weight.columns,
    a: Operand(pointer: x.pointer, stride: weight.columns),
    b: Operand(pointer: weight.pointer, stride: weight.columns, isTransposed: true, owner: weight.storage),
    c: input, stride: width, accumulate: false
  ) { r, c in
    let at = r.lowerBound * width + c.lowerBound
    unsafe ck_bias_activation(
      r.count, c.count, input + at, width, biasPointer.map { unsafe $0 + c.lowerBound }, output + at, width, code)
  }
}

/// dX = dY[:, column..<column + rows.count] · weight[rows], or dX += with `accumulate`.
///
/// - Parameters:
///   - dY: `[tokens, columns]`
///   - weight: `[outputs, inputs]`
///   - rows: which outputs the columns of dY belong to
///   - dX: `[tokens, inputs]`
public func linearInputGradient(
  _ dY: Tensor, column: Int, weight: Tensor, rows: Range<Int>, into dX: inout Tensor, accumulate: Bool
) {
  check(rows, of: weight)
  let inputs = weight.columns
  precondition(dX.columns == inputs && dX.rows == dY.rows, "dX \(dX.shape) does not fit dY \(dY.shape)")
  precondition(
    column >= 0 && column + rows.count <= dY.columns, "dY \(dY.shape) has no \(rows.count) columns from \(column)")
  unsafe multiply(
    m: dY.rows, n: inputs, k: rows.count,
    a: Operand(pointer: dY.pointer + column, stride: dY.columns),
    b: Operand(pointer: weight.pointer + rows.lowerBound * inputs, stride: inputs, owner: weight.storage),
    c: dX.mutablePointer(), stride: inputs, accumulate: accumulate)
}

/// dX = dY · weight
///
/// - Parameters:
///   - dY: `[tokens, outputs]`
///   - weight: `[outputs, inputs]`
/// - Returns: `[tokens, inputs]`
public func linearInputGradient(_ dY: Tensor, weight: Tensor) -> Tensor {
  var dX = Tensor(uninitialized: [dY.rows, weight.columns])
  linearInputGradient(dY, column: 0, weight: weight, rows: 0..<weight.rows, into: &dX, accumulate: false)
  return dX
}

/// dWeight[rows] = dY[:, column..<column + rows.count]ᵀ · x, or dWeight += with `accumulate`.
///
/// - Parameters:
///   - dY: `[tokens, columns]`
///   - x: `[tokens, inputs]`
///   - dWeight: `[outputs, inputs]`; the other rows keep their values
public func linearWeightGradient(
  _ dY: Tensor, column: Int = 0, x: Tensor, into dWeight: inout Tensor, rows: Range<Int>, accumulate: Bool
) {
  check(rows, of: dWeight)
  let inputs = dWeight.columns
  precondition(x.columns == inputs && x.rows == dY.rows, "x \(x.shape) does not fit dY \(dY.shape)")
  precondition(column >= 0 && column + rows.count <= dY.columns, "dY \(dY.shape), \(rows.count) columns from \(column)")
  unsafe multiply(
    m: rows.count, n: inputs, k: x.rows,
    a: Operand(pointer: dY.pointer + column, stride: dY.columns, isTransposed: true),
    b: Operand(pointer: x.pointer, stride: inputs),
    c: dWeight.mutablePointer() + rows.lowerBound * inputs, stride: inputs, accumulate: accumulate)
}

/// dBias[first..<first + count] += the sum over tokens of dY[:, column..<column + count]
///
/// - Parameters:
///   - dY: `[tokens, columns]`
///   - dBias: `[outputs]`
public func addColumnSums(
  of dY: Tensor, column: Int = 0, to dBias: inout Tensor, first: Int = 0, count: Int
) {
  precondition(column + count <= dY.columns && first + count <= dBias.count)
  let source = unsafe dY.pointer + column
  let target = unsafe dBias.mutablePointer() + first
  let stride = dY.columns
  Threads.run(count, by: 128) { part in
    unsafe ck_column_sums(dY.rows, part.count, source + part.lowerBound, stride, target + part.lowerBound)
  }
}
