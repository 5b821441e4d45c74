/// Why a pretrained model could not be found or fetched.
public enum HubError: Error, Equatable, CustomStringConvertible {
  /// Not downloaded, and not a folder.
  case notFound(name: String, store: String)
  /// Not a name of the form owner/name, nor a known short one.
  case badName(String, shortNames: [String])
  /// A revision, an address or a token that cannot be one.
  case badSetting(String, problem: String)
  /// A program that is needed is missing.
  case missingProgram(String, package: String)
  /// Nobody answered, or the connection broke.
  case unreachable(url: String, reason: String)
  /// The server refused.
  case refused(url: String, status: Int, hasToken: Bool)
  /// There is no such model, or no such file in it.
  case missingFile(url: String, file: String)
  /// There is no such branch, tag or commit.
  case missingRevision(url: String, revision: String)
  /// The weights are cut into several files.
  case sharded(url: String)
  /// What came is not what was announced or expected.
  case wrongContent(file: String, problem: String)
  /// The file could not be written.
  case disk(path: String)
  /// Another process fetches the same model.
  case busy(model: String, process: String)
  /// The download was ended from outside.
  case interrupted(file: String)
  /// None of several sources gave the model.
  case everySourceFailed([HubError])

  /// What happened and what to do.
  public var description: String {
    switch self {
    case .notFound(let name, let store):
      "there is no model \(name) in \(store), nor a folder of that name"
        + (isOnlyPath(name) ? "" : isDownloadable(name) ? ". Fetch it with: attune download \(name)" : missingOwner)
    case .badName(let name, let shortNames):
      "\(name) is not a model's name: expected owner/name, such as google-bert/bert-base-uncased, or one of "
        + shortNames.joined(separator: ", ")
    case .badSetting(let setting, let problem): "\(setting): \(problem)"
    case .missingProgram(let program, let package):
      "the program \(program) is needed to download: install the package \(package)"
    case .unreachable(let url, let reason):
      "no file from \(url): \(reason). Check the network, or set HF_ENDPOINT to a mirror; what came already is kept."
    case .refused(let url, let status, let hasToken):
      "\(url): the server answered \(status). Is the name spelt right? "
        + (hasToken
          ? "If it is, the token in HF_TOKEN does not open this model."
          : "If it is, the model is private or gated: set HF_TOKEN to a token that opens it.")
    case .missingFile(let url, let file):
      "\(url): there is no \(file). Is the name spelt right? Models without safetensors weights cannot be read."
    case .missingRevision(let url, let revision):
      "\(url): there is no branch, tag or commit \(revision). Is it spelt right?"
    case .sharded(let url):
      "\(url): the weights are cut into several files, which Attune does not read. Choose a smaller model."
    case .wrongContent(let file, let problem): "\(file): \(problem). What was fetched is removed: try again."
    case .disk(let path): "cannot write \(path): is the disk full? Free some room and run the command again."
    case .busy(let model, let process): "process \(process) fetches \(model) already: wait for it, or stop it"
    case .interrupted(let file): "interrupted while fetching \(file): run the command again to go on from there"
    case .everySourceFailed(let errors):
      "no source gave the model:" + errors.map { "\n  \($0)" }.joined()
    }
  }
}

/// Whether `attune download` takes a name.
private func isDownloadable(_ name: String) -> Bool {
  name.contains("/") || KnownModel.all.contains { $0.shortName == name }
}

private var missingOwner: String {
  ". Names of models are owner/name, such as google-bert/bert-base-uncased, or one of "
    + KnownModel.all.map(\.shortName).joined(separator: ", ")
}

/// Whether a name can be that of a folder, but not of a model.
private func isOnlyPath(_ name: String) -> Bool {
  !name.split(separator: "/", omittingEmptySubsequences: false).map(String.init).allSatisfy(isPlain)
}
