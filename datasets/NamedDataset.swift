/// A classification data set that recipes know by name, with the names of its classes.
public struct NamedDataset: Sendable {
  /// Name, splits, source, licence.
  public let card: DatasetCard
  /// Its classes in order.
  public let labels: LabelMap
  /// What each label in the files means: a class, or nil for examples that the data set leaves out.
  private let classes: [String: String?]
  private let format: TextFormat

  /// The name by which a recipe asks for it.
  public var name: String { card.name }

  /// Reads one split.
  ///
  /// - Parameters:
  ///   - name: `train`, `dev` or `test`.
  ///   - folder: The folder of the data sets (or of this one); nil takes the environment variable `ATTUNE_DATA`.
  /// - Throws: `DatasetError`: an unknown split, no folder, no file, or the problems of the file.
  public func split(_ name: String, folder: String? = nil) throws(DatasetError) -> TextSplit {
    if card.isBundled { return try bundled(name) }
    let file = try card.file(name)
    let path = try card.locate(file, folder: folder)
    let allowed = LabelMap(sound: classes.keys.sorted())
    let split = renamed(try TextSplit.read(path: path, format: format, labels: allowed), file)
    if split.examples.isEmpty { throw .empty(path: path) }
    return split
  }

  private func bundled(_ name: String) throws(DatasetError) -> TextSplit {
    let file = try card.file(name)
    let text =
      switch name {
      case "train": SampleReviews.train
      case "dev": SampleReviews.dev
      default: SampleReviews.test
      }
    return try TextSplit.read(bytes: Array(text.utf8), path: file.path, format: format, labels: labels)
  }

  /// The split with classes by name, without the examples that are left out.
  private func renamed(_ split: TextSplit, _ file: DatasetCard.File) -> TextSplit {
    let examples: [TextExample] = split.examples.compactMap { example in
      guard let label = example.label, let named = classes[label] ?? nil else { return nil }
      return TextExample(text: example.text, pair: example.pair, label: named, file: example.file, line: example.line)
    }
    let dropped = split.examples.count - examples.count
    var notes = card.notes(file, sha256: split.sha256)
    if dropped > 0 {
      let labels = classes.filter { $0.value == nil }.keys.sorted()
      notes.append(
        "\(name) \(file.split): left out \(dropped) of \(split.examples.count) examples, those labelled "
          + "\(labels.joined(separator: ", ")), as the data set is defined")
    }
    return TextSplit(
      examples: examples, path: split.path, sha256: split.sha256, droppedCount: dropped, notes: notes)
  }
}

extension NamedDataset {
  /// The data set of a name.
  ///
  /// - Throws: `DatasetError.unknownDataset`, with the nearest name.
  public static func named(_ name: String) throws(DatasetError) -> NamedDataset {
    let all = all
    guard let found = all.first(where: { $0.name == name }) else {
      throw .unknownDataset(name, expected: all.map(\.name))
    }
    return found
  }

  /// Every classification data set.
  public static var all: [NamedDataset] { [sample, sst2, sst5, cfimdb] }

  /// Reviews and remarks written for Attune; part of the program.
  private static var sample: NamedDataset {
    let names = ["negative", "positive"]
    let files = ["train", "dev", "test"].map { split in
      DatasetCard.File(split: split, path: "datasets/samples/reviews/\(split).tsv", count: nil, sha256: nil)
    }
    let card = DatasetCard(
      name: "sample", summary: "short reviews and remarks over many domains, written for Attune",
      labelNames: names, files: files, source: "datasets/samples/reviews, written for Attune",
      licence: "Apache-2.0, as Attune", howToGet: "The data set is part of the program.", isBundled: true)
    return NamedDataset(card: card, classes: ["negative": "negative", "positive": "positive"], format: .tsv)
  }

