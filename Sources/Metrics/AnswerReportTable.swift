import Base

extension AnswerReport {
  /// The report as text tables.
  public var table: String {
    (scoreLines + [""] + calibrationLines + [""] + coverageLines + [""] + thresholdLines).joined(separator: "\n")
  }

  private var scoreLines: [String] {
    var rows: [(name: String, scores: AnswerScores?)] = [("the model", scores)]
    let names = ["answer in training", "answer not in training", "question in training", "question not in training"]
    for (name, part) in zip(names, splits) { rows.append(("  " + name, part.scores)) }
    for part in groups { rows.append(("  " + (part.name.map { "group \($0)" } ?? "without a group"), part.scores)) }
    if let baselines {
      rows.append(("always \(JSON.string(baselines.majorityAnswer).compact)", baselines.majority))
      rows.append(("nearest training question", baselines.nearestQuestion))
    }
    let width = rows.map(\.name.count).max()! + 2
    let titles = ["exact match", "normalized match", "token F1"].map { $0.padded(to: 22, right: false) }.joined()
    let head = "  " + "".padded(to: width) + "questions".padded(to: 9, right: false) + titles
    return [head]
      + rows.map { row in
        "  " + row.name.padded(to: width) + String(row.scores?.count ?? 0).padded(to: 9, right: false)
          + (row.scores.map(cells) ?? "")
      } + [
        "  In brackets the 95% interval."
          + " Exact match: \(AnswerMatching.exactMatchScorer), white space at the ends removed.",
        "  Normalized match and F1: \(AnswerMatching.normalizedScorer), lower case, no punctuation, no articles.",
      ]
  }

  private func cells(_ scores: AnswerScores) -> String {
    func cell(_ value: Double, _ interval: Interval) -> String {
      "\(percent(value)) [\(fixed(100 * interval.low, 1)), \(fixed(100 * interval.high, 1))]"
        .padded(to: 22, right: false)
    }
    return cell(scores.exactMatch, scores.exactMatchInterval)
      + cell(scores.normalizedExactMatch, scores.normalizedExactMatchInterval) + cell(scores.f1, scores.f1Interval)
  }

  private var calibrationLines: [String] {
    [
      "  mean confidence \(percent(calibration.meanConfidence)), exact match \(percent(scores.exactMatch))",
      "  expected calibration error \(fixed(calibration.expectedCalibrationError, 4)) (10 bins),"
        + " Brier score \(fixed(calibration.brierScore, 4)); lower is better",
    ]
  }

  private var coverageLines: [String] {
    var lines = [row("  ", "coverage", "answered", "from confidence", "exact match")]
    for point in tenthPoints {
      lines.append(
        row("  ", percent(point.coverage), String(point.count), fixed(point.confidence, 4), percent(point.precision)))
    }
    lines.append(
      "  area under the risk-coverage curve \(fixed(riskCoverage.area, 4)); lower is better,"
        + " \(fixed(1 - scores.exactMatch, 4)) if the confidence has no information")
    return lines
  }

  /// Each point once: with equal confidences, one point can reach several tenths.
  private var tenthPoints: [RiskCoverage.Point] {
    var points: [RiskCoverage.Point] = []
    for row in riskCoverage.tenths where points.last != row.point { points.append(row.point) }
    return points
  }

  private var thresholdLines: [String] {
    ["  lowest confidence for a wanted precision on these questions:"]
      + Self.shownPrecisions.map { wanted in
        let name = "  " + "\(Int((wanted * 100).rounded()))%".padded(to: 8, right: false) + "   "
        guard let point = threshold(precision: wanted) else { return name + "not reached" }
        return name + "\(point.confidence)".padded(to: 22) + "answers \(point.count) of \(point.total)"
          + " (\(percent(point.coverage))), \(percent(point.precision)) of them right"
      }
  }

  private func row(_ indent: String, _ cells: String...) -> String {
    indent + cells.map { $0.padded(to: 17, right: false) }.joined()
  }
}
