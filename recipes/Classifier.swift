internal import Base
internal import Datasets
internal import Text
internal import Tensor
internal import Training
internal import Transformer

/// A fine-tuned classifier with all that is needed to use it again: what a checkpoint folder holds.
///
/// The folder has `config.json`, `model.safetensors` and the tokenizer's files, which `transformers` opens, and
/// `attune.json` with the task, the labels, the longest input and where it all came from.
struct Classifier {
  let model: SequenceClassifier
  let tokenizer: any Tokenizer
  /// The classes, or nil for regression.
  let labels: LabelMap?
  /// Tokens that the model reads at once.
  let maximumLength: Int
  /// What becomes of texts with more.
  let longTexts: LongTexts
  /// The rest of `attune.json`: recipe, settings, hashes, results.
  var about: JSON.Object

  /// Number of outputs.
  var outputCount: Int { labels?.count ?? 1 }

  /// A text that is ready for a batch.
  struct Input {
    /// One piece, or the windows of a long text.
    let windows: [(ids: [Int32], typeIDs: [Int32])]
    let cutTokens: Int

    /// Tokens of all windows together, special ones included.
    var tokenCount: Int { windows.reduce(0) { $0 + $1.ids.count } }
    /// Tokens of each window.
    var lengths: [Int] { windows.map(\.ids.count) }
  }

  /// - Precondition: pairs come to classifiers that cut at the head only; `requireReadable` says so to the user
  func encode(_ text: String, pair: String?) -> Input {
    precondition(pair == nil || longTexts == .head, "a pair of texts, but long_texts is \(longTexts.rawValue)")
    let encodings =
      pair == nil
      ? tokenizer.encode(text, maximumLength: maximumLength, longTexts)
      : [tokenizer.encode(text, pair: pair, maximumLength: maximumLength)]
    return Input(
      windows: encodings.map { ($0.ids, $0.typeIDs) }, cutTokens: encodings.reduce(0) { $0 + $1.truncatedTokens })
  }

  /// Refuses texts that cannot be read: a pair where long texts are not simply cut, and a text without any token, which a
  /// tokenizer that puts nothing around it may make; a model reads at least one.
  func requireReadable(_ texts: [(text: String, pair: String?)]) throws {
    if longTexts != .head, let place = texts.firstIndex(where: { $0.pair != nil }) {
      throw RecipeError.input(
        "text \(place + 1) has a pair, but the model reads single texts only (long_texts is \(longTexts.rawValue))")
    }
    if !tokenizer.encode("", pair: nil, maximumLength: nil).ids.isEmpty { return }
    if let empty = texts.firstIndex(where: { encode($0.text, pair: $0.pair).tokenCount == 0 }) {
      throw RecipeError.input(
        "text \(empty + 1), \"\(excerpt(texts[empty].text))\", makes no token: the model has nothing to read")
    }
  }

  /// See `requireReadable(_:)`.
  func requireReadable(in splits: [TextSplit?]) throws {
    for split in splits { try requireReadable(split?.examples.map { ($0.text, $0.pair) } ?? []) }
  }

