/// A block of float32 values, aligned to 64 bytes, that returns to a pool when its last owner releases it.
///
/// The values are not initialised: they are what the block last held. Only this target makes blocks.
@safe final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  let capacity: Int
  /// Copies of some of the values that are packed for products.
  private var packedCopies: [Part: Storage] = [:]
  private static let packedCopiesLock = Locked<Void>(())

  init(count: Int) {
    let block = unsafe StoragePool.shared.take(Self.sizeClass(for: count))
    unsafe pointer = block.pointer
    capacity = unsafe block.capacity
  }

  deinit {
    unsafe StoragePool.shared.give(pointer, capacity)
  }

  /// Which values a packed copy is of: a factor [k, n] that begins at an offset, or its transpose.
  struct Part: Hashable {
    let offset: Int
    let k: Int
    let n: Int
    let isTransposed: Bool
  }

  /// A packed copy that is made once and kept until the values are written.
  ///
  /// Where several threads read one tensor at the same time, each of them may make it.
  func packedCopy(of part: Part, make: () -> Storage) -> Storage {
    if let found = Self.packedCopiesLock.withLock({ _ in packedCopies[part] }) { return found }
    let made = make()
    Self.packedCopiesLock.withLock { _ in packedCopies[part] = made }
    return made
  }

  /// Releases the packed copies, before the only owner writes the values.
  func forgetPackedCopies() {
    if !packedCopies.isEmpty { packedCopies = [:] }
  }

  /// Sizes come in eighths of a power of two, so that batches of nearly equal size find each other's blocks.
  private static func sizeClass(for count: Int) -> Int {
    if count <= 64 { return 64 }
    let step = max(16, (1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)) / 8)
    return (count + step - 1) / step * step
  }
}
