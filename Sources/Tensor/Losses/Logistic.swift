internal import CKernels
import Glibc

/// The logistic loss of each element, with all of one label, in place: on return `logits` holds the gradient.
///
/// With Δ = logit − shift: −log σ(Δ) for data, −log σ(−Δ) for noise; gradients −σ(−Δ) and σ(Δ), times weight and scale.
///
/// - Parameters:
///   - logits: `[rows, columns]`
///   - shifts: one for each column, or one for each element
///   - isData: the label of all elements
///   - weights: of the elements, as `shifts`; nil for 1
///   - scale: of the gradient alone
/// - Returns: the sum of the losses, in nats and not scaled, and the sum of the gradients.
public func logisticInPlace(
  _ logits: inout Tensor, shifts: [Double], isData: Bool, weights: [Double]? = nil, scale: Double
) -> (loss: Double, gradient: Double) {
  let (rows, columns) = (logits.rows, logits.columns)
  precondition(
    shifts.count == columns || shifts.count == logits.count, "\(shifts.count) shifts for \(logits.shape)")
  precondition(weights.map { $0.count == shifts.count } ?? true, "\(weights?.count ?? 0) weights")
  let isPerElement = shifts.count == logits.count
  let values = unsafe logits.mutablePointer()
  var (losses, gradients) = ([Double](repeating: 0, count: rows), [Double](repeating: 0, count: rows))
  unsafe losses.withUnsafeMutableBufferPointer { losses in
    unsafe gradients.withUnsafeMutableBufferPointer { gradients in
      let (losses, gradients) = (losses.baseAddress!, gradients.baseAddress!)
      Threads.run(rows, by: 16) { part in
        // exp(−|Δ|) of a row.
        let exponentials = Storage(count: columns)
        for row in part {
          let from = isPerElement ? row * columns : 0
          let line = unsafe values + row * columns
          // 1. d = −Δ of data, Δ of noise: both losses are log(1 + exp(d)), both gradients ±σ(d)
          for column in 0..<columns {
            let difference = unsafe Double(line[column]) - shifts[from + column]
            let d = Float(isData ? -difference : difference)
            unsafe line[column] = d
            unsafe exponentials.pointer[column] = -abs(d)
          }
          unsafe ck_exp(columns, exponentials.pointer, exponentials.pointer)
          // 2. log(1 + exp(d)) = max(d, 0) + log(1 + exp(−|d|)); the logarithms of many factors are taken at once
          var (loss, gradient, product) = (0.0, 0.0, 1.0)
          for column in 0..<columns {
            let (d, e) = unsafe (Double(line[column]), Double(exponentials.pointer[column]))
            let weight = weights.map { $0[from + column] } ?? 1
            let sigma = (d >= 0 ? 1 : e) / (1 + e) * weight
            if weights == nil {
              loss += max(d, 0)
              product *= 1 + e
              if product > 1e200 {
                loss += log(product)
                product = 1
              }
            } else {
              loss += weight * (max(d, 0) + log1p(e))
            }
            let value = (isData ? -sigma : sigma) * scale
            gradient += value
            unsafe line[column] = Float(value)
          }
          unsafe losses[row] = loss + log(product)
          unsafe gradients[row] = gradient
        }
      }
    }
  }
  return (losses.reduce(0, +), gradients.reduce(0, +))
}
