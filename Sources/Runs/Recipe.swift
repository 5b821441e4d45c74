internal import Base
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

  /// What only the disk can tell (a data file that is missing), found before anything is made. Values are `Settings.problems()`.
  @SettingProblemBuilder static func problems(_ settings: Settings) -> [SettingProblem]

  /// Reads and checks everything that a run needs before its first step, and estimates what the run takes. All problems of
  /// data, model and disk are noted, with remarks and facts; files that `problems` reports are skipped. Nothing is written.
  ///
  /// - Parameter folder: the run's folder, which need not exist; of a resumed run it holds the state to resume from
  /// - Returns: what `run` needs; nil where there are problems
  static func prepare(_ settings: Settings, for folder: RunFolder, _ preflight: Preflight) -> Prepared?

  /// Settings whose meaning depends on the machine, with what they mean on this one: `config.yaml` holds these.
  static func settle(_ settings: Settings) -> Settings

  /// Trains and scores. The folder exists and holds `config.yaml`; everything that the run leaves goes into it.
  ///
  /// Looks at `console.isInterrupted` between steps: when it is true, saves and throws `RunStopped.interrupted`.
  static func run(_ prepared: Prepared, _ settings: Settings, in folder: RunFolder, console: Console) throws
}

extension Recipe {
  /// The keys of `Settings`.
  public static var settingKeys: [String] { Settings.keys }

  /// Nothing to look for on the disk.
  public static func problems(_ settings: Settings) -> [SettingProblem] { [] }

  /// Nothing that depends on the machine.
  public static func settle(_ settings: Settings) -> Settings { settings }
}
