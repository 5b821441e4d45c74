/// Why a pretrained model cannot be found or downloaded.
public enum HubError: Error, Equatable, CustomStringConvertible {
  /// The model is not downloaded, and there is no folder of that name.
  case notFound(name: String, store: String, advice: Advice)
  /// The name has not the form owner/name, and is no known short name.
  case badName(String, shortNames: [String])
  /// A revision, an address or a token is not valid.
  case badSetting(String, problem: String)
  /// A required program is not installed.
  case missingProgram(String, package: String)
  /// The server did not answer, or the connection broke.
  case unreachable(url: String, reason: String)
  /// The server refused access.
  case refused(url: String, status: Int, hasToken: Bool)
  /// There is no such model, or no such file in it.
  case missingFile(url: String, file: String)
  /// There is no such branch, tag or commit.
  case missingRevision(url: String, revision: String)
  /// The weights are split into several files.
  case sharded(url: String)
  /// The contents of a file differ from what was announced or expected.
  case wrongContent(file: String, problem: String)
  /// The file could not be written.
  case disk(path: String)
  /// Another process is downloading the same model.
  case busy(model: String, process: String)
  /// The download was stopped from outside.
  case interrupted(file: String)
  /// All of several sources failed.
  case everySourceFailed([HubError])

  /// What to do about a model that is not found.
  public enum Advice: Equatable, Sendable {
    /// Download it.
    case download
    /// Give the full name, or one of the short names.
    case fullName(shortNames: [String])
    /// The name is that of a folder, not of a model.
    case none
  }

  /// What happened and what to do.
  public var description: String {
    switch self {
    case .notFound(let name, let store, let advice):
      "there is no model \(name) in \(store), and no folder of that name"
        + Self.sentence(advice, name)
    case .badName(let name, let shortNames): "\(name) is not the name of a model: expected \(Self.form(shortNames))"
    case .badSetting(let setting, let problem): "\(setting): \(problem)"
    case .missingProgram(let program, let package):
      "the program \(program) is needed for downloads: install the package \(package)"
    case .unreachable(let url, let reason):
      "no file from \(url): \(reason). Check the network, or set HF_ENDPOINT to a mirror. Downloaded parts are kept."
    case .refused(let url, let status, let hasToken):
      "\(url): the server answered \(status). Check the name. "
        + (hasToken
          ? "If it is correct, the token in HF_TOKEN gives no access to this model."
          : "If it is correct, the model is private or gated: set HF_TOKEN to a token with access.")
    case .missingFile(let url, let file):
      "\(url): there is no \(file). Check the name. Models without safetensors weights cannot be read."
    case .missingRevision(let url, let revision):
      "\(url): there is no branch, tag or commit \(revision). Check the spelling."
    case .sharded(let url):
      "\(url): the weights are split into several files, which Attune does not read. Choose a smaller model."
    case .wrongContent(let file, let problem): "\(file): \(problem). The downloaded file is removed: try again."
    case .disk(let path): "cannot write \(path): is the disk full? Free some space and run the command again."
    case .busy(let model, let process): "process \(process) is already downloading \(model): wait for it, or stop it"
    case .interrupted(let file): "interrupted while downloading \(file): run the command again to resume"
    case .everySourceFailed(let errors):
      "all sources failed:" + errors.map { "\n  \($0)" }.joined()
    }
  }

  private static func sentence(_ advice: Advice, _ name: String) -> String {
    switch advice {
    case .download: ". Download it with: attune download \(name)"
    case .fullName(let shortNames): ". Names of models are \(form(shortNames))"
    case .none: ""
    }
  }

  /// The form of a model's name.
  private static func form(_ shortNames: [String]) -> String {
    let full = "owner/name, such as google-bert/bert-base-uncased"
    return shortNames.isEmpty ? full : "\(full), or one of \(shortNames.joined(separator: ", "))"
  }
}
