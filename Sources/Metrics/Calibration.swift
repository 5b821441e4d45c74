public import Base

/// Calibration: how well confidences agree with the accuracy. Of answers with a confidence of 70%, 70% should be right.
public struct Calibration: Sendable {
  /// The answers whose confidence is in one tenth of 0...1.
  public struct Bin: Sendable, Equatable {
    /// Lowest confidence of the bin.
    public let low: Double
    /// Start of the next bin; the last bin includes 1.
    public let high: Double
    /// Number of answers.
    public let count: Int
    /// Their mean confidence; 0 if there are none.
    public let meanConfidence: Double
    /// Share of right answers; 0 if there are none.
    public let accuracy: Double
  }

  /// Ten bins of equal width.
  public let bins: [Bin]
  /// The mean confidence of all answers.
  public let meanConfidence: Double
  /// The mean square of the difference between confidence and 1 (right) or 0 (wrong) (Brier 1950).
  public let brierScore: Double

  /// Compares confidences with right and wrong answers.
  ///
  /// - Precondition: there is at least one answer, and all confidences are in 0...1
  public init(_ answers: [(confidence: Double, isCorrect: Bool)]) {
    precondition(
      !answers.isEmpty && answers.allSatisfy { (0...1).contains($0.confidence) }, "no answers, or one not in 0...1")
    let n = Double(answers.count)
    var counts = [Int](repeating: 0, count: 10)
    var correct = counts
    var sums = [Double](repeating: 0, count: 10)
    for answer in answers {
      let bin = min(9, Int(answer.confidence * 10))
      counts[bin] += 1
      correct[bin] += answer.isCorrect ? 1 : 0
      sums[bin] += answer.confidence
    }
    bins = counts.indices.map { bin in
      let size = Double(max(1, counts[bin]))
      return Bin(
        low: Double(bin) / 10, high: Double(bin + 1) / 10, count: counts[bin], meanConfidence: sums[bin] / size,
        accuracy: Double(correct[bin]) / size)
    }
    meanConfidence = answers.reduce(0) { $0 + $1.confidence } / n
    brierScore =
      answers.reduce(0) { sum, answer in
        let difference = answer.confidence - (answer.isCorrect ? 1 : 0)
        return sum + difference * difference
      } / n
  }

  /// The mean over answers of the absolute difference between accuracy and mean confidence of their bin (Naeini et al.
  /// 2015).
  public var expectedCalibrationError: Double {
    let total = bins.reduce(0) { $0 + $1.count }
    return bins.reduce(0) { $0 + Double($1.count) * abs($1.accuracy - $1.meanConfidence) } / Double(total)
  }

  /// The calibration as the members of a JSON object. An empty bin has null for accuracy and mean confidence.
  public var json: JSON.Object {
    [
      "mean_confidence": .number(meanConfidence),
      "expected_calibration_error": .number(expectedCalibrationError), "brier_score": .number(brierScore),
      "bins": .array(
        bins.map { bin in
          .object([
            "low": .number(bin.low), "high": .number(bin.high), "count": .integer(bin.count),
            "mean_confidence": bin.count == 0 ? .null : .number(bin.meanConfidence),
            "accuracy": bin.count == 0 ? .null : .number(bin.accuracy),
          ])
        }),
    ]
  }
}
