internal import CKernels

// The projection of sequences along their length (Wang et al. 2020, "Linformer: Self-Attention with Linear
// Complexity", eq. 7): a sequence of n rows becomes k rows, whatever n is. Each sequence is projected for itself, so a
// text gives the same bits alone and in a batch.

/// Rows of a sequence whose values stay in the first-level cache, for the columns of one task.
private let rowsPerBlock = 256
/// Columns, places or rows that one task computes.
private let perTask = 64

/// The arguments of a projection, checked.
private struct LengthProjection {
  let offsets: [Int]
  let columns: Range<Int>
  /// Rows of a projected sequence.
  let places: Int
  /// Rows that a sequence may have.
  let positions: Int

  /// - Parameters:
  ///   - x: `[tokens, width]`
  ///   - weight: `[places, positions]`
  ///   - y: `[sequences · places, width]`
  init(x: Tensor, columns: Range<Int>, weight: Tensor, offsets: [Int], y: Tensor) {
    (places, positions) = (weight.rows, weight.columns)
    (self.offsets, self.columns) = (offsets, columns)
    precondition(offsets.last == x.rows, "\(x.shape) and offsets up to \(offsets.last!)")
    precondition(
      y.rows == (offsets.count - 1) * places && y.columns == x.columns,
      "\(offsets.count - 1) sequences of \(x.columns) columns with \(places) places each, in \(y.shape)")
    precondition(columns.lowerBound >= 0 && columns.upperBound <= x.columns, "columns \(columns) of \(x.shape)")
    precondition(
      zip(offsets, offsets.dropFirst()).allSatisfy { 0...positions ~= $1 - $0 },
      "a sequence longer than the \(positions) columns of the projection")
  }

  var sequences: Int { offsets.count - 1 }

  /// The number of rows of a sequence.
  func length(_ sequence: Int) -> Int { offsets[sequence + 1] - offsets[sequence] }
}

/// Parts of at most `size` that cover `count`.
private func parts(_ count: Int, _ size: Int = perTask) -> Int { (count + size - 1) / size }

/// y of each sequence = weight[:, 0..<n] · x, for its n rows x.
///
/// - Parameters:
///   - x: `[tokens, width]`
///   - columns: the columns of x that are projected
///   - weight: `[places, positions]`; no sequence is longer than `positions`, and shorter ones use its first columns
///   - offsets: where each sequence begins, and their total, `[sequences + 1]`
///   - y: `[sequences · places, width]`; columns outside `columns` keep their values
public func projectLengths(
  _ x: Tensor, columns: Range<Int>, weight: Tensor, offsets: [Int], into y: inout Tensor
) {
  let shape = LengthProjection(x: x, columns: columns, weight: weight, offsets: offsets, y: y)
  let width = x.columns
  let target = unsafe y.mutablePointer() + columns.lowerBound
  let (columnParts, placeParts) = (parts(columns.count), parts(shape.places))
  Threads.run(shape.sequences * placeParts * columnParts) { task in
    let sequence = task / (placeParts * columnParts)
    let place = task / columnParts % placeParts * perTask
    let column = task % columnParts * perTask
    let (rows, count) = (min(perTask, shape.places - place), min(perTask, columns.count - column))
    let length = shape.length(sequence)
    let result = unsafe target + (sequence * shape.places + place) * width + column
    let source = unsafe x.pointer + offsets[sequence] * width + columns.lowerBound + column
    let factors = unsafe weight.pointer + place * shape.positions
    for first in stride(from: 0, to: max(1, length), by: rowsPerBlock) {
      unsafe ck_gemm(
        rows, count, min(rowsPerBlock, length - first), 1, factors + first, shape.positions, 1, source + first * width,
        width, result, width, first == 0 ? 0 : 1)
    }
  }
}

/// dX of each sequence = weight[:, 0..<n]ᵀ · dY: the gradient of `projectLengths`.
///
/// - Parameters:
///   - dY: `[sequences · places, width]`
///   - columns: the columns that are projected
///   - weight: `[places, positions]`
///   - offsets: `[sequences + 1]`
///   - dX: `[tokens, width]`; columns outside `columns` keep their values
public func lengthProjectionInputGradient(
  _ dY: Tensor, columns: Range<Int>, weight: Tensor, offsets: [Int], into dX: inout Tensor
) {
  let shape = LengthProjection(x: dX, columns: columns, weight: weight, offsets: offsets, y: dY)
  let (width, places) = (dX.columns, shape.places)
  let target = unsafe dX.mutablePointer() + columns.lowerBound
  let tasks = (0..<shape.sequences).flatMap { sequence in
    (0..<parts(shape.length(sequence))).map { (sequence: sequence, first: $0 * perTask) }
  }
  Threads.run(tasks.count) { task in
    let (sequence, first) = tasks[task]
    let rows = min(perTask, shape.length(sequence) - first)
    // A column of the weight is far from the next one in memory.
    let factors = Storage(count: rows * places)
    unsafe ck_transpose(places, rows, weight.pointer + first, shape.positions, factors.pointer, places)
    unsafe ck_gemm(
      rows, columns.count, places, 1, factors.pointer, places, 1,
      dY.pointer + sequence * places * width + columns.lowerBound, width,
      target + (offsets[sequence] + first) * width, width, 0)
  }
}

/// dWeight[:, 0..<n] += dY · xᵀ over all sequences, in order: the gradient of `projectLengths`.
///
/// - Parameters:
///   - dY: `[sequences · places, width]`
///   - x: `[tokens, width]`
///   - columns: the columns that are projected
///   - offsets: `[sequences + 1]`
///   - dWeight: `[places, positions]`; columns beyond the longest sequence keep their values
public func addLengthProjectionGradient(
  _ dY: Tensor, x: Tensor, columns: Range<Int>, offsets: [Int], to dWeight: inout Tensor
) {
  let shape = LengthProjection(x: x, columns: columns, weight: dWeight, offsets: offsets, y: dY)
  let width = x.columns
  let longest = (0..<shape.sequences).map { shape.length($0) }.max() ?? 0
  let target = unsafe dWeight.mutablePointer()
  let placeParts = parts(shape.places)
  // A task is a block of the weight, which all sequences add to.
  Threads.run(parts(longest) * placeParts) { task in
    let (first, place) = (task / placeParts * perTask, task % placeParts * perTask)
    let places = min(perTask, shape.places - place)
    let scratch = Storage(count: columns.count * perTask)
    for sequence in 0..<shape.sequences where shape.length(sequence) > first {
      let rows = min(perTask, shape.length(sequence) - first)
      unsafe ck_transpose(
        rows, columns.count, x.pointer + (offsets[sequence] + first) * width + columns.lowerBound, width,
        scratch.pointer, perTask)
      unsafe ck_gemm(
        places, rows, columns.count, 1,
        dY.pointer + (sequence * shape.places + place) * width + columns.lowerBound, width, 1, scratch.pointer, perTask,
        target + place * shape.positions + first, shape.positions, 1)
    }
  }
}
