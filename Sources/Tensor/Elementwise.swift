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

  /// The rows that are not all zeros, in order.
  public var nonzeroRows: [Int] {
    let width = columns
    return (0..<rows).filter { row in
      (0..<width).contains { unsafe pointer[row * width + $0] != 0 }
    }
  }

  /// Sets some rows to zero.
  public mutating func clearRows(_ rows: [Int]) {
    let (width, target) = (columns, unsafe mutablePointer())
    for row in rows {
      precondition((0..<self.rows).contains(row), "row \(row) of \(shape)")
      unsafe (target + row * width).update(repeating: 0, count: width)
    }
  }

  /// The chosen rows, in order: `[rows.count, columns]`.
  public func gatherRows(_ rows: [Int]) -> Tensor {
    var result = Tensor(uninitialized: [rows.count, columns])
    let target = unsafe result.mutablePointer()
    for (index, row) in rows.enumerated() {
      precondition((0..<self.rows).contains(row), "row \(row) of \(shape)")
      unsafe (target + index * columns).update(from: pointer + row * columns, count: columns)
    }
    return result
  }

  /// Some neighbouring rows, `[rows.count, columns]`.
  public func copyOfRows(_ rows: Range<Int>) -> Tensor {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= self.rows, "rows \(rows) of \(shape)")
    if rows.count == self.rows { return self }
    var result = Tensor(uninitialized: [rows.count, columns])
    unsafe result.mutablePointer().update(from: pointer + rows.lowerBound * columns, count: rows.count * columns)
    return result
  }

  /// self[first + i] = other[rows[i]] for neighbouring rows; both `[…, columns]`.
  public mutating func replaceRows(from first: Int, with other: Tensor, rows: Range<Int>) {
    precondition(other.columns == columns && rows.lowerBound >= 0 && rows.upperBound <= other.rows)
    precondition(first >= 0 && first + rows.count <= self.rows, "\(rows.count) rows from \(first) of \(shape)")
    let target = unsafe mutablePointer() + first * columns
    unsafe target.update(from: other.pointer + rows.lowerBound * columns, count: rows.count * columns)
  }

  /// self[rows[i]] += other[i] for other `[rows.count, columns]`; the rows are distinct.
  public mutating func addRows(_ other: Tensor, at rows: [Int]) {
    precondition(other.columns == columns && other.rows == rows.count, "\(other.shape) at \(rows.count) rows")
    let width = columns
    let target = unsafe mutablePointer()
    for (index, row) in rows.enumerated() {
      precondition(row * width < count && row >= 0, "row \(row) of \(shape)")
      unsafe ck_add_scaled(width, target + row * width, other.pointer + index * width, 1)
    }
  }
}
