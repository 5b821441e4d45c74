import Glibc

/// Blocks that no tensor uses at the moment, in one list.
final class StoragePool: Sendable {
  static let shared = StoragePool()

  /// A block in the pool has no other owner, so it may go to any thread.
  @safe private struct Block: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<Float>
  }

  /// Unused blocks by capacity, the smallest first.
  private let free = Locked<[(capacity: Int, block: Block)]>([])
  /// Blocks of this many bytes or more are aligned to, and may be backed by, 2 MiB pages.
  private static let hugePage = 1 << 21

  /// A block of at least `needed` values with its capacity.
  ///
  /// This is the smallest unused block that is large enough, unless it is twice too large or more: what a layer keeps
  /// must not take the block of a short-lived result that is twice as wide, which each layer would then have to
  /// allocate again. Where there is none, a new block replaces one that is too small, so that batches of varying size
  /// share one set of blocks instead of keeping a set for each size.
  func take(_ needed: Int) -> (pointer: UnsafeMutablePointer<Float>, capacity: Int) {
    let found = free.withLock { blocks -> (capacity: Int, block: Block)? in
      let place = Self.firstIndex(in: blocks, atLeast: needed)
      if place < blocks.count, blocks[place].capacity < 2 * needed { return blocks.remove(at: place) }
      if place > 0, 2 * blocks[place - 1].capacity > needed {
        unsafe Glibc.free(blocks.remove(at: place - 1).block.pointer)
      }
      return nil
    }
    if let found { return unsafe (found.block.pointer, found.capacity) }
    let bytes = needed * MemoryLayout<Float>.stride
    let isHuge = bytes >= Self.hugePage
    var raw: UnsafeMutableRawPointer?
    let code = unsafe posix_memalign(&raw, isHuge ? Self.hugePage : 64, bytes)
    guard code == 0, let raw = unsafe raw else {
      fatalError("out of memory: the system refused a block of \(bytes) bytes")
    }
    if isHuge { unsafe madvise(raw, bytes, MADV_HUGEPAGE) }
    return unsafe (raw.bindMemory(to: Float.self, capacity: needed), needed)
  }

  func give(_ pointer: UnsafeMutablePointer<Float>, _ capacity: Int) {
    let block = unsafe Block(pointer: pointer)
    free.withLock { $0.insert((capacity, block), at: Self.firstIndex(in: $0, atLeast: capacity)) }
  }

  /// The place of the first block with at least `capacity` values, by binary search.
  private static func firstIndex(in blocks: [(capacity: Int, block: Block)], atLeast capacity: Int) -> Int {
    var (low, high) = (0, blocks.count)
    while low < high {
      let middle = (low + high) / 2
      if blocks[middle].capacity < capacity { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
