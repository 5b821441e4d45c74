internal import CKernels

// The products of `multiply` on Attune's own kernels, where the CPU has AVX-512: operands are packed once, or where
// they are used, and stay in the caches. Documentation/performance.md compares them with OpenBLAS.

// Block sizes have the names of BLIS (Van Zee and van de Geijn 2015); `CKernels.h` says what mr, nr and kc fit.
private let mr = Int(ck_mr)
private let nr = Int(ck_nr)
private let kc = Int(ck_kc)
/// Columns of b whose kc steps (576 KiB) stay in a second-level cache of 1 MiB.
private let nc = 384
/// Rows of a that share them.
private let mc = 28 * mr
/// Elements of b (4 MiB) that are cheap to pack beforehand, for any number of rows of a.
private let fewElements = 1 << 20
/// Elements of b (32 MiB, a third-level cache) that would go to main memory and back if they were packed beforehand,
/// and rows of a that are few compared with them.
private let manyElements = 1 << 23
private let manyRows = 1024

/// Rows of the result that one task computes: more rows read a block of b more often from the second-level cache, as
/// long as there are enough tasks to occupy several threads evenly.
private func taskStep(_ rows: Int, columnParts: Int) -> Int {
  let enough = 24
  return mr * ([14, 8].first { rows / ($0 * mr) * columnParts >= enough } ?? 4)
}

/// c[m, n] = a[m, k] · b[k, n], or c +=, as `multiply` does.
///
/// With a transposed b (y = x · weightᵀ) the bits of an element come from its row of a, its column of b, and nothing
/// else; otherwise also from the shape of the product. The number of threads never changes them.
func packedMultiply(
  m: Int, n: Int, k: Int, a: Operand, b: Operand, c: UnsafeMutablePointer<Float>, stride: Int, accumulate: Bool,
  finish: (Range<Int>, Range<Int>) -> Void
) {
  let product = unsafe PackedProduct(m: m, n: n, k: k, a: a, b: b, c: c, stride: stride, accumulate: accumulate)
  if unsafe a.isTransposed {
    product.makeGradient(finish)
  } else if unsafe b.isTransposed && m <= nc {
    product.makeTransposed(finish)
  } else if unsafe (m <= manyRows && k * n > manyElements)
    || (m <= mc && k * n > fewElements && !b.isTransposed)
  {
    let parts = unsafe b.isTransposed ? 1 : max(1, k / 6144)
    product.makeInParts(parts, tiles: TileGrid(m: m, n: n, rowStep: m, columnStep: nc), finish)
  } else {
    product.makeWithPackedFactor(finish)
  }
}

private let isPacked = Int32(ck_packed.rawValue)

/// The second factor of a product in the order in which the kernels read it, packed by all threads.
@safe private struct PackedFactor {
  private let storage: Storage
  private let depth: Int
  /// Floats from one block of k to the next. All columns of a block lie together: the panels of a single column would
  /// be a power of two apart and fall into the same sets of the cache.
  let blockStride: Int

  init(_ b: Operand, k: Int, columns: Int) {
    let depth = ck_product_block(k)
    let blocks = (k + depth - 1) / depth
    let blockStride = (columns + nr - 1) / nr * nr * depth
    let storage = Storage(count: blocks * blockStride)
    let columnsOfTask = 4 * nr
    let parts = (columns + columnsOfTask - 1) / columnsOfTask
    Threads.run(parts * blocks) { task in
      let p = task % blocks * depth
      let column = task / blocks * columnsOfTask
      unsafe ck_pack(
        min(depth, k - p), depth, min(columnsOfTask, columns - column),
        b.start(row: p, column: column), b.stride, b.isTransposed ? 1 : 0,
        storage.pointer + p / depth * blockStride + column * depth)
    }
    (self.storage, self.depth, self.blockStride) = (storage, depth, blockStride)
  }

  /// From this column on, a multiple of nr.
  subscript(column: Int) -> UnsafePointer<Float> { unsafe UnsafePointer(storage.pointer + column * depth) }
}

@safe private struct PackedProduct {
  let m: Int
  let n: Int
  let k: Int
  let a: Operand
  let b: Operand
  let c: UnsafeMutablePointer<Float>
  let stride: Int
  let accumulate: Bool

  init(
    m: Int, n: Int, k: Int, a: Operand, b: Operand, c: UnsafeMutablePointer<Float>, stride: Int, accumulate: Bool
  ) {
    (self.m, self.n, self.k) = (m, n, k)
    unsafe (self.a, self.b, self.c) = (a, b, c)
    self.stride = stride
    self.accumulate = accumulate
  }

