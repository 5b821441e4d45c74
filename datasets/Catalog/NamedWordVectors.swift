internal import Base

/// Word vectors that recipes find by a name in the folder of the data sets. They are not part of Attune.
public enum NamedWordVectors {
  /// The names.
  public static let names = ["glove"]

  /// The file of GloVe vectors (Pennington, Socher and Manning 2014): the one `glove.….txt` in the folder `glove`.
  ///
  /// - Parameter folder: The folder of the data sets; nil takes the environment variable `ATTUNE_DATA`.
  /// - Throws: `DatasetError` if no folder is given, or it has no such file, or several.
  public static func glove(folder: String?) throws(DatasetError) -> String {
    let howToGet =
      "Unpack a file of glove.6B.zip (nlp.stanford.edu/projects/glove, PDDL 1.0) into the folder glove of the data"
      + " folder, or give the path of a file of word vectors"
    guard let data = folder ?? environment("ATTUNE_DATA") else {
      throw .folderNotGiven(dataset: "glove", howToGet: howToGet)
    }
    let folder = (data.hasSuffix("/") ? data : data + "/") + "glove"
    let files = ((try? folderContents(folder)) ?? []).filter { $0.hasPrefix("glove.") && $0.hasSuffix(".txt") }.sorted()
    if files.isEmpty { throw .fileNotInFolder(dataset: "glove", path: folder + "/glove.….txt", howToGet: howToGet) }
    if files.count > 1 { throw .severalFiles(folder: folder, files: files) }
    return folder + "/" + files[0]
  }
}
