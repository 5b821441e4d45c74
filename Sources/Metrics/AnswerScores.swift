public import Base

/// The scores of some answers (see `AnswerMatching` for the scorers), each with a 95% interval: Wilson's interval for
/// shares, a bootstrap interval for F1.
public struct AnswerScores: Sendable, Equatable {
  /// Number of questions, at least one.
  public let count: Int
  /// Number of exact matches.
  public let exactMatches: Int
  /// Number of exact matches after normalization.
  public let normalizedExactMatches: Int
  /// The mean of the answers' token F1.
  public let f1: Double
  /// Bootstrap interval of the mean F1.
  public let f1Interval: Interval

  init(_ scores: [AnswerScore]) {
    precondition(!scores.isEmpty, "no answers to score")
    let n = Double(scores.count)
    count = scores.count
    exactMatches = scores.count { $0.exact }
    normalizedExactMatches = scores.count { $0.normalizedExact }
    let values = scores.map(\.f1)
    f1 = values.reduce(0, +) / n
    f1Interval = bootstrapInterval(count: values.count) { times in
      var sum = 0.0
      for index in values.indices { sum += Double(times[index]) * values[index] }
      return sum / n
    }
  }

  /// Share of exact matches.
  public var exactMatch: Double { Double(exactMatches) / Double(count) }
  /// Wilson's interval of it.
  public var exactMatchInterval: Interval { wilsonInterval(successes: exactMatches, count: count) }
  /// Share of exact matches after normalization.
  public var normalizedExactMatch: Double { Double(normalizedExactMatches) / Double(count) }
  /// Wilson's interval of it.
  public var normalizedExactMatchInterval: Interval {
    wilsonInterval(successes: normalizedExactMatches, count: count)
  }

  /// The scores as the members of a JSON object.
  public var json: JSON.Object {
    [
      "count": .integer(count), "exact_match": .number(exactMatch), "exact_match_interval": exactMatchInterval.json,
      "normalized_exact_match": .number(normalizedExactMatch),
      "normalized_exact_match_interval": normalizedExactMatchInterval.json, "f1": .number(f1),
      "f1_interval": f1Interval.json,
    ]
  }
}
