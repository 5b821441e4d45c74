internal import Base
internal import Datasets

/// Where the documents of a run come from: a file, a data set of documents, or the documents of a data set of
/// questions.
extension Pretrain {
  /// Why a data set has no documents for training; nil if it has.
  static func datasetProblem(_ name: String) -> String? {
    if (try? NamedDocuments.named(name)) != nil { return nil }
    if let questions = try? NamedQuestions.named(name) { return questions.hasDocuments ? nil : "has no documents" }
    let names = NamedDocuments.all.map(\.name) + NamedQuestions.all.filter(\.hasDocuments).map(\.name)
    return "\(DatasetError.unknownDataset(name, expected: names))"
  }

  /// The training documents, unchanged, with those that `dev_share` takes away from them.
  static func documents(_ settings: PretrainSettings) throws -> DocumentSplit {
    if let file = settings.documentsFile { return try DocumentSplit.read(path: file, format: settings.documentFormat) }
    return try documents(of: settings.dataset!, split: "train", folder: settings.dataFolder)
  }

  /// The dev documents, unchanged: a file, a share of the training documents, or the split of a data set; nil if there
  /// are none.
  ///
  /// - Parameter whole: `documents(settings)`, or nil if they could not be read
  static func devDocuments(_ settings: PretrainSettings, of whole: DocumentSplit?) throws -> DocumentSplit? {
    if let file = settings.devFile { return try DocumentSplit.read(path: file, format: settings.documentFormat) }
    if let share = settings.devShare { return try whole?.parted(lastShare: share).last }
    guard settings.hasDevSplit, let name = settings.dataset else { return nil }
    return try documents(of: name, split: "dev", folder: settings.dataFolder)
  }

  /// A split of a run that has been trained: train, dev, or another one of its data set; with the run's preprocessing.
  ///
  /// - Returns: nil if the run has no such documents
  static func split(_ name: String, _ settings: PretrainSettings) throws -> DocumentSplit? {
    let found: DocumentSplit?
    switch name {
    case "train":
      let whole = try documents(settings)
      found = try settings.devShare.map { try whole.parted(lastShare: $0).first } ?? whole
    case "dev":
      let isPart = settings.devFile == nil && settings.devShare != nil
      found = try devDocuments(settings, of: isPart ? documents(settings) : nil)
    default:
      found =
        try settings.documentsFile == nil
        ? settings.dataset.map { try documents(of: $0, split: name, folder: settings.dataFolder) } : nil
    }
    return found
  }

  /// The documents of a data set. Those of a data set of questions are one split, whatever its name.
  static func documents(of dataset: String, split: String, folder: String?) throws -> DocumentSplit {
    if let found = try? NamedDocuments.named(dataset) { return try found.split(split, folder: folder) }
    guard let found = try NamedQuestions.named(dataset).documents(folder: folder) else {
      throw InputError.problem("\(dataset) has no documents")
    }
    return found
  }
}

extension PretrainSettings {
  /// Whether the data set of the run has dev documents of its own.
  var hasDevSplit: Bool {
    documentsFile == nil
      && dataset.flatMap { try? NamedDocuments.named($0) }?.card.splitNames.contains("dev") ?? false
  }

  /// Whether the run has dev documents.
  var hasDev: Bool { devFile != nil || devShare != nil || hasDevSplit }
}
