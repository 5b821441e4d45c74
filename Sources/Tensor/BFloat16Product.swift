internal import CKernels

// The products of `multiply` on operands that are rounded to bfloat16.

/// Pairs in the packed rows of a factor with k columns.
private func packedWidth(_ k: Int) -> Int { (k + 31) / 32 * 16 }

/// c[m, n] = a[m, k] · b[k, n], or c +=, as `multiply` does, with k above 0.
///
/// The bits of an element come from its row of a, its column of b, what it is added to and the kernel, and nothing else.
func bfloat16Multiply(
  m: Int, n: Int, k: Int, a: Operand, b: Operand, c: UnsafeMutablePointer<Float>, stride: Int, accumulate: Bool,
  finish: (Range<Int>, Range<Int>) -> Void = { _, _ in }
) {
  let kernel = BFloat16Kernel.best.rawValue
  let width = packedWidth(k)
  let rows = Storage(count: (m + 15) / 16 * 16 * width)
  Threads.run(m, by: 64) { part in
    let first = part.lowerBound
    unsafe ck_pack_bfloat16_a(
      part.count, k, a.pointer + (a.isTransposed ? first : first * a.stride), a.stride, a.isTransposed ? 1 : 0,
      rows.pointer + first * width)
  }
  let columns = unsafe packedColumns(b, k: k, n: n)
  let tiles = bfloat16Tiles(m: m, n: n)
  Threads.run(tiles.count) { task in
    let (r, s) = tiles[task]
    unsafe ck_product_bfloat16(
      kernel, r.count, s.count, k, rows.pointer + r.lowerBound * width, columns.pointer + s.lowerBound * width,
      c + r.lowerBound * stride + s.lowerBound, stride, accumulate ? 1 : 0)
    finish(r, s)
  }
}

/// b packed by all threads, or the copy that a weight keeps since it was last written.
private func packedColumns(_ b: Operand, k: Int, n: Int) -> Storage {
  func pack() -> Storage {
    let width = packedWidth(k)
    let packed = Storage(count: (n + 31) / 32 * 32 * width)
    Threads.run(n, by: 64) { part in
      let first = part.lowerBound
      unsafe ck_pack_bfloat16_b(
        k, part.count, b.pointer + (b.isTransposed ? first * b.stride : first), b.stride, b.isTransposed ? 1 : 0,
        packed.pointer + first * width)
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

/// Tiles whose part of b stays in the second-level cache for 512 of k; smaller ones where threads would have nothing to do.
private func bfloat16Tiles(m: Int, n: Int) -> TileGrid {
  var (rowStep, columnStep) = (256, 512)
  while TileGrid(m: m, n: n, rowStep: rowStep, columnStep: columnStep).count < 8 && max(rowStep, columnStep) > 64 {
    if columnStep >= rowStep { columnStep /= 2 } else { rowStep /= 2 }
  }
  return TileGrid(m: m, n: n, rowStep: rowStep, columnStep: columnStep)
}
