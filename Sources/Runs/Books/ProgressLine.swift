public import Base

/// The line that shows the progress of a run. The console decides where and how often it appears.
public struct ProgressLine: Sendable {
  private let firstStep: Int
  private let start: Double
  /// The exponential moving average of the loss: each step has 5% less weight than the next. Nil before the first step.
  public private(set) var smoothedLoss: Double?

  /// - Parameters:
  ///   - firstStep: steps completed before this process started; they are excluded from its speed
  ///   - smoothedLoss: the moving average of their loss
  public init(firstStep: Int = 0, smoothedLoss: Double? = nil, start: Double = monotonicSeconds()) {
    self.firstStep = firstStep
    self.smoothedLoss = smoothedLoss
    self.start = start
  }

  /// Adds the loss of a step to the average.
  public mutating func note(loss: Double) { smoothedLoss = smoothedLoss.map { 0.95 * $0 + 0.05 * loss } ?? loss }

  /// The line after a step.
  ///
  /// - Parameters:
  ///   - step: completed steps, from 1, of `total`
  ///   - epoch: completed epochs, with the fraction of the current one
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
