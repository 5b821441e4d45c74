internal import CKernels

/// The keys, or the values, of one head of a sequence: `[keys, headSize]`, one row for each key. The products of a tile
/// of queries with those of its rows that the tile sees; each row is a column of the tile's scores.
@safe struct HeadRows<Ranges: RandomAccessCollection<Range<Int>>> where Ranges.Index == Int {
  private let rows: UnsafePointer<Float>
  private let stride: Int
  private let headSize: Int
  /// Some of the rows as columns, `[headSize, transposedStride]`; nil where products take the rows as they lie.
  private let transposed: UnsafePointer<Float>?
  private let transposedStride: Int
  /// Which rows are transposed; nil for all.
  private let used: Ranges?
  /// Rows as far apart that are fetched meanwhile, because they are needed next.
  private let next: UnsafePointer<Float>

  /// The rows of a sequence's tokens.
  ///
  /// - Parameters:
  ///   - used: the rows that some query sees
  ///   - scratch: room for their transpose `[headSize, rows of used]`, or nil. The transpose pays where several queries
  ///     use it, not for a single one.
  ///   - next: the values for keys, and the keys for values
  init(
    _ rows: UnsafePointer<Float>, stride: Int, headSize: Int, used: Ranges, scratch: UnsafeMutablePointer<Float>?,
    next: UnsafePointer<Float>
  ) {
    unsafe (self.rows, self.stride, self.headSize, self.used, self.next) = (rows, stride, headSize, used, next)
    unsafe transposed = UnsafePointer(scratch)
    transposedStride = used.columnCount
    guard let scratch = unsafe scratch else { return }
    var column = 0
    for range in used {
      unsafe ck_transpose(
        range.count, headSize, rows + range.lowerBound * stride, stride, scratch + column, transposedStride)
      column += range.count
    }
  }

  /// The keys of positions.
  init(_ positionKeys: PositionKeys) {
    unsafe rows = positionKeys.keys.pointer
    unsafe next = rows
    unsafe transposed = positionKeys.transposed.pointer
    (stride, headSize) = (positionKeys.keys.columns, positionKeys.keys.columns)
    transposedStride = positionKeys.keys.rows
    used = nil
  }

  /// target = scale · x · rows[seen]ᵀ
  ///
  /// - Parameters:
  ///   - x: `[count, headSize]`, with a row stride of `xStride`
  ///   - target: `[count, columns]`, with as many columns as rows in `seen`
  func product(
    _ x: UnsafePointer<Float>, _ xStride: Int, _ count: Int, _ seen: Ranges, scale: Float,
    into target: UnsafeMutablePointer<Float>, _ columns: Int
  ) {
    var column = 0
    for range in seen {
      let first = range.lowerBound
      if let transposed = unsafe transposed {
        let source = unsafe transposed + (used?.column(of: first) ?? first)
        unsafe ck_gemm(
          count, range.count, headSize, scale, x, xStride, 1, source, transposedStride, target + column, columns, 0)
      } else {
        unsafe ck_dot_rows(
          range.count, headSize, x, rows + first * stride, stride, next + first * stride, scale, target + column)
      }
      column += range.count
    }
  }

  /// target = weights · rows[seen]
  ///
  /// - Parameters:
  ///   - weights: `[count, columns]`, with as many columns as rows in `seen`
  ///   - target: `[count, headSize]`, with a row stride of `targetStride`
  func weightedSum(
    _ weights: UnsafePointer<Float>, _ columns: Int, _ count: Int, _ seen: Ranges,
    into target: UnsafeMutablePointer<Float>, _ targetStride: Int
  ) {
    if columns == 0 {
      for row in 0..<count { unsafe (target + row * targetStride).update(repeating: 0, count: headSize) }
    }
    var column = 0
    for range in seen {
      unsafe ck_gemm(
        count, headSize, range.count, 1, weights + column, columns, 1, rows + range.lowerBound * stride, stride, target,
        targetStride, column == 0 ? 0 : 1)
      column += range.count
    }
  }
}

/// dRows[seen] = weightsᵀ · x, or dRows[seen] += with `accumulate`: what `weightedSum` or `product` gives the rows as
/// their gradient.
///
/// - Parameters:
///   - weights: `[count, columns]`, with as many columns as rows in `seen`
///   - x: `[count, headSize]`, with a row stride of `xStride`
///   - dRows: `[keys, headSize]`, with a row stride of `stride`
func addRowGradient(
  _ weights: UnsafePointer<Float>, _ columns: Int, _ count: Int, _ x: UnsafePointer<Float>, _ xStride: Int,
  _ seen: some RandomAccessCollection<Range<Int>>, headSize: Int, to dRows: UnsafeMutablePointer<Float>, _ stride: Int,
  accumulate: Bool
) {
  var column = 0
  for range in seen {
    unsafe ck_gemm(
      range.count, headSize, count, 1, weights + column, 1, columns, x, xStride, dRows + range.lowerBound * stride,
      stride, accumulate ? 1 : 0)
    column += range.count
  }
}
