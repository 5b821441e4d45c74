// The data sets that recipes find by name: a file in this folder and a line in one of these lists each.

extension NamedDataset: NamedData {
  /// The data sets for classification.
  public static var all: [NamedDataset] {
    [
      sample,
      sst2,
      sst5,
      cfimdb,
    ]
  }
}

extension NamedQuestions: NamedData {
  /// The data sets for question answering that are read from files.
  public static var all: [NamedQuestions] {
    [
      birthplaces,
      webquestions,
    ]
  }
}

extension NamedDocuments: NamedData {
  /// The data sets of texts for pretraining.
  public static var all: [NamedDocuments] {
    [
      shakespeare,
      pennTreebank,
    ]
  }
}

extension DatasetCard {
  /// The cards of the data sets for classification.
  public static var classification: [DatasetCard] { NamedDataset.all.map(\.card) }

  /// The cards of the data sets for question answering: the generated one, then those that are read from files.
  public static var questionAnswering: [DatasetCard] { [Biographies.card] + NamedQuestions.all.map(\.card) }

  /// The cards of the data sets of texts for pretraining, without those of questions that have texts beside them.
  public static var pretraining: [DatasetCard] { NamedDocuments.all.map(\.card) }

  /// The cards of all data sets.
  public static var all: [DatasetCard] { classification + questionAnswering + pretraining }
}

extension [DatasetCard] {
  /// The names, separated by commas, for messages.
  public var nameList: String { map(\.name).joined(separator: ", ") }

  /// The names of the splits of all these data sets, each once: train, dev, test, then the others.
  public var splitNames: [String] {
    flatMap(\.splitNames).reduce(into: ["train", "dev", "test"]) { if !$0.contains($1) { $0.append($1) } }
  }
}
