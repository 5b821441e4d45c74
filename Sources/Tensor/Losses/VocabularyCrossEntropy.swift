internal import CKernels

/// The cross-entropy of many classes, in place: on return each row of `logits` holds the gradient of its loss.
///
/// dLogits = (softmax(logits) − onehot(target)) · scale
///
/// - Parameters:
///   - logits: `[tokens, vocabulary]`
///   - targets: `[tokens]`, each below the vocabulary's size
///   - scale: 1 / the number of targets that the loss is averaged over
/// - Returns: the sum over tokens of −log p(target), not scaled, in nats.
public func crossEntropyInPlace(_ logits: inout Tensor, targets: [Int32], scale: Double) -> Double {
  let classes = logits.columns
  check(logits, targets)
  var losses = [Double](repeating: 0, count: targets.count)
  let rows = unsafe logits.mutablePointer()
  unsafe losses.withUnsafeMutableBufferPointer { losses in
    let losses = losses.baseAddress!
    Threads.run(targets.count, by: 8) { part in
      for token in part {
        let row = unsafe rows + token * classes
        let target = Int(targets[token])
        let logit = unsafe row[target]
        let logSum = unsafe ck_log_sum_exp(classes, row)
        unsafe losses[token] = Double(logSum) - Double(logit)
        unsafe ck_exp_minus(classes, row, logSum, Float(scale), row)
        unsafe row[target] -= Float(scale)
      }
    }
  }
  return losses.reduce(0, +)
}

/// −log p(target) of each row, in nats, for logits `[tokens, vocabulary]`.
public func crossEntropies(_ logits: Tensor, targets: [Int32]) -> [Double] {
  let classes = logits.columns
  check(logits, targets)
  var losses = [Double](repeating: 0, count: targets.count)
  unsafe losses.withUnsafeMutableBufferPointer { losses in
    let losses = losses.baseAddress!
    Threads.run(targets.count, by: 8) { part in
      for token in part {
        let row = unsafe logits.pointer + token * classes
        unsafe losses[token] = Double(ck_log_sum_exp(classes, row)) - Double(row[Int(targets[token])])
      }
    }
  }
  return losses
}

private func check(_ logits: Tensor, _ targets: [Int32]) {
  precondition(logits.rows == targets.count, "logits \(logits.shape), \(targets.count) targets")
  for target in targets {
    precondition(target >= 0 && target < logits.columns, "target \(target) of \(logits.columns) classes")
  }
}
