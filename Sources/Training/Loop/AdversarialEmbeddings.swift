internal import Tensor
public import Transformer

/// Moves a table of embeddings along its gradient, in which direction the loss grows fastest, calls `body`, and
/// restores the table. This is adversarial training by the fast gradient method (Miyato, Dai and Goodfellow 2017), over
/// all texts of a step at once.
///
/// E' = E + distance · g / ‖g‖₂. Afterwards the table has exactly the same bits as before. If the gradient is zero or
/// not finite, the table is not moved.
///
/// - Parameters:
///   - table: embeddings `[vocabulary, hidden]` with the gradient of a step's loss
///   - distance: L2 norm of the change of the whole table
///   - body: adds the gradients of the same loss at the moved table to the existing gradients
public func withAdversarial(_ table: Parameter, distance: Double, _ body: () -> Void) {
  let norm = gradientNorm([table])
  guard norm > 0, norm.isFinite else { return body() }
  let rows = table.gradientRows ?? Array(0..<table.value.rows)
  let width = table.value.columns
  let factor = Float(distance / norm)

  var before: [Float] = []
  before.reserveCapacity(rows.count * width)
  // Keep no reference to the gradient: it would be copied when `body` adds to it.
  table.gradient?.withSpan { gradient in
    table.value.withMutableSpan { values in
      for row in rows {
        for place in (row * width)..<((row + 1) * width) {
          before.append(values[place])
          values[place] += factor * gradient[place]
        }
      }
    }
  }
  body()
  table.value.withMutableSpan { values in
    for (index, row) in rows.enumerated() {
      for column in 0..<width { values[row * width + column] = before[index * width + column] }
    }
  }
}
