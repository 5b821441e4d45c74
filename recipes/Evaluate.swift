internal import Base
internal import Datasets
internal import Tensor
internal import Text
internal import Training
internal import Transformer

/// Scores a saved checkpoint: what `attune evaluate` does.
public enum Evaluation {
  /// What was scored, as the members of a JSON object, and as a table for people.
  public struct Outcome: Sendable {
    /// Scores, what they were scored on, and what with.
    public let json: String
    /// The same for people.
    public let table: String
  }

  /// - Parameters:
  ///   - checkpoint: a folder of a run, `<run>/best` for instance, or one that `transformers` saved
  ///   - data: a file or the name of a data set; without it the data that the checkpoint was trained with
  ///   - split: the split of a named data set
  ///   - dataFolder: where named data sets are; without it the environment variable ATTUNE_DATA
  public static func run(
    checkpoint: String, data: String?, split: String, dataFolder: String? = nil
  ) throws -> Outcome {
    switch try CheckpointKind(checkpoint) {
    case .classifier: return try classifier(checkpoint, data: data, split: split, dataFolder: dataFolder)
    case .languageModel:
      let subject = try LanguageModel.open(checkpoint)
      return try subject.format == nil
        ? perplexity(subject, checkpoint, data: data, split: split, dataFolder: dataFolder)
        : answers(subject, checkpoint, data: data, split: split, dataFolder: dataFolder)
    }
  }

  private static func classifier(
    _ checkpoint: String, data: String?, split: String, dataFolder: String?
  ) throws -> Outcome {
    let classifier = try Classifier.open(checkpoint)
    let examples = try read(data, split, dataFolder, classifier.about, checkpoint)
    let start = monotonicSeconds()
    try classifier.requireReadable(in: [examples])
    let inputs = examples.examples.map { classifier.encode($0.text, pair: $0.pair) }
    // Labels are checked before the model runs.
    if let labels = classifier.labels { _ = try examples.classes(labels) } else { _ = try examples.targets() }
    let score = try Score(
      examples, classifier.logits(inputs), labels: classifier.labels, trainingMajority: nil)

    let long = LongTextCount(inputs)
    var object = score.json
    object["left_out"] = .integer(examples.droppedCount)
    object["cut"] = .integer(long.cut)
    object["tokens_lost"] = .integer(long.tokensLost)
    object["in_windows"] = .integer(long.inWindows)
    object["windows"] = .integer(long.windows)
    var notes = examples.notes
    if let line = long.line(classifier) { notes.append(line) }
    return try outcome(
      object, score.table, notes,
      scored: Scored(
        checkpoint: checkpoint, about: classifier.about, parameters: classifier.model.registry,
        unused: classifier.model.unused,
        tokenizer: classifier.tokenizer, data: examples.path, dataHash: examples.sha256,
        split: data.map(exists) == true ? "all" : split, isOwnData: data == nil,
        count: counted(examples.examples.count, "example"), seconds: monotonicSeconds() - start))
  }

  /// What a score is of.
  struct Scored {
    let checkpoint: String
    let about: JSON.Object
    let parameters: ParameterRegistry
    /// Tensors of its file that the model has no use for.
    let unused: [String]
    let tokenizer: any Tokenizer
    let data: String
    let dataHash: String
    let split: String
    /// Whether they are the data that the checkpoint's run had for this split.
    let isOwnData: Bool
    /// The name under which the checkpoint keeps their hash, where it is not that of the split.
    var nameOfData: String?
    let count: String
    /// Seconds from texts to scores, without opening the model and hashing files.
    let seconds: Double
  }

