import Glibc
import Tensor

extension GenerationOptions {
  /// Whether the most probable token is always taken.
  var isGreedy: Bool { temperature == 0 || topK == 1 }

  /// The next token from one row of logits, where it is drawn.
  ///
  /// - Parameters:
  ///   - draw: a number in 0..<1, used where there is something to draw
  func choose(_ logits: Span<Float>, draw: () -> Double) -> Int32 {
    // The most probable first; of equals the smaller id.
    var order = (0..<Int32(logits.count)).map { ($0, logits[Int($0)]) }
    order.sort { $0.1 > $1.1 || ($0.1 == $1.1 && $0.0 < $1.0) }
    if let topK { order.removeLast(max(0, order.count - topK)) }
    let most = Double(order[0].1)
    var weights = order.map { exp((Double($0.1) - most) / temperature) }
    if let topP {
      let wanted = topP * weights.reduce(0, +)
      var sum = 0.0
      let last = weights.firstIndex { weight in
        sum += weight
        return sum >= wanted
      }
      if let last { weights.removeLast(weights.count - last - 1) }
    }
    let point = draw() * weights.reduce(0, +)
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      sum += weight
      if point < sum { return order[index].0 }
    }
    return order[weights.count - 1].0
  }
}