  /// Logits in the order of the inputs, computed in batches of windows of similar length: those of a very long text need not
  /// be in memory at once.
  func logits(_ inputs: [Input]) -> [[Float]] {
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

  /// Writes the folder's files; `folder` exists. Extra members of `about` win over what is written here.
  func write(to folder: String) throws {
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

  /// Opens a checkpoint folder: one of ours, or a classifier that `transformers` saved.
  static func open(_ folder: String) throws -> Classifier {
    if try CheckpointKind(folder) == .languageModel {
      throw RecipeError.input(
        "\(folder) is a language model, no classifier; 'attune answer' and 'attune generate' use language models")
    }
    let config = try JSON(parsingFile: folder + "/config.json")
    let about = exists(folder + "/attune.json") ? try JSON(parsingFile: folder + "/attune.json").object : nil
    let labels: LabelMap?
    if let about {
      do {
        labels = about["task"] == .string("regression") ? nil : try LabelMap(json: about["labels"] ?? .array([]))
      } catch { throw RecipeError.input("\(folder)/attune.json: \(error)") }
    } else if config["problem_type"]?.string == "multi_label_classification" {
      throw RecipeError.input(
        "\(folder)/config.json: problem_type is multi_label_classification, any number of labels a text; Attune's"
          + " classifiers give each text one of them")
    } else if config["problem_type"]?.string == "regression" || config["id2label"]?.object?.count == 1 {
      // One output is a value, also where transformers says no more of it.
      labels = nil
    } else {
      // Without names in its configuration, transformers' default is two labels.
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
      throw RecipeError.input(
        "\(folder)/attune.json: max_length is \(maximumLength), but the model has \(limit) positions")
    }
    try check(tokenizer, cutTo: maximumLength, fits: model, folder: folder)
    // Checkpoints of earlier versions, and those of others, were trained on the beginnings of long texts.
    guard let longTexts = LongTexts(rawValue: about?["long_texts"]?.string ?? LongTexts.head.rawValue) else {
      throw RecipeError.input(
        "\(folder)/attune.json: long_texts is \(excerpt(about?["long_texts"]?.compact ?? "")), expected one of "
          + LongTexts.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return Classifier(
      model: model, tokenizer: tokenizer, labels: labels,
      maximumLength: maximumLength, longTexts: longTexts, about: about ?? JSON.Object())
  }

  /// A tokenizer with more ids than the embedding has rows would read past its end.
  static func check(_ tokenizer: any Tokenizer, fits model: SequenceClassifier, folder: String) throws {
    let rows = model.encoder.configuration.vocabularySize
    if tokenizer.vocabularySize > rows {
      throw RecipeError.vocabulary(folder: folder, tokens: tokenizer.vocabularySize, rows: rows)
    }
  }

  /// What the tokenizer puts around any text or pair has to have its place in the model, segments included.
  static func check(
    _ tokenizer: any Tokenizer, cutTo length: Int, fits model: SequenceClassifier, folder: String
  ) throws {
    for pair in [nil, "a"] {
      let encoding = tokenizer.encode("a", pair: pair, maximumLength: length)
      let batch = TokenBatch([(encoding.ids, encoding.typeIDs)])
      if let problem = model.encoder.problem(with: batch) {
        throw RecipeError.input("\(folder): the tokenizer does not fit the model: it makes \(problem)")
      }
    }
  }
}

/// Refuses a checkpoint of ours of which a part would be left aside: its `config.json` is not the one that was written with it.
func requireAllUsed(_ unused: [String], folder: String) throws {
  guard let first = unused.first else { return }
  throw RecipeError.input(
    "\(folder)/config.json does not describe the model that was saved: \(counted(unused.count, "tensor")) of"
      + " model.safetensors would not be used, \(excerpt(first)) the first of them. Put the folder's own config.json back"
  )
}

/// What is wrong with the inputs of a recipe or command, beyond what readers of files find.
public enum RecipeError: Error, CustomStringConvertible {
  /// No checkpoint folder there.
  case noCheckpoint(String)
  /// The tokenizer has more tokens than the model's embedding has rows.
  case vocabulary(folder: String, tokens: Int, rows: Int)
  /// The loss, a gradient or a weight is not a number; the step's examples are named where they are known.
  case notFinite(what: String, step: Int, learningRate: Double, examples: [String])
  /// Several problems of one kind, each with its place.
  case list([String])
  /// Anything else that the user can mend.
  case input(String)

  /// What was found, what was expected, and what to do.
  public var description: String {
    switch self {
    case .noCheckpoint(let folder):
      "\(folder) is not a checkpoint folder. A run leaves its checkpoints in <run>/best and <run>/last."
    case .vocabulary(let folder, let tokens, let rows):
      "\(folder): the tokenizer has \(tokens) tokens, but the model's embedding has \(rows) rows. The tokenizer belongs "
        + "to another model: copy the right tokenizer files into the folder."
    case .notFinite(let what, let step, let learningRate, let examples):
      "step \(step): \(what) is not a finite number, so the run stops; the last checkpoint is whole. The learning rate "
        + "was \(scientific(learningRate)): try a smaller one, or more warm-up."
        + (examples.isEmpty ? "" : "\nThe step's examples: " + examples.prefix(20).joined(separator: ", "))
        + (examples.count > 20 ? " and \(examples.count - 20) more" : "")
    case .list(let problems):
      (problems.prefix(20) + (problems.count > 20 ? ["and \(problems.count - 20) more"] : [])).joined(separator: "\n")
    case .input(let problem): problem
    }
  }
}

/// Parsed, a JSON text takes many times its bytes; a run's own files have a few kilobytes.
private let largestJSON = 64 << 20

extension JSON {
  /// The JSON value in a file.
  init(parsingFile path: String) throws {
    let bytes = try readFile(path, limit: largestJSON)
    do { self = try JSON(parsing: bytes) } catch { throw RecipeError.input("\(path): \(error)") }
  }
}
