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
///       @Flattened var batches = Batches()   // its keys are in this section
///
///       static let aliases = ["rate": "learning_rate"]
///
///       func problems() -> [SettingProblem] {
///         require("epochs", epochs >= 1, "must be at least 1")
///         require("learning_rate", learningRate > 0, "must be above 0")
///       }
///     }
///
/// In a YAML file the keys are written in snake_case (`learning_rate`). All of them are optional; sections nest. An
/// enum with `String` raw values and `CaseIterable` is written as its raw value. The keys of a dictionary are written
/// as they are.
public protocol RunSettings: Codable, Equatable, Sendable {
  /// The defaults.
  init()

  /// Keys that a run must give because no default makes sense, in snake_case.
  static var required: [String] { get }

  /// Old names of keys, each with the key of today, both in snake_case and without the path of the section.
  ///
  /// Files and the command line may still use an old name; it is read with a remark and never written.
  static var aliases: [String: String] { get }

  /// Invalid values, found after every value is read. A section reports its own; keys are relative to it.
  @SettingProblemBuilder func problems() -> [SettingProblem]
}

extension RunSettings {
  /// Every key has a default.
  public static var required: [String] { [] }

  /// No key has an old name.
  public static var aliases: [String: String] { [:] }

  /// Every value is valid.
  public func problems() -> [SettingProblem] { [] }

  /// The defaults with some values changed: `Optimizer { $0.learningRate = 1e-3 }`.
  public init(_ change: (inout Self) -> Void) {
    self.init()
    change(&self)
  }

  /// Reports a setting unless a condition holds. The message need not contain the key or the value: both are added.
  public func require(_ key: String, _ holds: Bool, _ message: String) -> [SettingProblem] {
    holds ? [] : [SettingProblem(key: key, message: message)]
  }
}
