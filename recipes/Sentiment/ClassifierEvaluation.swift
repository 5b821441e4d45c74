internal import Base
internal import Datasets
internal import Metrics
internal import Pipelines
internal import Transformer

extension Evaluation {
  /// Scores a classifier on the texts of a split.
  static func classifier(
    _ checkpoint: String, data: String?, split: String, dataFolder: String?
  ) throws -> Outcome {
    let classifier = try Classifier.open(checkpoint)
    let examples = try read(data, split, dataFolder, classifier.about, checkpoint)
    let start = monotonicSeconds()
    try classifier.requireReadable(in: [examples])
    let inputs = examples.examples.map { classifier.encode($0.text, pair: $0.pair) }
    // Labels are checked before the model runs.
    if let labels = classifier.labels { _ = try examples.classes(labels) } else { _ = try examples.targets() }
    let logits = classifier.logits(inputs)
    let seconds = monotonicSeconds() - start
    let (bagOfWords, remark) = bagOfWords(classifier, dataFolder, checkpoint)
    let score = try Score(
      examples, logits, labels: classifier.labels, trainingMajority: nil, bagOfWords: bagOfWords)

    let long = LongTextCount(inputs)
    var object = score.json
    object["left_out"] = .integer(examples.droppedCount)
    object["cut"] = .integer(long.cut)
    object["tokens_lost"] = .integer(long.tokensLost)
    object["in_windows"] = .integer(long.inWindows)
    object["windows"] = .integer(long.windows)
    object["unknown_tokens"] = .integer(inputs.reduce(0) { $0 + $1.unknownTokens })
    var notes = examples.notes
    if let line = long.line(classifier) { notes.append(line) }
    if let line = Classifier.unknownLine(inputs) { notes.append(line) }
    if let remark { notes.append(remark) }
    return try outcome(
      object, score.table, notes,
      scored: Scored(
        checkpoint: checkpoint, about: classifier.about, parameters: classifier.model.registry,
        unused: classifier.model.unused,
        tokenizer: classifier.tokenizer, data: examples.path, dataHash: examples.sha256,
        split: data.map(exists) == true ? "all" : split, isOwnData: data == nil,
        count: counted(examples.examples.count, "example"), seconds: seconds))
  }

  /// The baseline, trained on the data that the checkpoint's run was trained on.
  ///
  /// - Returns: nil for a regression and for a checkpoint that does not record its training data; nil with a remark
  ///   where these cannot be read or are not the same any more
  private static func bagOfWords(
    _ classifier: Classifier, _ folder: String?, _ checkpoint: String
  ) -> (baseline: BagOfWords?, remark: String?) {
    guard let labels = classifier.labels, let hash = classifier.about["data_sha256"]?["train"]?.string else {
      return (nil, nil)
    }
    do {
      let train = try read(nil, "train", folder, classifier.about, checkpoint)
      if train.sha256 != hash {
        return (nil, "no \(BagOfWords.title): \(train.path) is not the file that the run was trained on")
      }
      return (BagOfWords(train.bags, classes: try train.classes(labels), classCount: labels.count), nil)
    } catch {
      let first = "\(error)".split(separator: "\n").first ?? ""
      return (nil, "no \(BagOfWords.title): the training data cannot be read: \(first)")
    }
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
      guard !data.contains("/"), !data.contains(".") else { throw InputError.problem("there is no file \(data)") }
      return try NamedDataset.named(data).split(split, folder: folder)
    }
    if let file = text("\(split)_file") {
      return try TextSplit.read(
        path: file, format: text("format").flatMap(TextFormat.init(rawValue:)), columns: columns)
    }
    // If the settings name files and a data set, the data set was not used.
    if text("train_file") != nil {
      throw InputError.problem("the run that made \(checkpoint) had no \(split) data: give --data FILE")
    }
    if let name = text("dataset") {
      return try NamedDataset.named(name).split(split, folder: folder ?? text("data_folder"))
    }
    throw InputError.problem("\(checkpoint) does not record its training data: give --data FILE")
  }
}
