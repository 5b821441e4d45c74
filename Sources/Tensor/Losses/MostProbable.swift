internal import CKernels

/// The most probable class of each row of logits, and −log of its probability, in nats.
///
/// - Parameter logits: `[rows, classes]`, with one class at least
/// - Returns: for each row the column of its largest value, of equals the first, and `log Σ exp(x − largest)`.
public func mostProbable(_ logits: Tensor) -> (classes: [Int32], losses: [Double]) {
  let count = logits.columns
  var classes = [Int32](repeating: 0, count: logits.rows)
  var losses = [Double](repeating: 0, count: logits.rows)
  unsafe classes.withUnsafeMutableBufferPointer { classes in
    unsafe losses.withUnsafeMutableBufferPointer { losses in
      let (classes, losses) = (classes.baseAddress!, losses.baseAddress!)
      Threads.run(logits.rows) { row in
        var place = 0
        unsafe losses[row] = Double(ck_most_probable(count, logits.pointer + row * count, &place))
        unsafe classes[row] = Int32(place)
      }
    }
  }
  return (classes, losses)
}
