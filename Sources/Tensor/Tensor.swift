internal import CKernels

/// A dense array of float32 values in row-major order.
///
/// A tensor is a value: a copy is cheap and shares its storage until one of the two is changed.
/// Most tensors here are `[tokens, width]`: one row for each token, no padding.
public struct Tensor: Sendable {
  /// The extent of each dimension; the last one is contiguous.
  public let shape: [Int]
  var storage: Storage

  /// Number of values.
  public let count: Int

  /// A tensor with undefined values; the caller writes each of them before it reads it.
  init(uninitialized shape: [Int]) {
    self.shape = shape
    count = shape.reduce(1, *)
    storage = Storage(count: max(1, count))
  }

  /// A tensor for the layers, which write each of its values before they read it.
  package static func uninitialized(_ shape: [Int]) -> Tensor { Tensor(uninitialized: shape) }

  /// A tensor of zeros.
  public init(zeros shape: [Int]) {
    self.init(repeating: 0, shape)
  }

  /// A tensor with the same value everywhere.
  public init(repeating value: Float, _ shape: [Int]) {
    self.init(uninitialized: shape)
    unsafe storage.pointer.update(repeating: value, count: count)
  }

  /// A tensor with the given values, which must fill the shape exactly.
  public init(_ values: some Collection<Float>, shape: [Int]) {
    self.init(uninitialized: shape)
    precondition(values.count == count, "\(values.count) values do not fill the shape \(shape)")
    let buffer = unsafe UnsafeMutableBufferPointer(start: storage.pointer, count: count)
    _ = unsafe buffer.initialize(fromContentsOf: values)
  }

  /// Number of rows: the product of all extents but the last.
  public var rows: Int { columns == 0 ? 0 : count / columns }

  /// The last extent, 1 for a scalar.
  public var columns: Int { shape.last ?? 1 }

  /// All values in order.
  public var values: [Float] {
    unsafe Array(UnsafeBufferPointer(start: storage.pointer, count: count))
  }

  /// Rows and columns exchanged, `[columns, rows]`.
  public func transposed() -> Tensor {
    var result = Tensor(uninitialized: [columns, rows])
    unsafe ck_transpose(rows, columns, pointer, columns, result.mutablePointer(), rows)
    return result
  }

  /// Reads the values in place.
  public func withSpan<Result>(_ body: (Span<Float>) throws -> Result) rethrows -> Result {
    try unsafe body(UnsafeBufferPointer(start: storage.pointer, count: count).span)
  }

  /// Changes the values in place.
  public mutating func withMutableSpan<Result>(_ body: (inout MutableSpan<Float>) throws -> Result) rethrows -> Result {
    let buffer = unsafe UnsafeMutableBufferPointer(start: mutablePointer(), count: count)
    var span = unsafe buffer.mutableSpan
    return try body(&span)
  }

  /// The values for reading, valid while this tensor lives.
  var pointer: UnsafePointer<Float> { unsafe UnsafePointer(storage.pointer) }

  /// The values for writing; copies them first if another tensor shares them.
  mutating func mutablePointer() -> UnsafeMutablePointer<Float> {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(count: max(1, count))
      unsafe copy.pointer.update(from: storage.pointer, count: count)
      storage = copy
    }
    storage.forgetPackedCopies()
    return unsafe storage.pointer
  }
}

extension Tensor: Equatable {
  /// Whether shapes and values are the same (NaN is unequal to itself).
  public static func == (first: Tensor, second: Tensor) -> Bool {
    first.shape == second.shape && first.values == second.values
  }
}
