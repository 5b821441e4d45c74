/// A data set of texts for pretraining that recipes find by its name.
public struct NamedDocuments: Sendable {
  /// Name, splits, source and licence.
  public let card: DatasetCard
  /// The format of its files.
  private let format: DocumentFormat
  /// The documents of each split that is a part of its file, from the whole file; nil for the whole.
  private let part: @Sendable (_ split: String, _ whole: Document) -> [Document]?

  /// Creates a data set; by default each file is one document.
  init(
    _ card: DatasetCard, format: DocumentFormat = .whole,
    part: @escaping @Sendable (_ split: String, _ whole: Document) -> [Document]? = { _, _ in nil }
  ) {
    self.card = card
    self.format = format
    self.part = part
  }

  /// Reads one split.
  ///
  /// - Parameters:
  ///   - name: One of `card.splitNames`.
  ///   - folder: The folder of the data sets, or of this one; nil takes the environment variable `ATTUNE_DATA`.
  /// - Throws: `DatasetError` if there is no such split, folder or file, or if the file has problems.
  public func split(_ name: String, folder: String? = nil) throws(DatasetError) -> DocumentSplit {
    let file = try card.file(name)
    let path = try card.locate(file, folder: folder)
    let whole = try DocumentSplit.read(path: path, format: format)
    let documents = part(name, whole.documents[0]) ?? whole.documents
    if documents.isEmpty { throw .empty(path: path) }
    return DocumentSplit(
      documents: documents, path: path, sha256: whole.sha256,
      notes: card.notes(file, sha256: whole.sha256) + whole.notes)
  }
}
