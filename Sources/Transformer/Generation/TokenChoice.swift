import Glibc
import Tensor

extension GenerationOptions {
  /// Whether the next token is always the most probable one.
  var isGreedy: Bool { temperature == 0 || topK == 1 }

  /// Draws the next token from one row of logits `[vocabulary]`.
  ///
  /// - Parameters:
  ///   - draw: a random number in 0..<1
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
