public import Base

/// The line that tells how far a run is; where and how often it is shown is the console's business.
public struct ProgressLine: Sendable {
  private let firstStep: Int
  private let start: Double
  /// The mean loss of the last steps, each step counting 5% less than the next; nil before the first.
  public private(set) var smoothedLoss: Double?

  /// - Parameters:
  ///   - firstStep: steps made before this process began, which say nothing of its speed
  ///   - smoothedLoss: their mean loss
  public init(firstStep: Int = 0, smoothedLoss: Double? = nil, start: Double = monotonicSeconds()) {
    self.firstStep = firstStep
    self.smoothedLoss = smoothedLoss
    self.start = start
  }

  /// Takes up the loss of a step.
  public mutating func note(loss: Double) { smoothedLoss = smoothedLoss.map { 0.95 * $0 + 0.05 * loss } ?? loss }

  /// The line after a step.
  ///
  /// - Parameters:
  ///   - step: steps made, from 1, of `total`
  ///   - epoch: epochs done, with the fraction of the current one
  ///   - now: seconds of the same clock as `start`
  public func text(
    step: Int, total: Int, epoch: Double, learningRate: Double, tokensPerSecond: Double,
    now: Double = monotonicSeconds()
  ) -> String {
    let perStep = (now - start) / Double(max(1, step - firstStep))
    let time = step == total ? "took \(duration(now - start))" : "\(duration(perStep * Double(total - step))) left"
    return "\(100 * step / max(1, total))%  step \(step)/\(total)  epoch \(fixed(epoch, 2))"
      + "  loss \(fixed(smoothedLoss ?? .nan, 4))  lr \(scientific(learningRate))"
      + "  \(fixed(tokensPerSecond, 0)) tokens/s  \(time)"
  }
}
