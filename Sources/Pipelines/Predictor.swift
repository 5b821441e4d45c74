internal import Base
internal import Datasets
internal import Glibc
internal import Tensor
public import Text
public import Transformer

/// Classifies texts with a saved checkpoint: what `attune predict` does.
public struct Predictor {
  private let classifier: Classifier

  /// One text's outcome.
  public struct Prediction: Sendable {
    /// The text.
    public let text: String
    /// The most probable label, or nil for regression.
    public let label: String?
    /// Label and probability in the order of the labels.
    public let probabilities: [(label: String, probability: Double)]
    /// The predicted number of a regression.
    public let value: Double?
    /// Tokens of the text that the model did not see.
    public let cutTokens: Int
    /// Windows that the text was read in: 1 unless it is long.
    public let windows: Int

    /// One object on one line: `text`, `label`, `probabilities`; `value` for regression.
    public var jsonLine: String {
      var object: JSON.Object = ["text": .string(text)]
      if let label {
        object["label"] = .string(label)
        var shares = JSON.Object()
        for (label, probability) in probabilities { shares[label] = .number(probability) }
        object["probabilities"] = .object(shares)
      }
      if let value { object["value"] = .number(value) }
      if cutTokens > 0 { object["cut_tokens"] = .integer(cutTokens) }
      if windows > 1 { object["windows"] = .integer(windows) }
      return JSON.object(object).compact
    }

    /// Label, probability and text on one line for people.
    public func tableLine(labelWidth: Int) -> String {
      if let value { return fixed(value, 4).padded(to: 10, right: false) + "  " + text }
      let best = probabilities.map(\.probability).max() ?? 0
      return (label ?? "").padded(to: labelWidth) + "  " + fixed(best, 4) + "  " + text
    }
  }

  /// Opens a checkpoint folder.
  public init(checkpoint: String) throws {
    classifier = try Classifier.open(checkpoint)
  }

  /// The classes in the order of the logits; empty for regression.
  public var labels: [String] { classifier.labels?.names ?? [] }
  /// The model, to make vectors with, or to train further.
  public var model: SequenceClassifier { classifier.model }
  /// What makes tokens of texts for it.
  public var tokenizer: any Tokenizer { classifier.tokenizer }
  /// Tokens of a text that it reads at once, special ones included.
  public var maximumLength: Int { classifier.maximumLength }

  /// The width of the longest label, for tables.
  public var labelWidth: Int { classifier.labels?.names.map(\.count).max() ?? 0 }

  /// Classifies texts, each alone or with a pair.
  ///
  /// - Throws: for an empty text, for a single text where the checkpoint was trained on pairs, and for a pair where the checkpoint reads long texts in windows or by head and tail.
  public func predict(_ texts: [(text: String, pair: String?)]) throws -> [Prediction] {
    for (index, text) in texts.enumerated() where text.text.allSatisfy(\.isWhitespace) {
      throw InputError.problem("text \(index + 1) is empty")
    }
    if let column = classifier.about["settings"]?["pair_column"]?.string,
      let place = texts.firstIndex(where: { $0.pair == nil })
    {
      throw InputError.problem(
        "text \(place + 1) stands alone, and the checkpoint was trained on pairs of texts: give a file with the column"
          + " \(column) as well")
    }
    try classifier.requireReadable(texts)
    let inputs = texts.map { classifier.encode($0.text, pair: $0.pair) }
    return zip(zip(texts, inputs), classifier.logits(inputs)).map { item, logits in
      guard let labels = classifier.labels else {
        return Prediction(
          text: item.0.text, label: nil, probabilities: [], value: Double(logits[0]),
          cutTokens: item.1.cutTokens, windows: item.1.windows.count)
      }
      let most = Double(logits.max()!)
      let exponentials = logits.map { exp(Double($0) - most) }
      let sum = exponentials.reduce(0, +)
      let best = logits.indices.max { logits[$0] < logits[$1] || (logits[$0] == logits[$1] && $0 > $1) }!
      return Prediction(
        text: item.0.text, label: labels.names[best],
        probabilities: zip(labels.names, exponentials).map { ($0, $1 / sum) }, value: nil,
        cutTokens: item.1.cutTokens, windows: item.1.windows.count)
    }
  }
}

extension Predictor {
  /// A line of standard input without text.
  public struct EmptyLine: Error, CustomStringConvertible {
    package let number: Int

    /// For the error of a line.
    public init(number: Int) { self.number = number }

    /// Which line.
    public var description: String { "standard input, line \(number): the line is empty; each line is one text" }
  }

  /// The texts of a file: one a line, or the columns that the checkpoint was trained on.
  public func read(_ path: String) throws -> [(text: String, pair: String?)] {
    let settings = classifier.about["settings"]
    let columns = TextColumns(
      text: settings?["text_column"]?.string ?? "text", pair: settings?["pair_column"]?.string, label: nil)
    let split = try TextSplit.read(path: path, columns: columns, labelRequired: false)
    return split.examples.map { ($0.text, $0.pair) }
  }
}
