/// What is known of a data set without reading it: for lists, run logs and error messages.
public struct DatasetCard: Sendable, Equatable {
  /// One file of a data set.
  public struct File: Sendable, Equatable {
    /// The split's name: `train`, `dev`, `test`.
    public let split: String
    /// Path below the data folder.
    public let path: String
    /// Number of examples that the split has after what the data set's definition leaves out; nil for bundled data.
    public let count: Int?
    /// SHA-256 of the published file; nil for bundled data.
    public let sha256: String?
  }

  /// The name by which a recipe asks for it.
  public let name: String
  /// What it is, in one line.
  public let summary: String
  /// The names of its classes in order; empty where it has none.
  public let labelNames: [String]
  /// Its files, one a split.
  public let files: [File]
  /// Who made it and where it is published.
  public let source: String
  /// Its licence or terms.
  public let licence: String
  /// How to get it and point at it; for bundled data a word that nothing is needed.
  public let howToGet: String
  /// Whether it is part of the program.
  public let isBundled: Bool

  /// The names of its splits.
  public var splitNames: [String] { files.map(\.split) }

  /// Every data set known by name: classification first, then question answering.
  public static var all: [DatasetCard] {
    NamedDataset.all.map(\.card) + [Biographies.card] + NamedQuestions.all.map(\.card)
  }

  /// The file of a split.
  func file(_ split: String) throws(DatasetError) -> File {
    guard let file = files.first(where: { $0.split == split }) else {
      throw .unknownSplit(split, dataset: name, expected: splitNames)
    }
    return file
  }

  /// Where a file of the data set is: in `folder`, else in the folder that `ATTUNE_DATA` names.
  ///
  /// The folder may be the one that holds all data sets or the data set's own.
  func locate(_ file: File, folder: String?) throws(DatasetError) -> String {
    guard let folder = folder ?? environment("ATTUNE_DATA") else {
      throw .folderNotGiven(dataset: name, howToGet: howToGet)
    }
    let base = folder.hasSuffix("/") ? folder : folder + "/"
    let path = base + file.path
    if exists(path) { return path }
    let direct = base + (file.path.split(separator: "/").last ?? "")
    if exists(direct) { return direct }
    throw .fileNotInFolder(dataset: name, path: path, howToGet: howToGet)
  }

  /// A sentence where a file is not the published one: scores on it are not comparable with published ones.
  func notes(_ file: File, sha256: String) -> [String] {
    guard let published = file.sha256, published != sha256 else { return [] }
    return [
      "\(name) \(file.split): the file differs from the published one (sha256 \(sha256.prefix(12))…, "
        + "published \(published.prefix(12))…)"
    ]
  }
}