  /// A score with what it is of: hashes of checkpoint, data and tokenizer.
  static func outcome(
    _ scores: JSON.Object, _ table: String, _ notes: [String], scored: Scored
  ) throws -> Outcome {
    let hashes = try scoredHashes(scored.checkpoint, scored.tokenizer)
    func short(_ hash: JSON?) -> String { "sha256 \((hash?.string ?? "").prefix(12))…" }
    var notes = notes
    if scored.about["base_model_sha256"] == hashes["checkpoint_sha256"] {
      notes.append("warning: these weights are the base model's: nothing was trained")
    } else if let warning = InitialWeights.warning(scored.parameters, scored.about) {
      notes.append(warning)
    }
    notes += try contradictions(scored, hashes)
    if Machine.precision == .bfloat16 { notes.append("matrix products in \(precisionInWords)") }
    var object = scores
    object["checkpoint"] = .string(scored.checkpoint)
    object.add(hashes)
    object["data"] = .string(scored.data)
    object["data_sha256"] = .string(scored.dataHash)
    object["split"] = .string(scored.split)
    object["precision"] = .string(Machine.precision.rawValue)
    object["seconds"] = .number(scored.seconds)
    object["notes"] = .array(notes.map(JSON.string))
    let head =
      [
        "checkpoint  \(scored.checkpoint)  \(short(hashes["checkpoint_sha256"])), its tokenizer"
          + " \(short(hashes["tokenizer_sha256"]))",
        "data        \(scored.data)  \(scored.count) in \(duration(scored.seconds)), sha256 \(scored.dataHash.prefix(12))…",
      ] + notes.map { "note        " + $0 }
    return Outcome(json: JSON.object(object).pretty, table: (head + ["", table]).joined(separator: "\n"))
  }

  /// What a checkpoint says of itself that is not so, and what of it is left aside.
  private static func contradictions(_ scored: Scored, _ hashes: JSON.Object) throws -> [String] {
    var notes: [String] = []
    let path = scored.checkpoint + "/attune.json"
    let written = exists(path) ? try JSON(parsingFile: path) : nil
    if let hash = written?["model_sha256"]?.string, hash != hashes["checkpoint_sha256"]?.string {
      notes.append(
        "warning: \(path) was written for other weights: its model_sha256 is \(hash.prefix(12))…")
    }
    let name = scored.nameOfData ?? scored.split
    if scored.isOwnData, let hash = written?["data_sha256"]?[name]?.string, hash != scored.dataHash {
      notes.append(
        "warning: \(scored.data) is not the file that the run had as its \(scored.split) data: its SHA-256 was"
          + " \(hash.prefix(12))…")
    }
    if !scored.unused.isEmpty {
      let unused = scored.unused
      let names = unused.prefix(5).map { excerpt($0) }.joined(separator: ", ")
      notes.append(
        "in the checkpoint but not used: \(names)" + (unused.count > 5 ? " and \(unused.count - 5) more" : ""))
    }
    return notes
  }

  private static func read(
    _ data: String?, _ split: String, _ folder: String?, _ about: JSON.Object, _ checkpoint: String
  ) throws -> TextSplit {
    let settings = about["settings"]
    func text(_ key: String) -> String? { settings?[key]?.string }
    let columns = TextColumns(
      text: text("text_column") ?? "text", pair: text("pair_column"), label: text("label_column") ?? "label")
    if let data, exists(data) { return try TextSplit.read(path: data, columns: columns) }
    if let data {
      guard !data.contains("/"), !data.contains(".") else { throw RecipeError.input("there is no file \(data)") }
      return try NamedDataset.named(data).split(split, folder: folder)
    }
    if let file = text("\(split)_file") {
      return try TextSplit.read(
        path: file, format: text("format").flatMap(TextFormat.init(rawValue:)), columns: columns)
    }
    // Where files were trained on, a data set that the settings name as well was not.
    if text("train_file") != nil {
      throw RecipeError.input("the run that made \(checkpoint) had no \(split) data: give --data FILE")
    }
    if let name = text("dataset") {
      return try NamedDataset.named(name).split(split, folder: folder ?? text("data_folder"))
    }
    throw RecipeError.input("\(checkpoint) does not say which data it was trained with: give --data FILE")
  }
}
