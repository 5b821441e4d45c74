extension Tensor {
  /// Reads the values in place as the bytes that this machine keeps them in, four each.
  public func withBytes<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
    let start = unsafe UnsafeRawPointer(pointer).assumingMemoryBound(to: UInt8.self)
    return try unsafe body(UnsafeBufferPointer(start: start, count: 4 * count).span)
  }
}
