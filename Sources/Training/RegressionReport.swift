public import Base

/// What a regression head scored, beside always answering the mean.
public struct RegressionReport: Sendable {
  /// Number of examples.
  public let count: Int
  /// Mean squared error.
  public let meanSquaredError: Double
  /// Mean absolute error.
  public let meanAbsoluteError: Double
  /// Pearson's correlation; 0 where one side does not vary.
  public let pearson: Double
  /// Spearman's rank correlation; 0 where one side does not vary.
  public let spearman: Double
  /// Bootstrap interval of the mean squared error.
  public let interval: Interval
  /// Mean squared error of always answering the mean of these targets.
  public let meanBaseline: Double

  /// Scores predictions against targets; at least one example.
  public init(predictions: [Float], targets: [Float]) {
    precondition(predictions.count == targets.count && !targets.isEmpty, "\(predictions.count), \(targets.count)")
    let p = predictions.map(Double.init)
    let t = targets.map(Double.init)
    let n = Double(t.count)
    let squares = zip(p, t).map { ($0 - $1) * ($0 - $1) }
    let mean = t.reduce(0, +) / n
    count = t.count
    meanSquaredError = squares.reduce(0, +) / n
    meanAbsoluteError = zip(p, t).reduce(0) { $0 + abs($1.0 - $1.1) } / n
    pearson = Self.correlation(p, t)
    spearman = Self.correlation(Self.ranks(p), Self.ranks(t))
    meanBaseline = t.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    interval = bootstrapInterval(count: t.count) { times in
      zip(times, squares).reduce(0) { $0 + Double($1.0) * $1.1 } / n
    }
  }

  private static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let n = Double(x.count)
    let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let xy = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
    let xx = x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
    let yy = y.reduce(0) { $0 + ($1 - my) * ($1 - my) }
    if xx == 0 || yy == 0 { return 0 }
    // Rounding may lead a little beyond 1; what is not a number stays so.
    let r = xy / (xx * yy).squareRoot()
    return abs(r) > 1 ? r.sign == .plus ? 1 : -1 : r
  }

  /// Ranks from 1; equal values share the mean of theirs. Where one value is not a number there is no order.
  private static func ranks(_ values: [Double]) -> [Double] {
    if values.contains(where: \.isNaN) { return values.map { _ in .nan } }
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = values
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }

  /// The report as the members of a JSON object.
  public var json: JSON.Object {
    [
      "mse": .number(meanSquaredError), "loss": .number(meanSquaredError), "mae": .number(meanAbsoluteError),
      "pearson": .number(pearson), "spearman": .number(spearman), "count": .integer(count),
      "interval": .array([.number(interval.low), .number(interval.high)]),
      "baselines": .object(["mean_mse": .number(meanBaseline)]),
    ]
  }

  /// The report as a table for people.
  public var table: String {
    [
      ("MSE", "\(fixed(meanSquaredError, 4))   95% interval \(fixed(interval.low, 4)) to \(fixed(interval.high, 4))"),
      ("MAE", fixed(meanAbsoluteError, 4)), ("Pearson", fixed(pearson, 4)), ("Spearman", fixed(spearman, 4)),
      ("mean", "\(fixed(meanBaseline, 4))   MSE of always answering the mean of these \(count) targets"),
    ].map { "  " + $0.0.padded(to: 12) + $0.1 }.joined(separator: "\n")
  }
}
