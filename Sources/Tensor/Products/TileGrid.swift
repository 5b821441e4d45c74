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
