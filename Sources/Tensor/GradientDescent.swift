/// One step of gradient descent with momentum: velocity = momentum · velocity + scale · gradient,
/// weight −= learning rate · velocity.
///
/// The formula is that of `torch.optim.SGD`, up to rounding. The sums are in double precision.
///
/// - Parameters:
///   - weight, gradient, velocity: of one shape, `[rows, columns]`; without a velocity there is no momentum
///   - rows: the rows to change, each once; nil for all. A row whose gradient and velocity are zero does not change.
///   - gradientScale: multiplies the gradient first: the factor of clipping, or 1
public func gradientDescent(
  weight: inout Tensor, gradient: Tensor, velocity: inout Tensor?, rows: [Int]? = nil, gradientScale: Double,
  learningRate: Double, momentum: Double
) {
  precondition(weight.count == gradient.count && (velocity?.count ?? weight.count) == weight.count)
  let w = unsafe weight.mutablePointer()
  let v = unsafe velocity?.mutablePointer()
  func change(_ part: Range<Int>) {
    for index in part {
      var step = unsafe Double(gradient.pointer[index]) * gradientScale
      if let v = unsafe v {
        unsafe step += momentum * Double(v[index])
        unsafe v[index] = Float(step)
      }
      unsafe w[index] = Float(Double(w[index]) - learningRate * step)
    }
  }
  guard let rows else { return Threads.run(weight.count, by: 1 << 16, change) }
  let width = weight.columns
  for row in rows { precondition((0..<weight.rows).contains(row), "row \(row) of \(weight.shape)") }
  Threads.run(rows.count, by: rowsPerPart) { part in
    for row in rows[part] { change((row * width)..<((row + 1) * width)) }
  }
}
