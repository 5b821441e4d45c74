internal import Base

/// A model on the model hub, or on a server with the hub's file layout:
/// `<endpoint>/<owner>/<name>/resolve/<revision>/<file>`.
struct HubSource {
  private let environment: [String: String]
  private let address: String
  private let token: String?
  private let model: ModelName
  private let revision: String

  /// The largest size of a text file in bytes.
  private static let textLimit = 256 << 20

  init(environment: [String: String], endpoint: String?, model: ModelName, revision: String) throws(HubError) {
    self.environment = environment
    self.model = model
    var address = endpoint ?? environment["HF_ENDPOINT"] ?? "https://huggingface.co"
    while address.hasSuffix("/") { address.removeLast() }
    guard address.hasPrefix("https://") || address.hasPrefix("http://"), address.utf8.allSatisfy(isVisible) else {
      throw .badSetting("HF_ENDPOINT", problem: "\(address) is not an address: expected https://HOST")
    }
    guard revision.split(separator: "/", omittingEmptySubsequences: false).allSatisfy({ isPlain(String($0)) }) else {
      throw .badSetting("revision", problem: "\(revision) is not the name of a branch, tag or commit")
    }
    token = environment["HF_TOKEN"]
    if let token, !token.utf8.allSatisfy({ isVisible($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      throw .badSetting(
        "HF_TOKEN", problem: "it has characters that no token has, such as a space or a quotation mark")
    }
    self.address = address
    self.revision = revision
  }

  private var page: String { "\(address)/\(model.owner)/\(model.name)" }

  private func root(_ revision: String) -> String {
    page + "/resolve/" + revision.split(separator: "/").joined(separator: "%2F")
  }

  /// Downloads all files. An interrupted download of the weights is resumed if they have not changed.
  ///
  /// - Throws: `HubError`, `FileError`
  func fetch(
    into folder: String, _ progress: @escaping (DownloadProgress) -> Void, _ say: @escaping (String) -> Void
  ) throws -> FetchedModel {
    try makeFolder(folder)
    let curl = Curl(environment: environment, token: token, scratch: folder, progress: progress, say: say)
    for file in FetchedModel.required + FetchedModel.optional {
      // Small files are downloaded again: they may belong to another revision.
      for old in [file, file + ".part"] where file != "model.safetensors" || old == file {
        try removeAll(folder + "/" + old)
      }
    }
    say("downloading \(root(revision))/config.json")
    let config = folder + "/config.json"
    let first = try get(curl, root(revision), "config.json", folder)
    guard first.found else { throw HubError.missingFile(url: page, file: "config.json") }
    // All other files are read from the same commit, even if the branch changes meanwhile.
    let root = root(first.headers.commit ?? revision)
    try checkText(config)
    for file in FetchedModel.optional { _ = try get(curl, root, file, folder) }
    say("downloading \(root)/model.safetensors")
    if try !get(curl, root, "model.safetensors", folder).found {
      let index = "model.safetensors.index.json"
      if try get(curl, root, index, folder).found { throw HubError.sharded(url: page) }
      throw HubError.missingFile(url: page, file: "model.safetensors")
    }
    return try FetchedModel(folder: folder, source: root)
  }

  private func get(
    _ curl: Curl, _ root: String, _ file: String, _ folder: String
  ) throws -> (found: Bool, headers: ResponseHeaders) {
    let isWeights = file == "model.safetensors"
    let found = try curl.fetch(
      root + "/" + file, to: folder + "/" + file, isWeights: isWeights,
      limit: isWeights ? model.known?.size : Self.textLimit, hashIsKnown: isWeights && model.known != nil)
    if found.headers.errorCode == "RevisionNotFound" {
      throw HubError.missingRevision(url: page, revision: revision)
    }
    return found
  }
}

/// Whether a byte is a visible ASCII character.
private func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }
