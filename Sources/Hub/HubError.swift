/// Why a pretrained model could not be found or fetched.
public enum HubError: Error, Equatable, CustomStringConvertible {
  /// Not downloaded, and not a folder.
  case notFound(name: String, store: String)
  /// Not a name of the form owner/name, nor a known short one.
  case badName(String)
  /// A program that is needed is missing.
  case missingProgram(String, package: String)
  /// Nobody answered.
  case unreachable(url: String, reason: String)
  /// The server refused.
  case refused(url: String, status: Int, hasToken: Bool)
  /// There is no such file in the model.
  case missingFile(url: String, file: String)
  /// What came is not what was announced or expected.
  case wrongContent(file: String, problem: String)
  /// The file could not be written.
  case disk(String)

  /// What happened and what to do.
  public var description: String {
    switch self {
    case .notFound(let name, let store):
      "there is no model \(name) in \(store), nor a folder of that name. Fetch it with: attune download \(name)"
    case .badName(let name):
      "\(name) is not a model's name: expected owner/name, such as google-bert/bert-base-uncased, or one of "
        + KnownModel.all.map(\.shortName).joined(separator: ", ")
    case .missingProgram(let program, let package):
      "the program \(program) is needed to download: install the package \(package)"
    case .unreachable(let url, let reason):
      "no answer from \(url): \(reason). Check the network, or set HF_ENDPOINT to a mirror."
    case .refused(let url, let status, let hasToken):
      "\(url): the server answered \(status). "
        + (hasToken
          ? "The token in HF_TOKEN does not open this model."
          : "If the model is private or gated, set HF_TOKEN to a token.")
    case .missingFile(let url, let file):
      "\(url): there is no \(file). Is the name spelt right? Models without safetensors weights cannot be read."
    case .wrongContent(let file, let problem): "\(file): \(problem). What was fetched is removed: try again."
    case .disk(let problem): problem
    }
  }
}