  /// The Stanford Sentiment Treebank's sentences without the neutral ones, in two classes.
  private static var sst2: NamedDataset {
    let card = treebank(
      "sst2", "sentences from film reviews, two classes: the Stanford Sentiment Treebank without its neutral sentences",
      labels: ["negative", "positive"], counts: [6920, 872, 1821])
    return NamedDataset(
      card: card, classes: ["0": "negative", "1": "negative", "2": nil, "3": "positive", "4": "positive"],
      format: .treebank)
  }

  /// The Stanford Sentiment Treebank's sentences in five classes.
  private static var sst5: NamedDataset {
    let names = ["very negative", "negative", "neutral", "positive", "very positive"]
    let card = treebank(
      "sst5", "sentences from film reviews, five classes: the Stanford Sentiment Treebank", labels: names,
      counts: [8544, 1101, 2210])
    let classes = Dictionary(uniqueKeysWithValues: names.enumerated().map { (String($0), $1) })
    return NamedDataset(card: card, classes: classes, format: .treebank)
  }

  /// Whole film reviews of the counterfactually augmented IMDB data. The labels of its test file are placeholders, so
  /// that it is not offered.
  private static var cfimdb: NamedDataset {
    let card = DatasetCard(
      name: "cfimdb", summary: "whole film reviews, about 190 words each, and counterfactual rewritings of them",
      labelNames: ["negative", "positive"],
      files: [
        DatasetCard.File(
          split: "train", path: "cfimdb/cfimdb-train.txt", count: 1707,
          sha256: "278e200499d1d68a1a9d80e3947a2203cc97130632d8a53f2b9c11de9cb6c699"),
        DatasetCard.File(
          split: "dev", path: "cfimdb/cfimdb-dev.txt", count: 245,
          sha256: "b38f0c095c4624e85927116728140e96d0221969b34146f65eae5b5bb24752b8"),
      ],
      source: "Kaushik, Hovy and Lipton 2020, as distributed in github.com/neubig/minbert-assignment",
      licence: "repository Apache-2.0; cite Kaushik, Hovy and Lipton 2020 and Maas et al. 2011",
      howToGet: howToGet("cfimdb", files: "cfimdb-*.txt"), isBundled: false)
    return NamedDataset(card: card, classes: ["0": "negative", "1": "positive"], format: .treebank)
  }

  private static func treebank(_ name: String, _ summary: String, labels: [String], counts: [Int]) -> DatasetCard {
    let hashes = [
      ("train", "7aeac81f2a387f2ce7fab98ed8f40ef85cc9c8ad11bcbb63b122e95665cb1f35"),
      ("dev", "11963c76cd073e68006da0390620aadf5a4b8f775e2f900e92a50b3002e39b9b"),
      ("test", "bdcc8352d37bdc82113e4a4dd887b824144201539d5a1e49be566232d306a4ba"),
    ]
    let files = zip(hashes, counts).map { hash, count in
      DatasetCard.File(split: hash.0, path: "sst/sst-\(hash.0).txt", count: count, sha256: hash.1)
    }
    return DatasetCard(
      name: name, summary: summary, labelNames: labels, files: files,
      source: "Socher et al. 2013, as distributed in github.com/neubig/minbert-assignment",
      licence: "repository Apache-2.0; cite Socher et al. 2013", howToGet: howToGet("sst", files: "sst-*.txt"),
      isBundled: false)
  }

  private static func howToGet(_ folder: String, files: String) -> String {
    """
    To get it:
      git clone --depth 1 https://github.com/neubig/minbert-assignment
      mkdir -p data/\(folder) && cp minbert-assignment/data/\(files) data/\(folder)/
    Then say where it is: export ATTUNE_DATA="$PWD/data", or give the folder in the recipe's settings.
    """
  }

  private init(card: DatasetCard, classes: [String: String?], format: TextFormat) {
    self.card = card
    labels = LabelMap(sound: card.labelNames)
    self.classes = classes
    self.format = format
  }
}
