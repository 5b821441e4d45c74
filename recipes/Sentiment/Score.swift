internal import Base
internal import Datasets
internal import Metrics

/// The report of a classification or of a regression.
enum Score {
  case classification(ClassificationReport)
  case regression(RegressionReport)

  /// - Parameter bagOfWords: the baseline, trained on the training texts; nil for regression, and where it is not asked
  ///   for
  init(
    _ split: TextSplit, _ logits: [[Float]], labels: LabelMap?, trainingMajority: Int?, bagOfWords: BagOfWords?
  ) throws {
    if let labels {
      self = .classification(
        ClassificationReport(
          logits: logits, targets: try split.classes(labels), labels: labels.names,
          trainingMajority: trainingMajority, bagOfWords: bagOfWords?.predictions(split.bags)))
    } else {
      self = .regression(RegressionReport(predictions: logits.map { $0[0] }, targets: try split.targets()))
    }
  }

  var json: JSON.Object {
    switch self {
    case .classification(let report): report.json
    case .regression(let report): report.json
    }
  }

  var table: String {
    switch self {
    case .classification(let report): report.table
    case .regression(let report): report.table
    }
  }

  var loss: Double {
    switch self {
    case .classification(let report): report.loss
    case .regression(let report): report.meanSquaredError
    }
  }

  /// The scores in a line of the log.
  var headline: [(String, Double)] {
    switch self {
    case .classification(let report): [("accuracy", report.accuracy), ("macro_f1", report.macroF1)]
    case .regression(let report): [("mae", report.meanAbsoluteError), ("pearson", report.pearson)]
    }
  }

  /// The score that selects the best checkpoint.
  func value(_ metric: ClassificationMetric) -> Double {
    guard case .classification(let report) = self else { return loss }
    return switch metric {
    case .accuracy: report.accuracy
    case .macroF1: report.macroF1
    case .mcc: report.mcc
    case .loss: report.loss
    }
  }
}

extension TextSplit {
  /// The texts as the bag-of-words baseline takes them: each alone or with its pair.
  var bags: [[String]] { examples.map { [$0.text] + ($0.pair.map { [$0] } ?? []) } }
}
