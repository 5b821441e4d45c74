internal import CKernels
internal import COpenBLAS

// The product behind the linear layers: the only caller of BLAS, and the place where the precision of the operands
// enters.

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
      .best, m: m, n: n, k: k, a: a, b: b, c: c, stride: stride, accumulate: accumulate, finish: finish)
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
