internal import Base

/// The settings of a recipe, or of one section of them.
///
/// Each setting is a stored property with its default, which is declared nowhere else:
///
///     struct Settings: RunSettings {
///       /// Passes over the training data.
///       var epochs = 3
///       /// Peak of the schedule.
///       var learningRate = 5e-5
///       /// Stop after this many steps; nil is no limit.
///       var maxSteps: Int?
///       var optimizer = Optimizer()          // a section: another RunSettings
///
///       func problems() -> [SettingProblem] {
///         require("epochs", epochs >= 1, "must be at least 1")
///         require("learning_rate", learningRate > 0, "must be above 0")
///       }
///     }
///
/// In a YAML file the keys are written in snake_case (`learning_rate`), all of them optional; sections nest. An enum with `String` raw
/// values and `CaseIterable` is written as its raw value. A dictionary's keys are written as they are.
public protocol RunSettings: Codable, Equatable, Sendable {
  /// The defaults.
  init()

  /// Keys that a run must give because no default makes sense, in snake_case.
  static var required: [String] { get }

  /// Values that cannot be meant, found after every value has been read. A section reports its own; keys are relative to it.
  @SettingProblemBuilder func problems() -> [SettingProblem]
}

extension RunSettings {
  /// Every key has a default.
  public static var required: [String] { [] }

  /// Nothing to complain of.
  public func problems() -> [SettingProblem] { [] }

  /// Reports a setting unless a condition holds. The message need not name the key or the value found: both are added.
  public func require(_ key: String, _ holds: Bool, _ message: String) -> [SettingProblem] {
    holds ? [] : [SettingProblem(key: key, message: message)]
  }
}

/// A setting with a value that cannot be meant.
public struct SettingProblem: Equatable, Sendable {
  /// A dotted path of snake_case keys, relative to the settings that report it.
  public let key: String
  /// What is expected.
  public let message: String

  /// A problem with one setting.
  public init(key: String, message: String) {
    self.key = key
    self.message = message
  }
}

/// Joins the lines of a `problems()` function to one list.
@resultBuilder public enum SettingProblemBuilder {
  /// The problems of all lines, in order.
  public static func buildBlock(_ parts: [SettingProblem]...) -> [SettingProblem] { parts.flatMap { $0 } }
  /// A ready list.
  public static func buildExpression(_ part: [SettingProblem]) -> [SettingProblem] { part }
  /// One problem.
  public static func buildExpression(_ problem: SettingProblem) -> [SettingProblem] { [problem] }
  /// An `if` without `else`.
  public static func buildOptional(_ part: [SettingProblem]?) -> [SettingProblem] { part ?? [] }
  /// The first branch of an `if`.
  public static func buildEither(first part: [SettingProblem]) -> [SettingProblem] { part }
  /// The second branch of an `if`.
  public static func buildEither(second part: [SettingProblem]) -> [SettingProblem] { part }
  /// A `for` loop.
  public static func buildArray(_ parts: [[SettingProblem]]) -> [SettingProblem] { parts.flatMap { $0 } }
}

/// Settings together with the places where they were written, so that later findings (a file that is missing) can still name them.
public struct ResolvedSettings<Settings: RunSettings>: Sendable {
  /// Defaults, file and command line in one.
  public let values: Settings
  /// What the file and the command line said.
  public let node: Node

  /// Lays a file's values and the command line's over the defaults.
  ///
  /// - Parameters:
  ///   - node: the file; nil for none.
  ///   - overrides: the command line's `key=value`, which win over the file.
  /// - Throws: `ConfigurationError.invalid` with every unknown key, wrong type, missing key and impossible value at once.
  public init(_ type: Settings.Type = Settings.self, from node: Node? = nil, overrides: [Override] = [])
    throws(ConfigurationError)
  {
    let (settings, problems) = try Self.read(from: node, overrides: overrides)
    guard let settings, problems.isEmpty else { throw .invalid(problems) }
    self = settings
  }

  /// As `init`, but with what could be read beside what is wrong: in place of a value that cannot be read stands its
  /// default. Nil where not even that is to be had.
  public static func read(
    from node: Node? = nil, overrides: [Override] = []
  ) throws(ConfigurationError) -> (settings: ResolvedSettings?, problems: [LocatedProblem]) {
    let problems = ProblemList()
    var tree = node ?? Node(.mapping([]), at: .defaults)
    for override in overrides { override.apply(to: &tree, problems) }
    let values = try SettingsReader(problems: problems).readRoot(Settings.self, from: tree)
    return (values.map { ResolvedSettings(values: $0, node: tree) }, problems.inOrder)
  }

  private init(values: Settings, node: Node) {
    self.values = values
    self.node = node
  }

  /// Gives a problem the place where its setting was written, and adds the value found there.
  public func locate(_ problem: SettingProblem) -> LocatedProblem { locateProblem(problem, path: [], in: node) }
}

/// Gives a problem the place of the deepest key on its path that was written, and adds the value found there.
func locateProblem(_ problem: SettingProblem, path: [String], in node: Node) -> LocatedProblem {
  let keys = path + problem.key.split(separator: ".").map(String.init)
  let name = keys.joined(separator: ".")
  var message = problem.message
  for length in stride(from: keys.count, to: 0, by: -1) {
    guard let entry = node.entry(at: Array(keys.prefix(length))) else { continue }
    if length == keys.count { message += "; found \(entry.value.found)" }
    return LocatedProblem(location: entry.location, key: name, message: message)
  }
  return LocatedProblem(location: .defaults, key: name, message: message)
}
