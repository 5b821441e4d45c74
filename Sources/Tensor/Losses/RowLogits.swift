internal import CKernels

// Logits of a few chosen classes for each row, where the classes differ from row to row, and their gradients.

/// logits[t, j] = x[t] · weight[ids[t · m + j]]
///
/// - Parameters:
///   - x: `[tokens, inputs]`
///   - weight: `[classes, inputs]`
///   - ids: m classes for each token, token after token
/// - Returns: `[tokens, m]`
public func rowLogits(_ x: Tensor, weight: Tensor, ids: [Int32]) -> Tensor {
  let (inputs, m) = check(x, weight, ids)
  var logits = Tensor(uninitialized: [x.rows, m])
  let target = unsafe logits.mutablePointer()
  Threads.run(x.rows, by: rowsPerTask) { part in
    for token in part {
      for j in (token * m)..<((token + 1) * m) {
        unsafe ck_dot_rows(
          1, inputs, x.pointer + token * inputs, weight.pointer + Int(ids[j]) * inputs, inputs, nil, 1, target + j)
      }
    }
  }
  return logits
}

/// dX[t] += Σⱼ dLogits[t, j] · weight[ids[t · m + j]]
///
/// - Parameters:
///   - dLogits: `[tokens, m]`
///   - weight: `[classes, inputs]`
///   - ids: `[tokens · m]`
///   - dX: `[tokens, inputs]`
public func addRowInputGradient(_ dLogits: Tensor, weight: Tensor, ids: [Int32], to dX: inout Tensor) {
  let (inputs, m) = check(dX, weight, ids)
  precondition(dLogits.count == ids.count, "dLogits \(dLogits.shape), \(ids.count) classes")
  let target = unsafe dX.mutablePointer()
  Threads.run(dX.rows, by: rowsPerTask) { part in
    for token in part {
      for j in (token * m)..<((token + 1) * m) {
        unsafe ck_add_scaled(
          inputs, target + token * inputs, weight.pointer + Int(ids[j]) * inputs, dLogits.pointer[j])
      }
    }
  }
}

/// dWeight[ids[t · m + j]] += dLogits[t, j] · x[t], in the order of the tokens.
///
/// Tasks take columns, not tokens, so that one thread adds the rows of a repeated class in order.
///
/// - Parameters:
///   - dLogits: `[tokens, m]`
///   - x: `[tokens, inputs]`
///   - ids: `[tokens · m]`
///   - dWeight: `[classes, inputs]`
public func addRowWeightGradient(_ dLogits: Tensor, x: Tensor, ids: [Int32], to dWeight: inout Tensor) {
  let (inputs, m) = check(x, dWeight, ids)
  precondition(dLogits.count == ids.count, "dLogits \(dLogits.shape), \(ids.count) classes")
  let (target, rows) = (unsafe dWeight.mutablePointer(), x.rows)
  Threads.run(inputs, by: 64) { part in
    for token in 0..<rows {
      for j in (token * m)..<((token + 1) * m) {
        unsafe ck_add_scaled(
          part.count, target + Int(ids[j]) * inputs + part.lowerBound, x.pointer + token * inputs + part.lowerBound,
          dLogits.pointer[j])
      }
    }
  }
}

/// The size of a row, and the number of classes for each.
private func check(_ x: Tensor, _ weight: Tensor, _ ids: [Int32]) -> (inputs: Int, m: Int) {
  precondition(x.columns == weight.columns, "x \(x.shape) does not fit the weight \(weight.shape)")
  precondition(x.rows > 0 && ids.count % x.rows == 0, "\(ids.count) classes for x \(x.shape)")
  for id in ids { precondition(id >= 0 && id < weight.rows, "class \(id) of a weight \(weight.shape)") }
  return (x.columns, ids.count / x.rows)
}
