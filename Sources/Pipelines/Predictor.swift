internal import Base
internal import Datasets
internal import Glibc
internal import Tensor
public import Text
public import Transformer

/// Classifies texts with a saved checkpoint: what `attune predict` does.
public struct Predictor {
  private let classifier: Classifier

  /// The result for one text.
  public struct Prediction: Sendable {
    /// The text.
    public let text: String
    /// The most probable label, or nil for regression.
    public let label: String?
    /// Label and probability in the order of the labels.
    public let probabilities: [(label: String, probability: Double)]
    /// The predicted number of a regression.
    public let value: Double?
    /// Number of tokens of the text that were cut.
    public let cutTokens: Int
    /// Number of windows of the text: 1 unless it is long.
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

    /// Label, probability and text as one line of a table.
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
  /// The model, for computing vectors or for further training.
  public var model: SequenceClassifier { classifier.model }
  /// The tokenizer of the model.
  public var tokenizer: any Tokenizer { classifier.tokenizer }
  /// Largest number of tokens that the model reads at once, including special tokens.
  public var maximumLength: Int { classifier.maximumLength }

  /// The width of the longest label, for tables.
  public var labelWidth: Int { classifier.labels?.names.map(\.count).max() ?? 0 }

  /// Classifies texts, each alone or with a pair.
  ///
  /// - Throws: for an empty text, for a single text if the checkpoint was trained on pairs, and for a pair if the
  ///   checkpoint reads long texts in windows or by head and tail.
  public func predict(_ texts: [(text: String, pair: String?)]) throws -> [Prediction] {
    try requireReadable(texts)
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

  /// Refuses texts that the model cannot read: see `predict`.
  func requireReadable(_ texts: [(text: String, pair: String?)]) throws {
    for (index, text) in texts.enumerated() where text.text.allSatisfy(\.isWhitespace) {
      throw InputError.problem("text \(index + 1) is empty")
    }
    if let column = classifier.about["settings"]?["pair_column"]?.string,
      let place = texts.firstIndex(where: { $0.pair == nil })
    {
      throw InputError.problem(
        "text \(place + 1) is a single text, but the checkpoint was trained on pairs of texts: give a file that also"
          + " has the column \(column)")
    }
    try classifier.requireReadable(texts)
  }
}

extension Predictor {
  /// A line of standard input without text.
  public struct EmptyLine: Error, CustomStringConvertible {
    package let number: Int

    /// An error for the line of this number.
    public init(number: Int) { self.number = number }

    /// The line, and what is expected.
    public var description: String { "standard input, line \(number): the line is empty; each line is one text" }
  }

  /// Reads the texts of a file: one per line, or the columns on which the checkpoint was trained.
  public func read(_ path: String) throws -> [(text: String, pair: String?)] {
    let settings = classifier.about["settings"]
    let columns = TextColumns(
      text: settings?["text_column"]?.string ?? "text", pair: settings?["pair_column"]?.string, label: nil)
    let split = try TextSplit.read(path: path, columns: columns, labelRequired: false)
    return split.examples.map { ($0.text, $0.pair) }
  }
}
