internal import CKernels
internal import COpenBLAS

// The three products of a linear layer, y = x · weightᵀ + bias. They are the only callers of BLAS, and the place where
// the precision of the operands enters.

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
public func linear(
  _ x: Tensor, weight: Tensor, rows: Range<Int>, bias: Tensor?, into y: inout Tensor, column: Int
) {
  check(rows, of: weight)
  let inputs = weight.columns
  precondition(x.columns == inputs, "x \(x.shape) does not fit the weight \(weight.shape)")
  precondition(
    y.rows == x.rows && column + rows.count <= y.columns, "y \(y.shape) has no room for \(rows.count) columns")
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

/// The activations of a feed-forward layer.
public enum Activation: String, Sendable, Codable, CaseIterable {
  /// x · Φ(x), with the exact normal distribution.
  case gelu
  /// The tanh approximation of GELU (GPT-2).
  case geluTanh = "gelu_new"
  case relu

  var code: Int32 {
    switch self {
    case .gelu: Int32(ck_gelu.rawValue)
    case .geluTanh: Int32(ck_gelu_tanh.rawValue)
    case .relu: Int32(ck_relu.rawValue)
    }
  }
}

/// input = x · weightᵀ + bias and output = activation(input), each part activated while it is in the cache.
///
/// - Returns: both `[tokens, outputs]`; the backward pass needs `input`.
public func linear(
  _ x: Tensor, weight: Tensor, bias: Tensor, activation: Activation
) -> (input: Tensor, output: Tensor) {
  var input = Tensor(uninitialized: [x.rows, weight.rows])
  var output = Tensor(uninitialized: [x.rows, weight.rows])
  unsafe linear(
    x, weight: weight, bias: bias, activation, input: input.mutablePointer(), output: output.mutablePointer())
  return (input, output)
}

/// activation(x · weightᵀ + bias) alone: for a pass without a backward pass, or where the output says what backward has to know.
///
/// - Returns: `[tokens, outputs]`
public func activatedLinear(_ x: Tensor, weight: Tensor, bias: Tensor, activation: Activation) -> Tensor {
  var output = Tensor(uninitialized: [x.rows, weight.rows])
  let pointer = unsafe output.mutablePointer()
  unsafe linear(x, weight: weight, bias: bias, activation, input: pointer, output: pointer)
  return output
}

private func linear(
  _ x: Tensor, weight: Tensor, bias: Tensor, _ activation: Activation, input: UnsafeMutablePointer<Float>,
  output: UnsafeMutablePointer<Float>
) {
  let width = weight.rows
  precondition(x.columns == weight.columns, "x \(x.shape) does not fit the weight \(weight.shape)")
  precondition(bias.count == width, "bias \(bias.shape) does not fit the weight \(weight.shape)")
  let biasPointer = unsafe bias.pointer
  let code = activation.code
  unsafe multiply(
    m: x.rows, n: width, k: weight.columns,
    a: Operand(pointer: x.pointer, stride: weight.columns),
    b: Operand(pointer: weight.pointer, stride: weight.columns, isTransposed: true, owner: weight.storage),
    c: input, stride: width, accumulate: false
  ) { r, c in
    let at = r.lowerBound * width + c.lowerBound
    unsafe ck_bias_activation(
      r.count, c.count, input + at, width, biasPointer + c.lowerBound, output + at, width, code)
  }
}

/// dX = dY[:, column..<column + rows.count] · weight[rows], or dX += with `accumulate`.
///
/// - Parameters:
///   - dY: `[tokens, outputs]`
///   - weight: `[outputs, inputs]`
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
public func linearInputGradient(_ dY: Tensor, weight: Tensor) -> Tensor {
  var dX = Tensor(uninitialized: [dY.rows, weight.columns])
  linearInputGradient(dY, column: 0, weight: weight, rows: 0..<weight.rows, into: &dX, accumulate: false)
  return dX
}

/// dWeight[rows] = dY[:, column..<column + rows.count]ᵀ · x, or dWeight += with `accumulate`.
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

// MARK: The product behind them

/// One factor of a product: `[rows, columns]` with the given row stride, or its transpose.
@unsafe struct Operand {
  let pointer: UnsafePointer<Float>
  let stride: Int
  var isTransposed = false
  /// A weight's storage, which keeps packed copies of it.
  var owner: Storage?

  /// Where an element of the factor lies.
  func start(row: Int, column: Int) -> UnsafePointer<Float> {
    unsafe pointer + (isTransposed ? column * stride + row : row * stride + column)
  }
}

/// c[m, n] = a[m, k] · b[k, n], or c +=, on tiles that depend on m, n and k alone.
///
/// `finish` is called for each tile (its rows and columns) on the thread that made it, while it is in the cache.
func multiply(
  m: Int, n: Int, k: Int, a: Operand, b: Operand, c: UnsafeMutablePointer<Float>, stride: Int, accumulate: Bool,
  finish: (Range<Int>, Range<Int>) -> Void = { _, _ in }
) {
  if m == 0 || n == 0 { return }
  ProductCount.add(m * n * k)
  if k > 0 && Machine.precision == .bfloat16 {
    unsafe bfloat16Multiply(
      m: m, n: n, k: k, a: a, b: b, c: c, stride: stride, accumulate: accumulate, finish: finish)
    return
  }
  if k > 0 && ck_has_product() != 0 {
    unsafe packedMultiply(
      m: m, n: n, k: k, a: a, b: b, c: c, stride: stride, accumulate: accumulate, finish: finish)
    return
  }
  let tiles = TileGrid(m: m, n: n)
  Threads.run(tiles.count) { task in
    let (rows, columns) = tiles[task]
    unsafe multiplyTile(
      rows: rows, columns: columns, k: k, a: a, b: b, c: c, stride: stride, accumulate: accumulate)
    finish(rows, columns)
  }
}

private func multiplyTile(
  rows: Range<Int>, columns: Range<Int>, k: Int, a: Operand, b: Operand, c: UnsafeMutablePointer<Float>, stride: Int,
  accumulate: Bool
) {
  let aStart = unsafe a.start(row: rows.lowerBound, column: 0)
  let bStart = unsafe b.start(row: 0, column: columns.lowerBound)
  let cStart = unsafe c + rows.lowerBound * stride + columns.lowerBound
  if let blas = OpenBLAS.shared {
    unsafe blas.sgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans, b.isTransposed ? CblasTrans : CblasNoTrans,
      blasint(rows.count), blasint(columns.count), blasint(k), 1, aStart, blasint(a.stride), bStart, blasint(b.stride),
      accumulate ? 1 : 0, cStart, blasint(stride))
    return
  }
  // Our own kernel wants b's rows contiguous.
  var bRows = unsafe bStart
  var bStride = unsafe b.stride
  var copy: Storage?
  if unsafe b.isTransposed {
    let storage = Storage(count: k * columns.count)
    unsafe ck_transpose(columns.count, k, bStart, b.stride, storage.pointer, columns.count)
    unsafe bRows = UnsafePointer(storage.pointer)
    bStride = columns.count
    copy = storage
  }
  unsafe ck_gemm(
    rows.count, columns.count, k, 1, aStart, a.isTransposed ? 1 : a.stride, a.isTransposed ? a.stride : 1, bRows,
    bStride, cStart, stride, accumulate ? 1 : 0)
  withExtendedLifetime(copy) {}
}

/// How a product of a given shape is cut: never by the number of threads.
struct TileGrid {
  let m: Int
  let n: Int
  let rowStep: Int
  let columnStep: Int

  init(m: Int, n: Int) {
    self.m = m
    self.n = n
    // About 384 × 192: large enough to outweigh the packing of operands that each call of BLAS repeats, small enough to
    // occupy several cores. Measured: Documentation/performance.md.
    let rowParts = max(1, (m + 192) / 384)
    let columnParts = max(1, (n + 96) / 192)
    rowStep = (m + rowParts - 1) / rowParts
    columnStep = ((n + columnParts - 1) / columnParts + 15) / 16 * 16
  }

  /// Tiles of a given size.
  init(m: Int, n: Int, rowStep: Int, columnStep: Int) {
    (self.m, self.n, self.rowStep, self.columnStep) = (m, n, rowStep, columnStep)
  }

  private var columnParts: Int { (n + columnStep - 1) / columnStep }
  var count: Int { (m + rowStep - 1) / rowStep * columnParts }

  subscript(task: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    let row = task / columnParts * rowStep
    let column = task % columnParts * columnStep
    return (row..<min(m, row + rowStep), column..<min(n, column + columnStep))
  }
}
