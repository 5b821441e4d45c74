internal import Base
internal import Configuration
internal import Datasets
internal import Tensor
internal import Training

/// The data of a classification or regression run: texts, targets, and what is to be said about them.
struct ClassificationData {
  let train: TextSplit
  let dev: TextSplit
  let test: TextSplit?
  /// The classes, or nil for regression.
  let labels: LabelMap?
  /// Lines for the run's log: what was left out, what overlaps, how the classes are spread.
  let notes: [String]
  private let targets: Targets

  /// What a text should come out as.
  enum Targets {
    case classes([Int])
    case values([Float])
  }

  /// What can be known of the data settings before a run.
  static func problems(_ settings: Sentiment.Settings) -> [SettingProblem] {
    var problems: [SettingProblem] = []
    if settings.trainFile == nil, let name = settings.dataset {
      do { _ = try NamedDataset.named(name) } catch {
        problems.append(SettingProblem(key: "dataset", message: "\(error)"))
      }
    }
    let files = [("train_file", settings.trainFile), ("dev_file", settings.devFile), ("test_file", settings.testFile)]
    for (key, path) in files {
      if let path, !exists(path) { problems.append(SettingProblem(key: key, message: "there is no such file")) }
    }
    return problems
  }

  /// Reads and checks all files; nil where any cannot be used. Files that are not there are passed over: `problems`
  /// reports them.
  init?(_ settings: Sentiment.Settings, _ preflight: Preflight) {
    let columns = TextColumns(text: settings.textColumn, pair: settings.pairColumn, label: settings.labelColumn)
    var given: [String: TextSplit] = [:]
    var unusable: Set<String> = []
    func read(_ name: String, _ read: () throws -> TextSplit) {
      given[name] = preflight.attempt(read)
      if given[name] == nil { unusable.insert(name) }
    }
    for (name, file) in [("train", settings.trainFile), ("dev", settings.devFile), ("test", settings.testFile)] {
      guard let file else { continue }
      if exists(file) {
        read(name) { try TextSplit.read(path: file, format: settings.format, columns: columns) }
      } else {
        unusable.insert(name)
      }
    }
    var named: NamedDataset?
    // `problems` says what is missing where the settings name neither a data set nor files.
    let wasReported =
      settings.trainFile == nil
      ? (settings.dataset.flatMap { try? NamedDataset.named($0) }) == nil : settings.devFile == nil
    if let name = settings.dataset, settings.trainFile == nil, let dataset = try? NamedDataset.named(name) {
      let missing = dataset.card.splitNames.filter { given[$0] == nil && !unusable.contains($0) }
      for split in missing where !unusable.contains("all") {
        do { given[split] = try dataset.split(split, folder: settings.dataFolder) } catch {
          preflight.problem("\(error)")
          // Without the folder no split is there, and each would say so.
          unusable.insert(error.isAboutFolder ? "all" : split)
        }
      }
      named = dataset
    }
    for split in ["train", "dev"] where given[split] == nil && unusable.isEmpty && !wasReported {
      preflight.problem("the data have no \(split) split")
    }
    let splits = ["train", "dev", "test"].compactMap { name in given[name].map { (name, $0) } }
    var notes = splits.flatMap { name, split in split.notes.map { "\(name): \($0)" } }
    var targets: Targets?
    var labels: LabelMap?
    switch settings.task {
    case .classification:
      labels = preflight.attempt {
        if let names = settings.labels { return try LabelMap(names: names) }
        if let named { return named.labels }
        return try given["train"].map { try LabelMap(training: $0) }
      }.flatMap(\.self)
      guard let map = labels else { break }
      if map.count < 2 { preflight.problem("labels: there is one only, \(map.names[0]); nothing to learn") }
      if let weights = settings.classWeights, weights.count != map.count {
        preflight.problem("class_weights has \(weights.count) numbers for \(map.count) labels")
      }
      for (name, split) in splits {
        guard let classes = preflight.attempt({ try split.classes(map) }) else { continue }
        if name != "train" { continue }
        targets = .classes(classes)
        let counts = map.names.indices.map { label in classes.count { $0 == label } }
        notes.append("labels: " + zip(map.names, counts).map { "\($0) \($1)" }.joined(separator: ", "))
        for (label, count) in zip(map.names, counts) where count == 0 {
          preflight.remark("train: no example has the label \(label)")
        }
      }
    case .regression:
      for (name, split) in splits {
        guard let values = preflight.attempt({ try split.targets() }) else { continue }
        if name == "train" { targets = .values(values) }
      }
    }
    if let column = settings.pairColumn, let train = given["train"], train.examples.allSatisfy({ $0.pair == nil }) {
      preflight.problem("pair_column is \(column), but \(train.path) has single texts: its format has no columns")
    }
    if let train = given["train"] { Self.remarks(train, Array(splits.filter { $0.0 != "train" }), preflight) }
    guard let train = given["train"], let dev = given["dev"], let targets, unusable.isEmpty else { return nil }
    (self.train, self.dev, test, self.labels, self.targets, self.notes) = (
      train, dev, given["test"], labels, targets, notes
    )
  }

