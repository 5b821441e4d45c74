public import Configuration

/// A recipe with valid settings: what `attune validate` checks and `attune run` runs.
public struct PlannedRun: Sendable {
  /// The recipe's name.
  public let recipe: String
  /// The shipped config's or the file's name, without `.yaml`.
  public let name: String
  /// Every setting with its value.
  public let config: ConfigFile
  /// Files and models that the settings name and that do not exist.
  public let problems: [LocatedProblem]
  /// Old names of keys in the file or on the command line.
  public let remarks: [LocatedProblem]
  private let prepare: @Sendable (RunFolder, Preflight) -> Prepared?

  /// A run whose data, model and batches are read and checked.
  private typealias Prepared = (RunFolder, Console) throws -> Void

  fileprivate init<R: Recipe>(
    _: R.Type, name: String, _ settings: R.Settings, config: ConfigFile, problems: [LocatedProblem],
    remarks: [LocatedProblem]
  ) {
    recipe = R.name
    self.name = name
    self.config = config
    self.problems = problems
    self.remarks = remarks
    prepare = { folder, preflight in
      R.prepare(settings, for: folder, preflight).map { prepared in
        { folder, console in try R.run(prepared, settings, in: folder, console: console) }
      }
    }
  }

  /// Makes all checks that come before the first step. Nothing is written.
  ///
  /// - Parameters:
  ///   - folder: where the run would go
  ///   - isTimed: whether some steps are run in memory to predict how long the run takes
  public func preflight(folder: String, isTimed: Bool = false) -> Preflight {
    let preflight = Preflight(isTimed ? .timed : .everything, folder: folder)
    noteSettings(preflight)
    _ = prepare(RunFolder(path: folder), preflight)
    return preflight
  }

  /// Prepares the run, makes its folder, trains and scores.
  ///
  /// Data and model are read once, before a folder is made or an earlier run is removed: a run that cannot start
  /// removes nothing. A finished run is not changed.
  ///
  /// - Parameters:
  ///   - path: the run's folder
  ///   - existing: what to do with a run in the folder
  /// - Throws: `RunFolderError`, `PreflightError` with all problems at once, `RunStopped` after a request to stop, and
  ///   the errors of the recipe.
  public func run(in path: String, existing: RunFolder.Existing = .refuse, _ console: Console) throws {
    if existing == .resume && !RunFolder.isFinished(path) && !problems.isEmpty {
      try preflight(folder: path).check()
    }
    if existing == .resume {
      let (folder, lock) = try RunFolder.prepare(path, for: config, existing: existing)
      defer { withExtendedLifetime(lock) {} }
      if folder.isFinished { return console.say(folder.finishedMessage) }
      try train(in: folder, console) { try prepared(for: folder, console) }
    } else {
      try RunFolder.check(path, for: config, existing: existing)
      let prepared = try prepared(for: RunFolder(path: path), console)
      let (folder, lock) = try RunFolder.prepare(path, for: config, existing: existing)
      defer { withExtendedLifetime(lock) {} }
      try train(in: folder, console) { prepared }
    }
  }

  private func noteSettings(_ preflight: Preflight) {
    preflight.add(problems)
    for remark in remarks { preflight.remark("\(remark)") }
  }

  private func prepared(for folder: RunFolder, _ console: Console) throws -> Prepared {
    let preflight = Preflight(.everything, folder: folder.path)
    noteSettings(preflight)
    let found = prepare(folder, preflight)
    let prepared = try preflight.require(found)
    for remark in preflight.remarks { console.warn(remark) }
    return prepared
  }

  private func train(in folder: RunFolder, _ console: Console, _ prepared: () throws -> Prepared) throws {
    do {
      let run = try prepared()
      Interruption.listen()
      try run(folder, console)
    } catch {
      folder.removeIfNothingBegan()
      throw error
    }
  }
}

extension Recipe {
  /// Reads settings for this recipe and checks that the files that they name exist.
  ///
  /// - Parameters:
  ///   - node: the file, with or without its `recipe` key; nil for the defaults
  ///   - name: the config's name
  /// - Throws: `ConfigurationError` or `PreflightError` with all problems of the settings, and of the files that valid
  ///   settings name.
  public static func plan(_ node: Node?, named name: String, overrides: [Override] = []) throws -> PlannedRun {
    var node = node
    _ = node?.remove("recipe")
    let (settings, wrong) = try ResolvedSettings<Settings>.read(from: node, overrides: overrides)
    guard let settings, wrong.isEmpty else {
      let preflight = Preflight(.files, folder: "")
      preflight.add(wrong)
      if let settings {
        preflight.add(problems(settings.values).map(settings.locate))
        _ = prepare(settings.values, for: RunFolder(path: ""), preflight)
      }
      throw PreflightError(settings: preflight.settingProblems, others: preflight.problems)
    }
    let values = settle(settings.values)
    let config = ConfigFile(yaml: try "recipe: \(Self.name)\n" + values.yaml()) { node in
      try? plan(node, named: name).config.yaml
    }
    return PlannedRun(
      Self.self, name: name, values, config: config, problems: problems(values).map(settings.locate),
      remarks: settings.remarks)
  }
}
