import Glibc
import Tensor

extension GenerationOptions {
  /// Whether the next token is always the most probable one.
  var isGreedy: Bool { temperature == 0 || topK == 1 }

  /// The tokens from which the next one is drawn, the most probable first, of equals the smaller id, with their logits
  /// after the repetition penalty. They are drawn from the softmax of logit / temperature.
  ///
  /// Repetition penalty, temperature, top-k and top-p follow each other in this order, each on what the one before it
  /// left, as in `transformers`. Of tokens with equal scores at the border of top-k the smaller ids are taken.
  ///
  /// - Parameters:
  ///   - logits: one row, `[vocabulary]`
  ///   - tokens: the prompt and the new tokens so far
  package func candidates(_ logits: Span<Float>, after tokens: [Int32]) -> [(token: Int32, logit: Float)] {
    var values = (0..<logits.count).map { logits[$0] }
    if repetitionPenalty != 1 {
      let penalty = Float(repetitionPenalty)
      for token in Set(tokens) {
        let value = values[Int(token)]
        values[Int(token)] = value < 0 ? value * penalty : value / penalty
      }
    }
    var order = (0..<Int32(logits.count)).map { (token: $0, logit: values[Int($0)]) }
    order.sort { $0.logit > $1.logit || ($0.logit == $1.logit && $0.token < $1.token) }
    if let topK { order.removeLast(max(0, order.count - topK)) }
    if isGreedy { return [order[0]] }
    if let topP {
      let weights = weights(order)
      let wanted = topP * weights.reduce(0, +)
      var sum = 0.0
      let last = weights.firstIndex { weight in
        sum += weight
        return sum >= wanted
      }
      if let last { order.removeLast(weights.count - last - 1) }
    }
    return order
  }

  /// Draws the next token from one row of logits `[vocabulary]`.
  ///
  /// - Parameters:
  ///   - tokens: the prompt and the new tokens so far
  ///   - draw: a random number in 0..<1
  func choose(_ logits: Span<Float>, after tokens: [Int32], draw: () -> Double) -> Int32 {
    let candidates = candidates(logits, after: tokens)
    if isGreedy { return candidates[0].token }
    let weights = weights(candidates)
    let point = draw() * weights.reduce(0, +)
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      sum += weight
      if point < sum { return candidates[index].token }
    }
    return candidates[weights.count - 1].token
  }

  /// exp((logit − largest logit) / temperature); the first logit is the largest.
  private func weights(_ candidates: [(token: Int32, logit: Float)]) -> [Double] {
    let most = Double(candidates[0].logit)
    return candidates.map { exp((Double($0.logit) - most) / temperature) }
  }
}
