internal import Base

/// The downloaded and checked files of a model, before they are moved into the store.
struct FetchedModel {
  /// The record of a download: a JSON file in the folder of the model.
  static let record = "download.json"
  static let required = ["config.json", "model.safetensors"]
  static let optional = [
    "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt", "vocab.json", "merges.txt",
  ]

  let folder: String
  /// The source: a URL or a package.
  let source: String
  /// SHA-256 of each file.
  private let files: [(name: String, sha256: String)]

  /// SHA-256 of `model.safetensors`.
  var sha256: String { files.first { $0.name == "model.safetensors" }?.sha256 ?? "" }

  /// Checks the downloaded files.
  ///
  /// - Throws: `HubError.missingFile` if the model is not complete, `HubError.wrongContent` if a file is damaged. A
  ///   damaged file is removed.
  init(folder: String, source: String) throws {
    let there = (Self.required + Self.optional).filter { exists(folder + "/" + $0) }
    for file in Self.required where !there.contains(file) { throw HubError.missingFile(url: source, file: file) }
    guard
      there.contains("tokenizer.json") || there.contains("vocab.txt")
        || ["vocab.json", "merges.txt"].allSatisfy(there.contains)
    else {
      throw HubError.missingFile(url: source, file: "tokenizer.json, vocab.txt or vocab.json with merges.txt")
    }
    self.folder = folder
    self.source = source
    files = try there.map { file in
      let path = folder + "/" + file
      do {
        if file == "model.safetensors" { try WeightsFile.check(path) } else { try checkText(path) }
      } catch {
        try removeAll(path)
        throw error
      }
      return (file, try SHA256.hexadecimal(ofFile: path))
    }
  }

  /// Moves the files into the folder `target`, all or none.
  func install(in target: String, revision: String) throws {
    var hashes = JSON.Object()
    for file in files { hashes[file.name] = .string(file.sha256) }
    let record: JSON.Object = [
      "source": .string(source), "revision": .string(revision), "model_sha256": .string(sha256),
      "files": .object(hashes),
    ]
    try writeFolderDurably(target) { temporary in
      for file in files { try move(folder + "/" + file.name, to: temporary + "/" + file.name) }
      try writeFile(temporary + "/" + Self.record, Array(JSON.object(record).pretty.utf8))
    }
  }
}
