/// A data set for question answering that recipes find by its name.
public struct NamedQuestions: Sendable {
  /// Name, splits, source and licence.
  public let card: DatasetCard
  /// Splits whose file has no answers.
  private let unanswered: Set<String>

  init(_ card: DatasetCard, unanswered: Set<String> = []) {
    self.card = card
    self.unanswered = unanswered
  }

  /// Reads one split.
  ///
  /// - Parameters:
  ///   - name: One of `card.splitNames`.
  ///   - folder: The folder of the data sets, or of this one; nil takes the environment variable `ATTUNE_DATA`.
  /// - Throws: `DatasetError` if there is no such split, folder or file, or if the file has problems.
  public func split(_ name: String, folder: String? = nil) throws(DatasetError) -> QuestionSplit {
    let file = try card.file(name)
    let path = try card.locate(file, folder: folder)
    let split = try QuestionSplit.read(path: path, answersRequired: !unanswered.contains(name))
    let notes = card.notes(file, sha256: split.sha256) + split.notes
    return QuestionSplit(examples: split.examples, path: path, sha256: split.sha256, notes: notes)
  }

  /// Whether the data set has texts for pretraining.
  public var hasDocuments: Bool { card.documents != nil }

  /// Reads the texts for pretraining; nil if the data set has none.
  ///
  /// - Throws: `DatasetError` if there is no such folder or file, or if the file has problems.
  public func documents(folder: String? = nil) throws(DatasetError) -> DocumentSplit? {
    guard let file = card.documents else { return nil }
    let path = try card.locate(file, folder: folder)
    let split = try DocumentSplit.read(path: path, format: .lines)
    let notes = card.notes(file, sha256: split.sha256) + split.notes
    return DocumentSplit(documents: split.documents, path: path, sha256: split.sha256, notes: notes)
  }
}