  /// For many rows: all of b is packed first.
  func makeWithPackedFactor(_ finish: (Range<Int>, Range<Int>) -> Void) {
    let packed = unsafe PackedFactor(b, k: k, columns: n)
    let columnParts = (n + nc - 1) / nc
    let step = taskStep(m, columnParts: columnParts)
    let rowParts = (m + step - 1) / step
    // Neighbouring tasks share columns of b, which then stay in a core's cache.
    Threads.run(rowParts * columnParts) { task in
      let row = task % rowParts * step
      let column = task / rowParts * nc
      let (rows, columns) = (row..<min(m, row + step), column..<min(n, column + nc))
      let scratch = Storage(count: Int(ck_product_scratch))
      unsafe ck_product(
        rows.count, columns.count, k, a.pointer + row * a.stride, a.stride, 0, packed[column],
        packed.blockStride, isPacked, c + row * stride + column, stride, accumulate ? 1 : 0, 0, scratch.pointer)
      finish(rows, columns)
    }
  }

  /// cᵀ = bᵀ · aᵀ for a few rows: b, a weight stored by outputs, is read once and where it lies.
  func makeTransposed(_ finish: (Range<Int>, Range<Int>) -> Void) {
    let packed = unsafe PackedFactor(
      Operand(pointer: a.pointer, stride: a.stride, isTransposed: true), k: k, columns: m)
    Threads.run(n, by: taskStep(n, columnParts: 1)) { columns in
      let column = columns.lowerBound
      let scratch = Storage(count: Int(ck_product_scratch))
      unsafe ck_product(
        columns.count, m, k, b.pointer + column * b.stride, b.stride, 0, packed[0], packed.blockStride, isPacked,
        c + column, stride, accumulate ? 1 : 0, 1, scratch.pointer)
      finish(0..<m, columns)
    }
  }

  /// For a weight's gradient: k is the number of tokens, often much larger than m and n.
  func makeGradient(_ finish: (Range<Int>, Range<Int>) -> Void) {
    var columnParts = (n + nc - 1) / nc
    // Each tile packs its own part of b; twice the rows halve that work.
    let rowStep = (m + 2 * mc - 1) / (2 * mc) * columnParts >= 6 ? 2 * mc : mc
    var rowParts = (m + rowStep - 1) / rowStep
    let depthParts = max(1, min(8 / (rowParts * columnParts), k / 1024))
    // Tiles as large as the caches allow, but enough of them for several threads.
    while depthParts * rowParts * columnParts < 4 && (m > 4 * mr * rowParts || n > 2 * nr * columnParts) {
      if m * columnParts >= n * rowParts { rowParts += 1 } else { columnParts += 1 }
    }
    makeInParts(
      depthParts,
      tiles: TileGrid(
        m: m, n: n, rowStep: ((m + rowParts - 1) / rowParts + mr - 1) / mr * mr,
        columnStep: ((n + columnParts - 1) / columnParts + nr - 1) / nr * nr), finish)
  }

  /// The sum of `parts` products, each over a part of k; every task packs its own part of b.
  func makeInParts(_ parts: Int, tiles: TileGrid, _ finish: (Range<Int>, Range<Int>) -> Void) {
    let sums = parts > 1 ? Storage(count: (parts - 1) * m * n) : nil
    let depth = (k + parts - 1) / parts
    Threads.run(parts * tiles.count) { task in
      let (rows, columns) = tiles[task % tiles.count]
      let part = task / tiles.count
      let first = part * depth
      let scratch = Storage(
        count: Int(ck_product_scratch) + kc * ((columns.count + nr - 1) / nr * nr))
      let aPart = unsafe a.start(row: rows.lowerBound, column: first)
      let column = columns.lowerBound
      let bPart = unsafe b.start(row: first, column: column)
      let form = unsafe Int32((b.isTransposed ? ck_transposed : ck_plain).rawValue)
      // The first part goes to c itself, the others to sums of their own.
      var (target, targetStride, adds) = unsafe (c, stride, accumulate)
      if part > 0, let sums {
        unsafe (target, targetStride, adds) = (sums.pointer + (part - 1) * m * n, n, false)
      }
      unsafe ck_product(
        rows.count, columns.count, min(depth, k - first), aPart, a.stride, a.isTransposed ? 1 : 0, bPart, b.stride,
        form, target + rows.lowerBound * targetStride + column, targetStride, adds ? 1 : 0, 0, scratch.pointer)
      if sums == nil { finish(rows, columns) }
    }
    guard let sums else { return }
    Threads.run(m, by: 16) { rows in
      for row in rows {
        for part in 0..<(parts - 1) {
          unsafe ck_add_scaled(n, c + row * stride, sums.pointer + (part * m + row) * n, 1)
        }
      }
      finish(rows, 0..<n)
    }
  }
}
