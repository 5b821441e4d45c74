public import Base
import Glibc

/// The scores of a classifier on some examples, each with a 95% interval, and baselines that need no model.
///
/// Precision, recall and F1 of a class that is never predicted, or never occurs, are 0 (scikit-learn's
/// `zero_division=0`); the correlation coefficient is 0 if it is not defined.
public struct ClassificationReport: Sendable {
  /// The score of one class.
  public struct ClassScore: Sendable, Equatable {
    /// The class's name.
    public let name: String
    /// Share of its predictions that are right.
    public let precision: Double
    /// Share of its examples that are found.
    public let recall: Double
    /// Harmonic mean of the two.
    public let f1: Double
    /// Number of its examples.
    public let support: Int
  }

  /// The classes in order.
  public let labels: [String]
  /// Number of examples of class `row` that were predicted as class `column`.
  public let confusion: [[Int]]
  /// Mean cross-entropy, in nats.
  public let loss: Double
  /// 95% interval of the mean cross-entropy, from its standard error.
  public let lossInterval: Interval
  /// Bootstrap interval of macro F1.
  public let macroF1Interval: Interval
  /// Bootstrap interval of the correlation coefficient.
  public let mccInterval: Interval
  /// The most frequent class of the training examples, if known.
  public let trainingMajority: Int?
  /// Number of examples whose class the bag-of-words baseline predicts, if it was trained.
  public let bagOfWordsCorrect: Int?

