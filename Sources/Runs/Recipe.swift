public import Configuration

/// A program that turns settings into a run folder. A recipe is a folder below `recipes/`.
///
///     public enum Sentiment: Recipe {
///       public struct Settings: RunSettings { … }
///       public struct Prepared { … }
///       public static let name = "sentiment"
///       public static let summary = "Fine-tune an encoder to sort texts into classes"
///       public static let configs = [Config("sample", PackageResources.sample_yaml)]
///       public static func prepare(…) -> Prepared? { … }
///       public static func run(_ prepared: Prepared, …) throws { … }
///     }
public protocol Recipe: Sendable {
  /// What a run's YAML file may set.
  associatedtype Settings: RunSettings
  /// Data, tokenizer, model and batches before the first step.
  associatedtype Prepared

  /// The word on the command line: small letters, digits and hyphens.
  static var name: String { get }
  /// One line for `attune ls`.
  static var summary: String { get }
  /// The shipped runs, the default first. Their files are `recipes/configs/<recipe>/<name>.yaml`.
  static var configs: [Config] { get }

  /// The dotted paths of all settings, for completion and for "did you mean".
  static var settingKeys: [String] { get }

  /// Problems that depend on the disk, such as a missing data file, found before anything is written. Problems of the
  /// values themselves are those of `Settings.problems()`.
  @SettingProblemBuilder static func problems(_ settings: Settings) -> [SettingProblem]

  /// Reads and checks everything that a run needs before its first step, and estimates its resources. All problems of
  /// data, model and disk are noted, with remarks and facts; files that `problems` reports are skipped. Nothing is
  /// written.
  ///
  /// - Parameter folder: the run's folder, which need not exist; for a resumed run it contains the state to resume from
  /// - Returns: the input of `run`; nil if there are problems
  static func prepare(_ settings: Settings, for folder: RunFolder, _ preflight: Preflight) -> Prepared?

  /// The settings, with values that depend on the machine replaced by their meaning on this one, for `config.yaml`.
  static func settle(_ settings: Settings) -> Settings

  /// Trains and scores. The folder exists and contains `config.yaml`; the run writes all its files there.
  ///
  /// Checks `console.isInterrupted` between steps: if it is true, saves and throws `RunStopped.interrupted`.
  static func run(_ prepared: Prepared, _ settings: Settings, in folder: RunFolder, console: Console) throws
}

extension Recipe {
  /// The keys of `Settings`.
  public static var settingKeys: [String] { Settings.keys }

  /// No problems.
  public static func problems(_ settings: Settings) -> [SettingProblem] { [] }

  /// The settings without changes: nothing depends on the machine.
  public static func settle(_ settings: Settings) -> Settings { settings }
}
