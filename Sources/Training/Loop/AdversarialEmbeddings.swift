internal import Tensor
public import Transformer

/// Calls `body` with a table of embeddings moved along its gradient, to where the loss grows fastest, and puts the table back:
/// adversarial training by the fast gradient method (Miyato, Dai and Goodfellow 2017), over all texts of a step at once.
///
/// E' = E + distance · g / ‖g‖₂. Afterwards the table has the very bits that it had. Nothing is moved where the gradient is
/// zero or not finite.
///
/// - Parameters:
///   - table: embeddings with the gradient of a step's loss
///   - distance: how far the table is moved, as one vector
///   - body: adds the gradients of the same loss at the moved table to those that are there
public func withAdversarial(_ table: Parameter, distance: Double, _ body: () -> Void) {
  let norm = gradientNorm([table])
  guard norm > 0, norm.isFinite else { return body() }
  let rows = table.gradientRows ?? Array(0..<table.value.rows)
  let width = table.value.columns
  let factor = Float(distance / norm)

  var before: [Float] = []
  before.reserveCapacity(rows.count * width)
  // The gradient is not held on to: it would be copied when `body` adds to it.
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
