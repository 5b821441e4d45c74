package import Base
package import Datasets
internal import Tensor
package import Text
internal import Training
package import Transformer

/// A fine-tuned classifier with everything that is needed to use it again: the content of a checkpoint folder.
///
/// The folder has `config.json`, `model.safetensors` and the tokenizer's files, which `transformers` opens, and
/// `attune.json` with the task, the labels, the longest input and the origin of the weights.
package struct Classifier {
  package let model: SequenceClassifier
  package let tokenizer: any Tokenizer
  /// The classes, or nil for regression.
  package let labels: LabelMap?
  /// Largest number of tokens that the model reads at once.
  package let maximumLength: Int
  /// How longer texts are handled.
  package let longTexts: LongTexts
  /// The other members of `attune.json`: recipe, settings, hashes, results.
  package var about: JSON.Object

  /// A classifier of the given parts.
  package init(
    model: SequenceClassifier, tokenizer: any Tokenizer, labels: LabelMap?, maximumLength: Int, longTexts: LongTexts,
    about: JSON.Object
  ) {
    self.model = model
    self.tokenizer = tokenizer
    self.labels = labels
    self.maximumLength = maximumLength
    self.longTexts = longTexts
    self.about = about
  }

  /// Number of outputs.
  package var outputCount: Int { labels?.count ?? 1 }

  /// A text as tokens, ready for a batch.
  package struct Input {
    /// The whole text, or the windows of a long text.
    package let windows: [(ids: [Int32], typeIDs: [Int32])]
    package let cutTokens: Int
    /// Tokens that stand for a part of the text that the vocabulary lacks; those that two windows share count twice.
    package let unknownTokens: Int

    /// Tokens of all windows together, including special tokens.
    package var tokenCount: Int { windows.reduce(0) { $0 + $1.ids.count } }
    /// Tokens of each window.
    package var lengths: [Int] { windows.map(\.ids.count) }
  }

  /// - Precondition: a pair is only given if `longTexts` is `head`; `requireReadable` reports this to the user
  package func encode(_ text: String, pair: String?) -> Input {
    precondition(pair == nil || longTexts == .head, "a pair of texts, but long_texts is \(longTexts.rawValue)")
    let encodings =
      pair == nil
      ? tokenizer.encode(text, maximumLength: maximumLength, longTexts)
      : [tokenizer.encode(text, pair: pair, maximumLength: maximumLength)]
    return Input(
      windows: encodings.map { ($0.ids, $0.typeIDs) }, cutTokens: encodings.reduce(0) { $0 + $1.truncatedTokens },
      unknownTokens: encodings.reduce(0) { $0 + $1.unknownTokens })
  }

  /// The number of unknown tokens in a sentence; nil if there are none.
  package static func unknownLine(_ inputs: [Input]) -> String? {
    let unknown = inputs.reduce(0) { $0 + $1.unknownTokens }
    if unknown == 0 { return nil }
    let all = inputs.reduce(0) { $0 + $1.tokenCount }
    return "\(unknown) of \(all) tokens are unknown: the vocabulary lacks them"
  }

  /// Refuses texts that the model cannot read: a pair if `longTexts` is not `head`, and a text without any token, which
  /// is possible with a tokenizer that adds no special tokens.
  package func requireReadable(_ texts: [(text: String, pair: String?)]) throws {
    if longTexts != .head, let place = texts.firstIndex(where: { $0.pair != nil }) {
      throw InputError.problem(
        "text \(place + 1) has a pair, but the model reads single texts only (long_texts is \(longTexts.rawValue))")
    }
    if !tokenizer.encode("", pair: nil, maximumLength: nil).ids.isEmpty { return }
    if let empty = texts.firstIndex(where: { encode($0.text, pair: $0.pair).tokenCount == 0 }) {
      throw InputError.problem(
        "text \(empty + 1), \"\(excerpt(texts[empty].text))\", has no tokens: the model has nothing to read")
    }
  }

  /// See `requireReadable(_:)`.
  package func requireReadable(in splits: [TextSplit?]) throws {
    for split in splits { try requireReadable(split?.examples.map { ($0.text, $0.pair) } ?? []) }
  }

  /// Logits in the order of the inputs, one row of one value per label for each. They are computed in batches of
  /// windows of similar length, so the windows of a very long text need not be in memory at once.
  package func logits(_ inputs: [Input]) -> [[Float]] {
    if inputs.isEmpty { return [] }
    let windows = inputs.flatMap(\.windows)
    let order = windows.indices.sorted { (windows[$0].ids.count, $0) < (windows[$1].ids.count, $1) }
    let plan = BatchPlan(size: .tokens(2048), seed: 0)
    var ofWindows = Tensor(zeros: [windows.count, outputCount])
    for batch in plan.orderedBatches(lengths: order.map { windows[$0].ids.count }) {
      let chosen = batch.map { order[$0] }
      ofWindows.addRows(model.logits(TokenBatch(chosen.map { windows[$0] })), at: chosen)
    }
    let offsets = inputs.reduce(into: [0]) { $0.append($0.last! + $1.windows.count) }
    let values = meanOfSequences(ofWindows, offsets: offsets).values
    return inputs.indices.map { Array(values[($0 * outputCount)..<(($0 + 1) * outputCount)]) }
  }

  /// Writes the folder's files; `folder` exists. Members of `about` override those that are written here.
  package func write(to folder: String) throws {
    try model.write(to: folder, labels: labels?.names ?? [])
    for file in tokenizer.files { try writeFile(folder + "/" + file.name, file.bytes) }
    var object: JSON.Object = [
      "format": .integer(1), "task": .string(labels == nil ? "regression" : "classification"),
      "labels": .array((labels?.names ?? []).map(JSON.string)), "pooling": .string(model.head.pooling.rawValue),
      "max_length": .integer(maximumLength), "long_texts": .string(longTexts.rawValue),
      "model_sha256": .string(try SHA256.hexadecimal(ofFile: folder + "/model.safetensors")),
    ]
    for (key, value) in about.members { object[key] = value }
    try writeFile(folder + "/attune.json", Array(JSON.object(object).pretty.utf8))
  }

  /// Opens a checkpoint folder of Attune, or a classifier that `transformers` saved.
  package static func open(_ folder: String) throws -> Classifier {
    if try CheckpointKind(folder) == .languageModel {
      throw InputError.problem(
        "\(folder) is a language model, not a classifier; 'attune answer' and 'attune generate' use language models")
    }
    let config = try JSON(parsingFile: folder + "/config.json")
    let about = exists(folder + "/attune.json") ? try JSON(parsingFile: folder + "/attune.json").object : nil
    let labels: LabelMap?
    if let about {
      do {
        labels = about["task"] == .string("regression") ? nil : try LabelMap(json: about["labels"] ?? .array([]))
      } catch { throw InputError.problem("\(folder)/attune.json: \(error)") }
    } else if config["problem_type"]?.string == "multi_label_classification" {
      throw InputError.problem(
        "\(folder)/config.json: problem_type is multi_label_classification (any number of labels per text); Attune's"
          + " classifiers give each text one label")
    } else if config["problem_type"]?.string == "regression" || config["id2label"]?.object?.count == 1 {
      // One output is a regression, even if the configuration does not say so.
      labels = nil
    } else {
      // Without names in the configuration, the default of transformers is two labels.
      labels = try LabelMap(json: config["id2label"] ?? .array(["LABEL_0", "LABEL_1"].map(JSON.string)))
    }
    let pooling = about?["pooling"]?.string.flatMap(Pooling.init(rawValue:)) ?? .native
    let model = try SequenceClassifier(
      folder: folder, labelCount: labels?.count ?? 1, pooling: pooling, opening: .evaluation)
    if about != nil { try requireAllUsed(model.unused, folder: folder) }
    let tokenizer = try Tokenizers.load(folder: folder)
    try check(tokenizer, fits: model, folder: folder)
    let limit = model.encoder.configuration.maximumLength
    let maximumLength = about?["max_length"]?.integer ?? limit
    guard (1...limit).contains(maximumLength) else {
      throw InputError.problem(
        "\(folder)/attune.json: max_length is \(maximumLength), but the model has \(limit) positions")
    }
    try check(tokenizer, cutTo: maximumLength, fits: model, folder: folder)
    // Checkpoints of earlier versions or of other software were trained on the start of long texts.
    guard let longTexts = LongTexts(rawValue: about?["long_texts"]?.string ?? LongTexts.head.rawValue) else {
      throw InputError.problem(
        "\(folder)/attune.json: long_texts is \(excerpt(about?["long_texts"]?.compact ?? "")), expected one of "
          + LongTexts.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return Classifier(
      model: model, tokenizer: tokenizer, labels: labels,
      maximumLength: maximumLength, longTexts: longTexts, about: about ?? JSON.Object())
  }

  /// Refuses a tokenizer with more ids than the embedding has rows: a lookup would read past the end of the table.
  package static func check(_ tokenizer: any Tokenizer, fits model: SequenceClassifier, folder: String) throws {
    let rows = model.encoder.configuration.vocabularySize
    if tokenizer.vocabularySize > rows {
      throw PipelineError.vocabulary(folder: folder, tokens: tokenizer.vocabularySize, rows: rows)
    }
  }

  /// Checks that the model has rows for the special tokens and segments that the tokenizer adds to a text or pair.
  package static func check(
    _ tokenizer: any Tokenizer, cutTo length: Int, fits model: SequenceClassifier, folder: String
  ) throws {
    for pair in [nil, "a"] {
      let encoding = tokenizer.encode("a", pair: pair, maximumLength: length)
      let batch = TokenBatch([(encoding.ids, encoding.typeIDs)])
      if let problem = model.encoder.problem(with: batch) {
        throw InputError.problem("\(folder): the tokenizer does not fit the model: it produces \(problem)")
      }
    }
  }
}

/// Refuses a checkpoint of Attune with unused tensors: its `config.json` is not the one that was written with it.
package func requireAllUsed(_ unused: [String], folder: String) throws {
  guard let first = unused.first else { return }
  throw InputError.problem(
    "\(folder)/config.json does not describe the saved model: \(counted(unused.count, "tensor")) of"
      + " model.safetensors would not be used, the first is \(excerpt(first)). Restore the folder's own config.json")
}
