internal import CKernels

/// Values that one task of an elementwise pass takes.
let valuesPerTask = 16384
/// Rows of a table that one task takes in an operation on some of its rows.
let rowsPerPart = 128

extension Tensor {
  /// self += scale · other, for tensors of one shape `[rows, columns]`.
  public mutating func add(_ other: Tensor, scaledBy scale: Float = 1) {
    precondition(shape == other.shape, "\(shape) += \(other.shape)")
    let target = unsafe mutablePointer()
    Threads.run(count, by: valuesPerTask) { part in
      unsafe ck_add_scaled(part.count, target + part.lowerBound, other.pointer + part.lowerBound, scale)
    }
  }

  /// self += share · (other − self), for tensors of one shape `[rows, columns]`.
  public mutating func approach(_ other: Tensor, by share: Float) {
    precondition(shape == other.shape, "\(shape) towards \(other.shape)")
    let target = unsafe mutablePointer()
    let source = unsafe other.pointer
    Threads.run(count, by: valuesPerTask) { part in
      for index in part { unsafe target[index] += share * (source[index] - target[index]) }
    }
  }

  /// Sets every value.
  public mutating func fill(_ value: Float) {
    let target = unsafe mutablePointer()
    Threads.run(count, by: 1 << 20) { part in
      unsafe (target + part.lowerBound).update(repeating: value, count: part.count)
    }
  }

  /// The sum of the squares of all values, in float32 within blocks of 4096 and in double across them.
  public func sumOfSquares() -> Double {
    let size = 1 << 16
    let parts = (count + size - 1) / size
    var sums = [Double](repeating: 0, count: parts)
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      let target = sums.baseAddress
      Threads.run(count, by: size) { part in
        unsafe target![part.lowerBound / size] = ck_sum_of_squares(part.count, pointer + part.lowerBound)
      }
    }
    return sums.reduce(0, +)
  }

  /// The sum of the squares of some rows; each row is summed first, and then the rows in the order given.
  public func sumOfSquares(rows: [Int]) -> Double {
    var sums = [Double](repeating: 0, count: rows.count)
    let width = columns
    for row in rows { precondition(row >= 0 && row < self.rows, "row \(row) of \(shape)") }
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      let target = sums.baseAddress
      Threads.run(rows.count, by: rowsPerPart) { part in
        for index in part { unsafe target![index] = ck_sum_of_squares(width, pointer + rows[index] * width) }
      }
    }
    return sums.reduce(0, +)
  }
}
