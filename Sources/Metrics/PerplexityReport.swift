public import Base
internal import Glibc

/// How well a language model predicts texts: its mean loss with a 95% interval, and a baseline that needs no model.
public struct PerplexityReport: Sendable {
  /// The mean of −log p over the predicted tokens, in nats.
  public let loss: Double
  /// Bootstrap interval of the loss over sequences; nil if there is only one sequence.
  public let interval: Interval?
  /// Number of predicted tokens.
  public let count: Int
  /// The loss if the probability of each token is its frequency among these targets: the smallest loss that is possible
  /// without context.
  public let unigramBaseline: Double

  /// The exponential of the loss.
  public var perplexity: Double { exp(loss) }

  /// - Parameters:
  ///   - targets: for each sequence, the predicted ids; at least one in total
  ///   - losses: for each sequence, −log p of each of its targets in order, in nats
  public init(targets: [[Int32]], losses: [[Double]]) {
    precondition(
      targets.count == losses.count && zip(targets, losses).allSatisfy { $0.count == $1.count },
      "a loss for each target")
    let sums = losses.map { $0.reduce(0, +) }
    let counts = losses.map { Double($0.count) }
    func mean(_ times: [Int]) -> Double {
      let total = zip(times, zip(sums, counts)).reduce((0.0, 0.0)) {
        ($0.0 + Double($1.0) * $1.1.0, $0.1 + Double($1.0) * $1.1.1)
      }
      return total.0 / total.1
    }
    var frequencies: [Int32: Int] = [:]
    for target in targets.joined() { frequencies[target, default: 0] += 1 }
    let count = losses.reduce(0) { $0 + $1.count }
    precondition(count > 0, "nothing was predicted")
    self.count = count
    loss = sums.reduce(0, +) / Double(count)
    interval = losses.count > 1 ? bootstrapInterval(count: losses.count, mean) : nil
    // The order is fixed, so that the sum is the same in each process.
    unigramBaseline = frequencies.values.sorted().reduce(0) { sum, times in
      sum - Double(times) * log(Double(times) / Double(count)) / Double(count)
    }
  }

  /// The report as the members of a JSON object.
  public var json: JSON.Object {
    var object: JSON.Object = [
      "loss": .number(loss), "perplexity": .number(perplexity), "tokens": .integer(count),
      "baselines": .object(["unigram_loss": .number(unigramBaseline)]),
    ]
    if let interval { object["loss_interval"] = interval.json }
    return object
  }

  /// The report as a text table.
  public var table: String {
    func range(_ low: Double, _ high: Double, _ digits: Int) -> String {
      "   95% interval \(fixed(low, digits)) to \(fixed(high, digits))"
    }
    return [
      (
        "loss",
        fixed(loss, 4) + (interval.map { range($0.low, $0.high, 4) } ?? "") + "   nats a token, \(count) predicted"
      ),
      ("perplexity", fixed(perplexity, 3) + (interval.map { range(exp($0.low), exp($0.high), 3) } ?? "")),
      ("unigram", "\(fixed(unigramBaseline, 4))   loss of always giving each token its share of these texts"),
    ].map { "  " + $0.0.padded(to: 12) + $0.1 }.joined(separator: "\n")
  }
}
