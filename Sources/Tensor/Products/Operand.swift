/// One factor of a product: `[rows, columns]` with the given row stride, or its transpose.
@unsafe struct Operand {
  let pointer: UnsafePointer<Float>
  let stride: Int
  var isTransposed = false
  /// A weight's storage, which keeps packed copies of it.
  var owner: Storage?

  /// Where an element of the factor lies.
  func start(row: Int, column: Int) -> UnsafePointer<Float> {
    unsafe pointer + (isTransposed ? column * stride + row : row * stride + column)
  }
}
