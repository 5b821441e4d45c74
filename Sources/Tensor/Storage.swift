import Glibc
import Synchronization

/// A block of float32 values, aligned to 64 bytes, that goes back to a pool of its size when the last owner lets go.
///
/// The values are not initialised: they are whatever the block last held. Only this target makes blocks.
@safe final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  let capacity: Int

  init(count: Int) {
    capacity = Self.sizeClass(for: count)
    unsafe pointer = StoragePool.shared.take(capacity)
  }

  deinit {
    unsafe StoragePool.shared.give(pointer, capacity)
  }

  /// Sizes come in eighths of a power of two, so that batches of nearly equal size find each other's blocks.
  private static func sizeClass(for count: Int) -> Int {
    if count <= 64 { return 64 }
    let step = max(16, (1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)) / 8)
    return (count + step - 1) / step * step
  }
}

/// Blocks that nobody uses at the moment, by size.
final class StoragePool: Sendable {
  static let shared = StoragePool()

  /// A block in the pool has no other owner, so it may go to any thread.
  @safe private struct Block: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<Float>
  }

  private let free = Mutex<[Int: [Block]]>([:])
  /// Blocks of this many bytes or more are aligned to, and may be backed by, 2 MiB pages.
  private static let hugePage = 1 << 21

  func take(_ capacity: Int) -> UnsafeMutablePointer<Float> {
    if let block = free.withLock({ $0[capacity]?.popLast() }) { return unsafe block.pointer }
    let bytes = capacity * MemoryLayout<Float>.stride
    let isHuge = bytes >= Self.hugePage
    var raw: UnsafeMutableRawPointer?
    let code = unsafe posix_memalign(&raw, isHuge ? Self.hugePage : 64, bytes)
    guard code == 0, let raw = unsafe raw else {
      fatalError("out of memory: the system refused a block of \(bytes) bytes")
    }
    if isHuge { unsafe madvise(raw, bytes, MADV_HUGEPAGE) }
    return unsafe raw.bindMemory(to: Float.self, capacity: capacity)
  }

  func give(_ pointer: UnsafeMutablePointer<Float>, _ capacity: Int) {
    let block = unsafe Block(pointer: pointer)
    free.withLock { $0[capacity, default: []].append(block) }
  }

  /// Returns every unused block to the system.
  func drain() {
    free.withLock { blocks in
      for block in blocks.values.joined() { unsafe Glibc.free(block.pointer) }
      blocks.removeAll()
    }
  }
}
