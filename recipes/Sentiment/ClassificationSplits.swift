internal import Base
internal import Datasets
internal import Runs

/// The texts of a classification or regression run: those of the files that its settings name, and for the other splits
/// those of its data set.
struct ClassificationSplits {
  private var texts: [String: TextSplit] = [:]
  /// Whether everything in the settings could be read.
  private(set) var isComplete = true

  /// The names of the splits in order: train, dev, test, and further test splits of the data set.
  private var names = ["train", "dev", "test"]

  var train: TextSplit? { texts["train"] }
  var dev: TextSplit? { texts["dev"] }

  /// The splits that could be read, in order.
  var all: [(name: String, split: TextSplit)] { names.compactMap { name in texts[name].map { (name, $0) } } }
  /// The splits that are scored, in order.
  var heldOut: [(name: String, split: TextSplit)] { all.filter { $0.name != "train" } }

  /// The data set that the settings name and use, if there is one of this name.
  static func dataset(_ settings: SentimentSettings) -> NamedDataset? {
    settings.trainFile == nil ? settings.dataset.flatMap { try? NamedDataset.named($0) } : nil
  }

  /// Reads all files and notes the problems of each. Missing files are skipped: `ClassificationData.problems` reports
  /// them.
  ///
  /// - Parameter labels: the labels that files may have; nil for any
  init(_ settings: SentimentSettings, labels: LabelMap?, _ preflight: Preflight) {
    let columns = TextColumns(text: settings.textColumn, pair: settings.pairColumn, label: settings.labelColumn)
    let dataset = Self.dataset(settings)
    // Without the data set's folder every split would report the same problem.
    var isFolderThere = true
    names += dataset?.card.testSplitNames.filter { !names.contains($0) } ?? []
    let files = ["train": settings.trainFile, "dev": settings.devFile, "test": settings.testFile]
    for name in names {
      if let file = files[name] ?? nil {
        if exists(file) {
          texts[name] = preflight.attempt {
            try TextSplit.read(path: file, format: settings.format, columns: columns, labels: labels)
          }
        }
      } else if let dataset, dataset.card.splitNames.contains(name) {
        if !isFolderThere { continue }
        do { texts[name] = try dataset.split(name, folder: settings.dataFolder) } catch {
          preflight.problem("\(error)")
          isFolderThere = !error.isAboutFolder
        }
      } else {
        continue
      }
      if texts[name] == nil { isComplete = false }
    }
  }
}
