internal import CKernels

/// The mean of each sequence's rows of x `[tokens, width]`: `[sequences, width]`.
///
/// - Parameter offsets: where each sequence begins, and their total, `[sequences + 1]`
public func meanOfSequences(_ x: Tensor, offsets: [Int]) -> Tensor {
  let width = x.columns
  precondition(offsets.last == x.rows, "\(x.shape) and offsets up to \(offsets.last!)")
  var result = Tensor(zeros: [offsets.count - 1, width])
  let target = unsafe result.mutablePointer()
  for (sequence, (begin, end)) in zip(offsets, offsets.dropFirst()).enumerated() {
    let sums = unsafe target + sequence * width
    unsafe ck_column_sums(end - begin, width, x.pointer + begin * width, width, sums)
    for column in 0..<width { unsafe sums[column] /= Float(end - begin) }
  }
  return result
}

/// The gradient of `meanOfSequences`: each row of a sequence gets an equal share of the sequence's row of dMean
/// `[sequences, width]`. The result is `[tokens, width]`.
public func meanOfSequencesGradient(_ dMean: Tensor, offsets: [Int]) -> Tensor {
  let width = dMean.columns
  precondition(dMean.rows == offsets.count - 1, "\(dMean.shape) for \(offsets.count - 1) sequences")
  var result = Tensor(zeros: [offsets.last!, width])
  let target = unsafe result.mutablePointer()
  for (sequence, (begin, end)) in zip(offsets, offsets.dropFirst()).enumerated() {
    for row in begin..<end {
      unsafe ck_add_scaled(width, target + row * width, dMean.pointer + sequence * width, 1 / Float(end - begin))
    }
  }
  return result
}
