public import Configuration
internal import Base

/// A recipe with settings that were read and found good: what `attune validate` looks at and `attune run` carries out.
public struct PlannedRun: Sendable {
  /// The recipe's name.
  public let recipe: String
  /// The shipped config's or the file's name, without `.yaml`.
  public let name: String
  /// Every setting with its value, as the YAML that `config.yaml` holds; its first key is `recipe`.
  public let yaml: String
  /// What the disk says against the settings: files and models that are not there.
  public let problems: [LocatedProblem]
  /// Old names of keys in the file or on the command line.
  public let remarks: [LocatedProblem]
  /// The same for settings that another version wrote, which may lack some of today's; nil where this one cannot read them.
  let yamlOf: @Sendable (Node) -> String?
  private let look: @Sendable (Preflight) -> Void
  private let carryOut: @Sendable (RunFolder, Console) throws -> Void

  fileprivate init(
    recipe: String, name: String, yaml: String, problems: [LocatedProblem], remarks: [LocatedProblem],
    yamlOf: @escaping @Sendable (Node) -> String?,
    look: @escaping @Sendable (Preflight) -> Void,
    carryOut: @escaping @Sendable (RunFolder, Console) throws -> Void
  ) {
    self.recipe = recipe
    self.name = name
    self.yaml = yaml
    self.problems = problems
    self.remarks = remarks
    self.yamlOf = yamlOf
    self.look = look
    self.carryOut = carryOut
  }

  /// Finds out everything that can be known before the first step. Nothing is written.
  ///
  /// - Parameters:
  ///   - folder: where the run would go
  ///   - isTimed: whether some steps are carried out in memory to predict how long the run takes
  public func preflight(folder: String, isTimed: Bool = false) -> Preflight {
    let preflight = Preflight(isTimed ? .timed : .everything, folder: folder)
    preflight.add(problems)
    for remark in remarks { preflight.remark("\(remark)") }
    look(preflight)
    return preflight
  }

  /// Carries the run out in a folder that exists; one that is finished is left as it is.
  public func run(_ folder: RunFolder, _ console: Console) throws {
    if folder.isFinished { return console.say(folder.finishedMessage) }
    // With files missing the recipe would stop at the first of them.
    if !problems.isEmpty { try preflight(folder: folder.path).check() }
    for remark in remarks { console.warn("\(remark)") }
    try carryOut(folder, console)
  }
}

extension Recipe {
  /// Reads settings for this recipe and looks for problems on the disk.
  ///
  /// - Parameters:
  ///   - node: the file, with or without its `recipe` key; nil for the defaults.
  ///   - name: the config's name.
  /// - Throws: `ConfigurationError` or `PreflightError` with all problems at once: of the settings and, as far as they can
  ///   be looked at with the settings that are right, of the files.
  public static func plan(_ node: Node?, named name: String, overrides: [Override] = []) throws -> PlannedRun {
    var node = node
    _ = node?.remove("recipe")
    let (settings, wrong) = try ResolvedSettings<Settings>.read(from: node, overrides: overrides)
    guard let settings, wrong.isEmpty else {
      let preflight = Preflight(.files, folder: "")
      preflight.add(wrong)
      if let settings {
        preflight.add(problems(settings.values).map(settings.locate))
        Self.preflight(settings.values, preflight)
      }
      throw PreflightError(settings: preflight.settingProblems, others: preflight.problems)
    }
    let values = settle(settings.values)
    return PlannedRun(
      recipe: Self.name, name: name, yaml: try "recipe: \(Self.name)\n" + values.yaml(),
      problems: problems(values).map(settings.locate), remarks: settings.remarks
    ) { node in
      try? plan(node, named: name).yaml
    } look: { preflight in
      Self.preflight(values, preflight)
    } carryOut: { folder, console in
      try Self.run(values, in: folder, console: console)
    }
  }
}