  /// Texts that appear where they should not.
  private static func remarks(_ train: TextSplit, _ heldOut: [(String, TextSplit)], _ preflight: Preflight) {
    for (name, split) in heldOut {
      let overlap = split.overlap(withTraining: train)
      if let remark = overlap.remark(name, of: split.examples.count, "text") {
        preflight.remark(remark + ", so its scores flatter")
      }
    }
    for remark in Recipes.remarks(onRepetitions: train.repetitions(), "text", value: "label") {
      preflight.remark(remark)
    }
  }

  /// The SHA-256 of each file's bytes.
  var hashes: JSON.Object {
    var hashes: JSON.Object = ["train": .string(train.sha256), "dev": .string(dev.sha256)]
    if let test { hashes["test"] = .string(test.sha256) }
    return hashes
  }

  /// The loss of training examples, given by their indices.
  struct Loss {
    fileprivate let targets: Targets
    fileprivate let options: CrossEntropyOptions
    fileprivate let rDrop: Double

    /// What the sum of the examples' losses is divided by.
    func weight(_ examples: some Sequence<Int>) -> Double {
      switch targets {
      case .classes(let classes): options.weight(of: examples.map { classes[$0] })
      case .values: Double(examples.reduce(0) { count, _ in count + 1 })
      }
    }

    /// The loss's part of one batch and the gradient of its logits: with R-Drop those of all examples, twice.
    func gradient(_ logits: Tensor, _ examples: [Int], normalizer: Double) -> (Double, Tensor) {
      switch targets {
      case .classes(let classes):
        let wanted = examples.map { classes[$0] }
        let (loss, gradient) =
          rDrop > 0
          ? rDropCrossEntropy(logits, targets: wanted, options, alpha: rDrop, normalizer: normalizer)
          : crossEntropy(logits, targets: wanted, options, normalizer: normalizer)
        return (loss, gradient)
      case .values(let values):
        let (loss, gradient) = squaredError(logits, targets: examples.map { values[$0] }, normalizer: normalizer)
        return (loss, gradient)
      }
    }
  }

  func loss(_ settings: Sentiment.Settings) -> Loss {
    Loss(
      targets: targets,
      options: CrossEntropyOptions(labelSmoothing: settings.labelSmoothing, classWeights: settings.classWeights),
      rDrop: settings.rDrop)
  }

  /// The most frequent class of the training data.
  var trainingMajority: Int? {
    guard case .classes(let classes) = targets, let labels else { return nil }
    let counts = labels.names.indices.map { label in classes.count { $0 == label } }
    return counts.indices.max { counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1) }
  }

  /// What a classifier scores on a split whose labels were checked before.
  func score(_ split: TextSplit, _ classifier: Classifier) -> Score {
    let logits = classifier.logits(split.examples.map { classifier.encode($0.text, pair: $0.pair) })
    return (try? Score(split, logits, labels: labels, trainingMajority: trainingMajority))!
  }
}

/// The report of a classifier or of a regression, whichever it is.
enum Score {
  case classification(ClassificationReport)
  case regression(RegressionReport)

  init(_ split: TextSplit, _ logits: [[Float]], labels: LabelMap?, trainingMajority: Int?) throws {
    if let labels {
      self = .classification(
        ClassificationReport(
          logits: logits, targets: try split.classes(labels), labels: labels.names, trainingMajority: trainingMajority))
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

  /// The scores that a line of the log has room for.
  var headline: [(String, Double)] {
    switch self {
    case .classification(let report): [("accuracy", report.accuracy), ("macro_f1", report.macroF1)]
    case .regression(let report): [("mae", report.meanAbsoluteError), ("pearson", report.pearson)]
    }
  }

  /// The score that chooses the best checkpoint.
  func value(_ metric: Sentiment.Metric) -> Double {
    guard case .classification(let report) = self else { return loss }
    return switch metric {
    case .accuracy: report.accuracy
    case .macroF1: report.macroF1
    case .mcc: report.mcc
    case .loss: report.loss
    }
  }
}
