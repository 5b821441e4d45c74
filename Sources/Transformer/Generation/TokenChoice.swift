import Glibc
import Tensor

extension GenerationOptions {
  /// The next token from one row of logits.
  ///
  /// - Parameters:
  ///   - draw: a number in 0..<1, used where there is something to draw
  func choose(_ logits: Span<Float>, draw: () -> Double) -> Int32 {
    if temperature == 0 || topK == 1 { return argmax(logits) }
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

  private func argmax(_ logits: Span<Float>) -> Int32 {
    var best = 0
    for index in 1..<max(1, logits.count) where logits[index] > logits[best] { best = index }
    return Int32(best)
  }
}