  /// Scores logits against targets.
  ///
  /// - Parameters:
  ///   - logits: one row of `labels.count` values for each example; at least one example
  ///   - targets: the class of each example
  ///   - trainingMajority: the most frequent class of the training data
  ///   - bagOfWords: what the baseline predicts for each example (`BagOfWords`)
  public init(
    logits: [[Float]], targets: [Int], labels: [String], trainingMajority: Int? = nil, bagOfWords: [Int]? = nil
  ) {
    precondition(logits.count == targets.count && !targets.isEmpty, "\(logits.count) rows, \(targets.count) targets")
    precondition(logits.allSatisfy { $0.count == labels.count }, "a row does not have \(labels.count) values")
    self.labels = labels
    self.trainingMajority = trainingMajority
    precondition(bagOfWords.map { $0.count == targets.count } ?? true, "a baseline of other examples")
    bagOfWordsCorrect = bagOfWords.map { zip($0, targets).count { $0 == $1 } }
    let predictions = logits.map { row in row.indices.max { row[$0] < row[$1] || (row[$0] == row[$1] && $0 > $1) }! }
    let losses = zip(logits, targets).map { row, target -> Double in
      let most = Double(row.max()!)
      return most + log(row.reduce(0.0) { $0 + exp(Double($1) - most) }) - Double(row[target])
    }
    let n = Double(losses.count)
    let mean = losses.reduce(0, +) / n
    let variance = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, n - 1)
    let half = 1.959963984540054 * (variance / n).squareRoot()
    loss = mean
    lossInterval = Interval(low: mean - half, high: mean + half)
    let pairs = zip(targets, predictions).map { $0 * labels.count + $1 }
    let classes = labels.count
    confusion = Self.confusion(pairs, Array(repeating: 1, count: pairs.count), classes)
    macroF1Interval = bootstrapInterval(count: pairs.count) { times in
      Self.macroF1(Self.confusion(pairs, times, classes))
    }
    mccInterval = bootstrapInterval(count: pairs.count) { times in Self.mcc(Self.confusion(pairs, times, classes)) }
  }

  /// Number of examples.
  public var count: Int { confusion.joined().reduce(0, +) }

  /// Number of examples with the right prediction.
  public var correct: Int { labels.indices.reduce(0) { $0 + confusion[$1][$1] } }

  /// Share of examples with the right prediction.
  public var accuracy: Double { Double(correct) / Double(count) }

  /// Wilson's 95% interval of the accuracy.
  public var accuracyInterval: Interval { wilsonInterval(successes: correct, count: count) }

  /// The mean of the classes' F1.
  public var macroF1: Double { Self.macroF1(confusion) }

  /// Matthews's correlation coefficient for any number of classes (Gorodkin 2004).
  public var mcc: Double { Self.mcc(confusion) }

  /// The scores of each class.
  public var perClass: [ClassScore] {
    Self.scores(confusion).enumerated().map { index, score in
      ClassScore(
        name: labels[index], precision: score.precision, recall: score.recall, f1: score.f1,
        support: confusion[index].reduce(0, +))
    }
  }

  /// The accuracy of always predicting the most frequent class of these examples.
  public var majorityAccuracy: Double { Double(confusion.map { $0.reduce(0, +) }.max()!) / Double(count) }

  /// The accuracy of always predicting the most frequent class of the training data.
  public var trainingMajorityAccuracy: Double? {
    trainingMajority.map { Double(confusion[$0].reduce(0, +)) / Double(count) }
  }

  /// The accuracy of the bag-of-words baseline, which was trained on the same training data.
  public var bagOfWordsAccuracy: Double? { bagOfWordsCorrect.map { Double($0) / Double(count) } }

  private static func confusion(_ pairs: [Int], _ times: [Int], _ classes: Int) -> [[Int]] {
    var flat = [Int](repeating: 0, count: classes * classes)
    for (pair, count) in zip(pairs, times) { flat[pair] += count }
    return (0..<classes).map { Array(flat[($0 * classes)..<(($0 + 1) * classes)]) }
  }

  private static func scores(_ confusion: [[Int]]) -> [(precision: Double, recall: Double, f1: Double)] {
    confusion.indices.map { index in
      let found = Double(confusion[index][index])
      let predicted = Double(confusion.reduce(0) { $0 + $1[index] })
      let actual = Double(confusion[index].reduce(0, +))
      return (
        predicted == 0 ? 0 : found / predicted, actual == 0 ? 0 : found / actual,
        predicted + actual == 0 ? 0 : 2 * found / (predicted + actual)
      )
    }
  }

  /// As in scikit-learn, over the classes that occur among examples or predictions.
  private static func macroF1(_ confusion: [[Int]]) -> Double {
    let occurring = confusion.indices.filter { index in
      confusion[index].contains { $0 > 0 } || confusion.contains { $0[index] > 0 }
    }
    let all = scores(confusion)
    return occurring.reduce(0) { $0 + all[$1].f1 } / Double(max(1, occurring.count))
  }

  private static func mcc(_ confusion: [[Int]]) -> Double {
    let actual = confusion.map { Double($0.reduce(0, +)) }
    let predicted = confusion.indices.map { index in Double(confusion.reduce(0) { $0 + $1[index] }) }
    let total = actual.reduce(0, +)
    let correct = confusion.indices.reduce(0.0) { $0 + Double(confusion[$1][$1]) }
    let product = zip(actual, predicted).reduce(0) { $0 + $1.0 * $1.1 }
    let spread =
      (total * total - predicted.reduce(0) { $0 + $1 * $1 }) * (total * total - actual.reduce(0) { $0 + $1 * $1 })
    return spread == 0 ? 0 : (correct * total - product) / spread.squareRoot()
  }

  /// The report as the members of a JSON object.
  public var json: JSON.Object {
    var baselines: JSON.Object = ["majority_accuracy": .number(majorityAccuracy)]
    if let trainingMajority, let accuracy = trainingMajorityAccuracy {
      baselines["training_majority"] = .string(labels[trainingMajority])
      baselines["training_majority_accuracy"] = .number(accuracy)
    }
    if let bagOfWordsCorrect, let accuracy = bagOfWordsAccuracy {
      baselines["bag_of_words_accuracy"] = .number(accuracy)
      baselines["bag_of_words_interval"] = wilsonInterval(successes: bagOfWordsCorrect, count: count).json
    }
    return [
      "accuracy": .number(accuracy), "interval": accuracyInterval.json, "macro_f1": .number(macroF1),
      "macro_f1_interval": macroF1Interval.json, "mcc": .number(mcc), "mcc_interval": mccInterval.json,
      "loss": .number(loss), "loss_interval": lossInterval.json, "count": .integer(count),
      "labels": .array(labels.map(JSON.string)),
      "confusion": .array(confusion.map { .array($0.map(JSON.integer)) }),
      "per_class": .array(
        perClass.map { score in
          .object([
            "label": .string(score.name), "precision": .number(score.precision), "recall": .number(score.recall),
            "f1": .number(score.f1), "support": .integer(score.support),
          ])
        }), "baselines": .object(baselines),
    ]
  }

  /// The report as a text table.
  public var table: String {
    func line(_ name: String, _ value: String, _ interval: (String, String)) -> String {
      "  " + name.padded(to: 12) + value.padded(to: 9, right: false) + "   95% interval \(interval.0) to \(interval.1)"
    }
    let wilson = accuracyInterval
    var lines = [
      line("accuracy", percent(accuracy), (percent(wilson.low), percent(wilson.high))),
      line("macro F1", fixed(macroF1, 4), (fixed(macroF1Interval.low, 4), fixed(macroF1Interval.high, 4))),
      line("MCC", fixed(mcc, 4), (fixed(mccInterval.low, 4), fixed(mccInterval.high, 4))),
      line("loss", fixed(loss, 4), (fixed(lossInterval.low, 4), fixed(lossInterval.high, 4))),
      "  " + "majority".padded(to: 12) + percent(majorityAccuracy).padded(to: 9, right: false)
        + "   accuracy of always giving the most frequent of these \(count) labels",
    ]
    if let accuracy = bagOfWordsAccuracy { lines.append("  \(BagOfWords.title)   \(percent(accuracy))") }
    lines.append("")
    let width = max(8, labels.map(\.count).max()!) + 2
    lines.append(
      "  " + "label".padded(to: width)
        + ["precision", "recall", "F1", "support"].map { $0.padded(to: 10, right: false) }.joined()
        + "   taken for: " + labels.joined(separator: ", "))
    for (index, score) in perClass.enumerated() {
      let numbers = [fixed(score.precision, 4), fixed(score.recall, 4), fixed(score.f1, 4), String(score.support)]
      lines.append(
        "  " + score.name.padded(to: width) + numbers.map { $0.padded(to: 10, right: false) }.joined()
          + "   " + confusion[index].map { String($0).padded(to: 6, right: false) }.joined())
    }
    return lines.joined(separator: "\n")
  }
}
