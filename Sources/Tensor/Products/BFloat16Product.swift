internal import CKernels

// The products of `multiply` on operands that are rounded to bfloat16.

/// Pairs in the packed rows of a factor with k columns.
private func packedWidth(_ k: Int) -> Int { (k + 31) / 32 * 16 }

/// Parts of a factor that threads pack, in the order in which they lie in memory: whole rows of it where k runs along
/// them, and otherwise bands of k.
private func partsToPack(places: Int, k: Int, areRows: Bool) -> TileGrid {
  TileGrid(m: places, n: k, rowStep: areRows ? 64 : 512, columnStep: areRows ? (k + 31) / 32 * 32 : 64)
}

/// c[m, n] = a[m, k] · b[k, n], or c +=, as `multiply` does, with k above 0.
///
/// The bits of an element depend on its row of a, its column of b, what it is added to and the kernel, and nothing
/// else.
func bfloat16Multiply(
  _ kernel: BFloat16Kernel, m: Int, n: Int, k: Int, a: Operand, b: Operand, c: UnsafeMutablePointer<Float>,
  stride: Int, accumulate: Bool, finish: (Range<Int>, Range<Int>) -> Void = { _, _ in }
) {
  let width = packedWidth(k)
  let columns = unsafe packedColumns(b, k: k, n: n)
  /// The product of packed rows that begin with row `first` of a.
  func makeTile(_ r: Range<Int>, _ s: Range<Int>, packedRows: Storage, first: Int) {
    unsafe ck_product_bfloat16(
      kernel.rawValue, r.count, s.count, k, packedRows.pointer + (r.lowerBound - first) * width,
      columns.pointer + s.lowerBound * width, c + r.lowerBound * stride + s.lowerBound, stride, accumulate ? 1 : 0)
    finish(r, s)
  }
  if let band = rowsOfBand(m) {
    Threads.run(m, by: band) { r in
      let packed = packedRowsStorage(r.count, width)
      unsafe packRows(a, r, 0..<k, into: packed.pointer, width)
      for first in Swift.stride(from: 0, to: n, by: columnsOfTile) {
        makeTile(r, first..<min(n, first + columnsOfTile), packedRows: packed, first: r.lowerBound)
      }
    }
    return
  }
  let packed = packedRowsStorage(m, width)
  let parts = partsToPack(places: m, k: k, areRows: unsafe !a.isTransposed)
  Threads.run(parts.count) { task in
    let (r, depth) = parts[task]
    unsafe packRows(a, r, depth, into: packed.pointer + r.lowerBound * width, width)
  }
  let tiles = bfloat16Tiles(m: m, n: n)
  Threads.run(tiles.count) { task in
    let (r, s) = tiles[task]
    makeTile(r, s, packedRows: packed, first: 0)
  }
}

/// Columns whose part of b stays in the second-level cache for 512 of k.
private let columnsOfTile = 512

/// Rows that a thread packs for itself and multiplies by all columns; nil where there would be too few such bands.
private func rowsOfBand(_ m: Int) -> Int? { m < 256 ? nil : min(256, (m / 8 + 31) / 32 * 32) }

private func packedRowsStorage(_ rows: Int, _ width: Int) -> Storage { Storage(count: (rows + 15) / 16 * 16 * width) }

/// Packs part of a, in which `rows` begin at `target`.
private func packRows(
  _ a: Operand, _ rows: Range<Int>, _ depth: Range<Int>, into target: UnsafeMutablePointer<Float>, _ width: Int
) {
  unsafe ck_pack_bfloat16_a(
    rows.count, depth.count, a.start(row: rows.lowerBound, column: depth.lowerBound), a.stride, a.isTransposed ? 1 : 0,
    16 * width, target + 16 * packedWidth(depth.lowerBound))
}

/// b packed by all threads, or the copy that a weight keeps until it is written.
private func packedColumns(_ b: Operand, k: Int, n: Int) -> Storage {
  func pack() -> Storage {
    let width = packedWidth(k)
    let packed = Storage(count: (n + 31) / 32 * 32 * width)
    let parts = partsToPack(places: n, k: k, areRows: unsafe b.isTransposed)
    Threads.run(parts.count) { task in
      let (part, depth) = parts[task]
      unsafe ck_pack_bfloat16_b(
        depth.count, part.count, b.start(row: depth.lowerBound, column: part.lowerBound), b.stride,
        b.isTransposed ? 1 : 0, 32 * width,
        packed.pointer + part.lowerBound * width + 32 * packedWidth(depth.lowerBound))
    }
    return packed
  }
  guard let owner = unsafe b.owner else { return pack() }
  let part = unsafe Storage.Part(
    offset: b.pointer - UnsafePointer(owner.pointer), k: k, n: n, isTransposed: b.isTransposed)
  return owner.packedCopy(of: part) {
    ProductCount.addPacking()
    return pack()
  }
}

/// Tiles of few rows, smaller ones where threads would have nothing to do.
private func bfloat16Tiles(m: Int, n: Int) -> TileGrid {
  var (rowStep, columnStep) = (256, columnsOfTile)
  while TileGrid(m: m, n: n, rowStep: rowStep, columnStep: columnStep).count < 8 && max(rowStep, columnStep) > 64 {
    if columnStep >= rowStep { columnStep /= 2 } else { rowStep /= 2 }
  }
  return TileGrid(m: m, n: n, rowStep: rowStep, columnStep: columnStep)
}
