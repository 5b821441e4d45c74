public import Base

/// The accuracy of the most confident answers, for every threshold of the confidence. Below the threshold the answer is
/// "I don't know".
///
/// Answers of equal confidence stay together: no threshold can separate them.
public struct RiskCoverage: Sendable {
  /// The answers at or above one confidence.
  public struct Point: Sendable, Equatable {
    /// The lowest confidence of the given answers.
    public let confidence: Double
    /// Number of given answers.
    public let count: Int
    /// Number of right answers among them.
    public let correct: Int
    /// Number of questions.
    public let total: Int

    /// Share of the questions that are answered.
    public var coverage: Double { Double(count) / Double(total) }
    /// Share of the given answers that are right: the accuracy at this coverage.
    public var precision: Double { Double(correct) / Double(count) }
    /// Wilson's 95% interval of the precision. A threshold that is chosen on these answers looks better on them than on
    /// others; the interval does not include this effect.
    public var precisionInterval: Interval { wilsonInterval(successes: correct, count: count) }
  }

  /// One point for each different confidence, from the highest down.
  public let points: [Point]

  /// Sorts answers by confidence.
  ///
  /// - Precondition: there is at least one answer, and no confidence is NaN
  public init(_ answers: [(confidence: Double, isCorrect: Bool)]) {
    precondition(!answers.isEmpty && answers.allSatisfy { !$0.confidence.isNaN }, "no answers, or NaN confidence")
    let ordered = answers.sorted { $0.confidence > $1.confidence }
    var points: [Point] = []
    var correct = 0
    for (place, answer) in ordered.enumerated() {
      correct += answer.isCorrect ? 1 : 0
      if place + 1 < ordered.count, ordered[place + 1].confidence == answer.confidence { continue }
      points.append(
        Point(confidence: answer.confidence, count: place + 1, correct: correct, total: ordered.count))
    }
    self.points = points
  }

  /// The fewest most confident answers that cover at least a share of the questions; all of them for a share above 1.
  public func point(coverage: Double) -> Point {
    points.first { $0.coverage >= coverage } ?? points[points.count - 1]
  }

  /// The lowest confidence such that at least the wanted share of the answers at or above it are right; nil if there is
  /// none.
  public func threshold(precision: Double) -> Point? { points.last { $0.precision >= precision } }

  /// Area under the risk-coverage curve: the mean, over every number of given answers, of the share of wrong ones
  /// (Geifman and El-Yaniv 2017). Lower is better; for a confidence without information it is the error rate of all
  /// answers.
  ///
  /// Among answers of equal confidence every order is equally likely; the value is the expectation over these orders.
  public var area: Double {
    var sum = 0.0
    var (given, wrong) = (0, 0)
    for point in points {
      let size = point.count - given
      let wrongHere = point.count - point.correct - wrong
      for place in 1...size {
        sum += (Double(wrong) + Double(place * wrongHere) / Double(size)) / Double(given + place)
      }
      (given, wrong) = (point.count, point.count - point.correct)
    }
    return sum / Double(given)
  }

  /// Coverages 10%, 20% … 100% with the point that reaches each.
  public var tenths: [(coverage: Double, point: Point)] {
    (1...10).map { (Double($0) / 10, point(coverage: Double($0) / 10)) }
  }
}

extension RiskCoverage.Point {
  /// The point as the members of a JSON object.
  public var json: JSON.Object {
    [
      "confidence": .number(confidence), "count": .integer(count), "coverage": .number(coverage),
      "precision": .number(precision), "precision_interval": precisionInterval.json,
    ]
  }
}
