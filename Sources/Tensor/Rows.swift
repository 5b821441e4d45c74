internal import CKernels

extension Tensor {
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

extension Tensor {
  /// Some columns of each row, cut into rows of `width` values: `[rows · columns.count / width, width]`.
  public func copyOfColumns(_ columns: Range<Int>, width: Int) -> Tensor {
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= self.columns && columns.count % width == 0,
      "columns \(columns) of \(self.columns) in pieces of \(width)")
    var result = Tensor(uninitialized: [rows * columns.count / width, width])
    let target = unsafe result.mutablePointer()
    let stride = self.columns
    Threads.run(rows, by: rowsPerTask) { part in
      for row in part {
        unsafe (target + row * columns.count).update(
          from: pointer + row * stride + columns.lowerBound, count: columns.count)
      }
    }
    return result
  }

  /// The opposite of `copyOfColumns`: writes pieces of rows into the columns from `first` on.
  public mutating func replaceColumns(from first: Int, with other: Tensor) {
    let count = other.count / max(1, rows)
    precondition(
      first >= 0 && first + count <= columns && count * rows == other.count, "\(other.shape) into \(shape) at \(first)")
    let stride = columns
    let target = unsafe mutablePointer()
    Threads.run(rows, by: rowsPerTask) { part in
      for row in part {
        unsafe (target + row * stride + first).update(from: other.pointer + row * count, count: count)
      }
    }
  }
}
