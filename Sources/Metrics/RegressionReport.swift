public import Base

/// The scores of a regression head, and the baseline that always predicts the mean.
public struct RegressionReport: Sendable {
  /// Number of examples.
  public let count: Int
  /// Mean squared error.
  public let meanSquaredError: Double
  /// Mean absolute error.
  public let meanAbsoluteError: Double
  /// Pearson's correlation; 0 if one side is constant.
  public let pearson: Double
  /// Spearman's rank correlation; 0 if one side is constant.
  public let spearman: Double
  /// Bootstrap interval of the mean squared error.
  public let interval: Interval
  /// Bootstrap interval of the mean absolute error.
  public let absoluteInterval: Interval
  /// Bootstrap interval of Pearson's correlation.
  public let pearsonInterval: Interval
  /// Bootstrap interval of Spearman's correlation, of ranks in each sample.
  public let spearmanInterval: Interval
  /// Mean squared error of always predicting the mean of these targets.
  public let meanBaseline: Double

  /// Scores predictions against targets; at least one example.
  public init(predictions: [Float], targets: [Float]) {
    precondition(predictions.count == targets.count && !targets.isEmpty, "\(predictions.count), \(targets.count)")
    let p = predictions.map(Double.init)
    let t = targets.map(Double.init)
    let n = Double(t.count)
    let differences = zip(p, t).map { abs($0 - $1) }
    let squares = differences.map { $0 * $0 }
    let once = [Int](repeating: 1, count: t.count)
    let mean = t.reduce(0, +) / n
    count = t.count
    meanSquaredError = squares.reduce(0, +) / n
    meanAbsoluteError = differences.reduce(0, +) / n
    pearson = Self.correlation(p, t, once)
    let (ordered, orderedTargets) = (Order(p), Order(t))
    func spearman(_ times: [Int]) -> Double {
      Self.correlation(ordered.ranks(times), orderedTargets.ranks(times), times)
    }
    self.spearman = spearman(once)
    meanBaseline = t.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    let intervals = bootstrapIntervals(count: t.count) { times in
      func mean(of values: [Double]) -> Double { zip(times, values).reduce(0) { $0 + Double($1.0) * $1.1 } / n }
      return [mean(of: squares), mean(of: differences), Self.correlation(p, t, times), spearman(times)]
    }
    (interval, absoluteInterval, pearsonInterval, spearmanInterval) = (
      intervals[0], intervals[1], intervals[2], intervals[3]
    )
  }

  /// Pearson's correlation with a count for each pair.
  private static func correlation(_ x: [Double], _ y: [Double], _ times: [Int]) -> Double {
    let weights = times.map(Double.init)
    let n = weights.reduce(0, +)
    let mx = zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 } / n
    let my = zip(weights, y).reduce(0) { $0 + $1.0 * $1.1 } / n
    var (xy, xx, yy) = (0.0, 0.0, 0.0)
    for i in x.indices {
      let (dx, dy) = (x[i] - mx, y[i] - my)
      xy += weights[i] * dx * dy
      xx += weights[i] * dx * dx
      yy += weights[i] * dy * dy
    }
    if xx == 0 || yy == 0 { return 0 }
    // Rounding may give a value slightly beyond 1; NaN stays NaN.
    let r = xy / (xx * yy).squareRoot()
    return abs(r) > 1 ? r.sign == .plus ? 1 : -1 : r
  }

  /// Values in ascending order, sorted once for all samples.
  private struct Order {
    /// Indices of the values; nil if one value is NaN, so there is no order.
    private let indices: [Int]?
    private let values: [Double]

    init(_ values: [Double]) {
      self.values = values
      indices = values.contains(where: \.isNaN) ? nil : values.indices.sorted { values[$0] < values[$1] }
    }

    /// Ranks from 1, with a count for each value; equal values have the mean of their ranks.
    func ranks(_ times: [Int]) -> [Double] {
      guard let indices else { return values.map { _ in .nan } }
      var ranks = values
      var before = 0
      var start = 0
      while start < indices.count {
        var (end, count) = (start, 0)
        while end < indices.count, values[indices[end]] == values[indices[start]] {
          count += times[indices[end]]
          end += 1
        }
        for place in start..<end { ranks[indices[place]] = Double(before) + Double(count + 1) / 2 }
        (before, start) = (before + count, end)
      }
      return ranks
    }
  }

  /// The report as the members of a JSON object.
  public var json: JSON.Object {
    [
      "mse": .number(meanSquaredError), "loss": .number(meanSquaredError), "mae": .number(meanAbsoluteError),
      "pearson": .number(pearson), "spearman": .number(spearman), "count": .integer(count),
      "interval": interval.json, "mae_interval": absoluteInterval.json, "pearson_interval": pearsonInterval.json,
      "spearman_interval": spearmanInterval.json,
      "baselines": .object(["mean_mse": .number(meanBaseline)]),
    ]
  }

  /// The report as a text table.
  public var table: String {
    func score(_ name: String, _ value: Double, _ interval: Interval) -> (String, String) {
      (name, "\(fixed(value, 4))   95% interval \(fixed(interval.low, 4)) to \(fixed(interval.high, 4))")
    }
    return [
      score("MSE", meanSquaredError, interval), score("MAE", meanAbsoluteError, absoluteInterval),
      score("Pearson", pearson, pearsonInterval), score("Spearman", spearman, spearmanInterval),
      ("mean", "\(fixed(meanBaseline, 4))   MSE of always answering the mean of these \(count) targets"),
    ].map { "  " + $0.0.padded(to: 12) + $0.1 }.joined(separator: "\n")
  }
}
