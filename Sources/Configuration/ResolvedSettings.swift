/// Settings together with the places where they were written, so that a problem found later (a missing file) has a
/// place.
public struct ResolvedSettings<Settings: RunSettings>: Sendable {
  /// The defaults with the values of the file and of the command line.
  public let values: Settings
  /// What the file and the command line say, with today's keys.
  public let node: Node
  /// Where the file or the command line uses an old name of a key.
  public let remarks: [LocatedProblem]

  /// Replaces defaults by the values of a file, and these by the values of the command line.
  ///
  /// - Parameters:
  ///   - node: the file; nil for none.
  ///   - overrides: the `key=value` of the command line, which win over the file.
  /// - Throws: `ConfigurationError.invalid` with every unknown key, wrong type, missing key and invalid value at once.
  public init(_ type: Settings.Type = Settings.self, from node: Node? = nil, overrides: [Override] = [])
    throws(ConfigurationError)
  {
    let (settings, problems) = try Self.read(from: node, overrides: overrides)
    guard let settings, problems.isEmpty else { throw .invalid(problems) }
    self = settings
  }

  /// As `init`, but returns the valid settings beside the problems: an invalid value is replaced by its default.
  ///
  /// The settings are nil where there is not even a default.
  public static func read(
    from node: Node? = nil, overrides: [Override] = []
  ) throws(ConfigurationError) -> (settings: ResolvedSettings?, problems: [LocatedProblem]) {
    let problems = ProblemList()
    let names = try SettingNames(Settings.self)
    var tree = node ?? Node(.mapping([]), at: .defaults)
    names.renameOldKeys(in: &tree, path: [], problems)
    for override in overrides { override.renamed(names, problems).apply(to: &tree, problems) }
    let values = try SettingsReader(problems: problems).readRoot(Settings.self, from: tree)
    let settings = values.map { ResolvedSettings(values: $0, node: tree, remarks: problems.remarks) }
    return (settings, problems.inOrder)
  }

  private init(values: Settings, node: Node, remarks: [LocatedProblem]) {
    self.values = values
    self.node = node
    self.remarks = remarks
  }

  /// Adds to a problem the place where its setting was written, and the value found there.
  public func locate(_ problem: SettingProblem) -> LocatedProblem { LocatedProblem(problem, in: node) }
}
