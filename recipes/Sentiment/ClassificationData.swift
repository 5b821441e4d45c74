internal import Base
internal import Configuration
internal import Datasets
internal import Metrics
internal import Pipelines
internal import Runs

/// The data of a classification or regression run: texts and targets, with notes about them.
struct ClassificationData {
  let train: TextSplit
  /// The splits that are scored: dev first, then those of test.
  let heldOut: [(name: String, split: TextSplit)]
  /// The classes, or nil for regression.
  let labels: LabelMap?
  /// Lines for the run's log: excluded texts, overlaps, and the distribution of classes.
  let notes: [String]
  let targets: ClassificationTargets
  /// The SHA-256 of the file of word vectors; nil without one.
  private let vectorsHash: String?

  /// Problems of the data settings that can be checked without reading the data.
  static func problems(_ settings: SentimentSettings) -> [SettingProblem] {
    var problems: [SettingProblem] = []
    if settings.trainFile == nil, let name = settings.dataset {
      do { _ = try NamedDataset.named(name) } catch {
        problems.append(SettingProblem(key: "dataset", message: "\(error)"))
      }
    }
    let files = [("train_file", settings.trainFile), ("dev_file", settings.devFile), ("test_file", settings.testFile)]
    for (key, path) in files {
      if let path, !exists(path) { problems.append(SettingProblem(key: key, message: missing(path))) }
    }
    return problems
  }

  /// Reads and checks all files; nil if any of them is invalid. Missing files are skipped: `problems` reports them.
  init?(_ settings: SentimentSettings, _ preflight: Preflight) {
    let names = settings.task == .classification ? settings.labels : nil
    let given = names.flatMap { names in preflight.attempt { try LabelMap(names: names) } }
    let splits = ClassificationSplits(settings, labels: given, preflight)
    var notes = splits.all.flatMap { name, split in split.notes.map { "\(name): \($0)" } }
    var labels: LabelMap?
    var targets: ClassificationTargets?
    switch settings.task {
    case .classification:
      labels = names == nil ? Self.labels(of: splits, settings, preflight) : given
      if let labels, let classes = Self.classes(of: splits, labels, settings, preflight) {
        let counts = labels.names.indices.map { label in classes.count { $0 == label } }
        notes.append("labels: " + zip(labels.names, counts).map { "\($0) \($1)" }.joined(separator: ", "))
        for (label, count) in zip(labels.names, counts) where count == 0 {
          preflight.remark("train: no example has the label \(label)")
        }
        targets = .classes(classes)
      }
    case .regression:
      for (key, isSet) in [
        ("labels", settings.labels != nil), ("class_weights", settings.classWeights != nil),
        ("label_smoothing", settings.labelSmoothing > 0),
      ] where isSet { preflight.remark("\(key) has no effect on regression and is ignored") }
      let values = splits.all.map { name, split in (name, preflight.attempt { try split.targets() }) }
      targets = values.first { $0.0 == "train" }?.1.map(ClassificationTargets.values)
    }
    guard let train = splits.train else { return nil }
    if let column = settings.pairColumn, train.examples.allSatisfy({ $0.pair == nil }) {
      preflight.problem("pair_column is \(column), but \(train.path) has single texts: its format has no columns")
    }
    Self.remarks(train, splits, preflight)
    // If the file is not there, the settings' problems say so.
    vectorsHash = (try? NewDeepAveraging.vectorsFile(settings)).flatMap { try? SHA256.hexadecimal(ofFile: $0) }
    guard splits.dev != nil, let targets, splits.isComplete else { return nil }
    (self.train, heldOut, self.labels, self.targets, self.notes) = (train, splits.heldOut, labels, targets, notes)
  }

  /// The labels of the data set, or of the training texts.
  private static func labels(
    of splits: ClassificationSplits, _ settings: SentimentSettings, _ preflight: Preflight
  ) -> LabelMap? {
    if let dataset = ClassificationSplits.dataset(settings) { return dataset.labels }
    return splits.train.flatMap { train in preflight.attempt { try LabelMap(training: train) } }
  }

  /// The class of each training text. Checks the labels of all splits.
  private static func classes(
    of splits: ClassificationSplits, _ labels: LabelMap, _ settings: SentimentSettings, _ preflight: Preflight
  ) -> [Int]? {
    if labels.count < 2 { preflight.problem("labels: there is only one, \(labels.names[0]): nothing to learn") }
    if let weights = settings.classWeights, weights.count != labels.count {
      preflight.problem("class_weights has \(weights.count) numbers for \(labels.count) labels")
    }
    let classes = splits.all.map { name, split in (name, preflight.attempt { try split.classes(labels) }) }
    return classes.first { $0.0 == "train" }?.1
  }

  /// Reports texts that occur in several splits, or several times in training.
  private static func remarks(_ train: TextSplit, _ splits: ClassificationSplits, _ preflight: Preflight) {
    for (name, split) in splits.heldOut {
      let overlap = split.overlap(withTraining: train)
      if let remark = overlap.remark(name, of: split.examples.count, "text") {
        preflight.remark(remark + ", so its scores are too optimistic")
      }
    }
    for remark in repetitionRemarks(train.repetitions(), "text", value: "label") {
      preflight.remark(remark)
    }
  }

  /// The SHA-256 of each file's bytes.
  var hashes: JSON.Object {
    var hashes: JSON.Object = ["train": .string(train.sha256)]
    for (name, split) in heldOut { hashes[name] = .string(split.sha256) }
    if let vectorsHash { hashes["vectors"] = .string(vectorsHash) }
    return hashes
  }

  /// The most frequent class of the training data.
  var trainingMajority: Int? {
    guard case .classes(let classes) = targets, let labels else { return nil }
    let counts = labels.names.indices.map { label in classes.count { $0 == label } }
    return counts.indices.max { counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1) }
  }

  /// The baseline of a classification, trained on the training texts; nil for regression, whose baseline is the mean.
  func bagOfWords() -> BagOfWords? {
    guard case .classes(let classes) = targets, let labels else { return nil }
    return BagOfWords(train.bags, classes: classes, classCount: labels.count)
  }

  /// The score of a classifier on a split whose labels are already checked.
  ///
  /// - Parameter bagOfWords: the baseline, for the scores at the end of a run
  func score(_ split: HeldOut, _ classifier: Classifier, _ bagOfWords: BagOfWords? = nil) -> Score {
    let logits = classifier.logits(split.inputs)
    return
      (try? Score(
        split.texts, logits, labels: labels, trainingMajority: trainingMajority, bagOfWords: bagOfWords))!
  }
}
