extension DatasetCard {
  /// The file of a split.
  ///
  /// - Throws: `DatasetError.unknownSplit`.
  func file(_ split: String) throws(DatasetError) -> File {
    guard let file = files.first(where: { $0.split == split }) else {
      throw .unknownSplit(split, dataset: name, expected: splitNames)
    }
    return file
  }

  /// The path of a file in `folder`, or, without `folder`, in the folder that `ATTUNE_DATA` names.
  ///
  /// The folder is that of all data sets, or that of this data set alone.
  ///
  /// - Throws: `DatasetError` if no folder is given, or it lacks the file.
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

  /// A note if a file is not the published one, because its scores cannot be compared with published scores.
  func notes(_ file: File, sha256: String) -> [String] {
    guard let published = file.sha256, published != sha256 else { return [] }
    return [
      "\(name) \(file.split): the file differs from the published one (sha256 \(sha256.prefix(12))…, "
        + "published \(published.prefix(12))…)"
    ]
  }
}
