public import Configuration
internal import Base

/// A program that turns settings into a run folder: one type in one file of this folder, read from top to bottom.
///
///     public enum Sentiment: Recipe {
///       public struct Settings: RunSettings { … }
///       public static let name = "sentiment"
///       public static let summary = "Fine-tune an encoder to sort texts into classes"
///       public static let configs = [Config("sample", PackageResources.sample_yaml)]
///       public static func run(_ settings: Settings, in folder: RunFolder, console: Console) throws { … }
///     }
public protocol Recipe: Sendable {
  /// What a run's YAML file may set.
  associatedtype Settings: RunSettings

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

  /// Notes everything else that can be known before the first step: all problems of data, model and space, remarks, and
  /// what the run will take. Files that `problems` reports are passed over. `run` begins with the same checks.
  static func preflight(_ settings: Settings, _ preflight: Preflight)

  /// Settings whose meaning depends on the machine, with what they mean on this one: `config.yaml` holds these.
  static func settle(_ settings: Settings) -> Settings

  /// Carries the run out. The folder exists and holds `config.yaml`; everything the run leaves goes into it.
  ///
  /// Looks at `console.isInterrupted` between steps: when it is true, saves and throws `RunStopped.interrupted`.
  static func run(_ settings: Settings, in folder: RunFolder, console: Console) throws
}

extension Recipe {
  /// The keys of `Settings`.
  public static var settingKeys: [String] { Settings.keys }

  /// Nothing to look for on the disk.
  public static func problems(_ settings: Settings) -> [SettingProblem] { [] }

  /// Nothing that depends on the machine.
  public static func settle(_ settings: Settings) -> Settings { settings }

  /// Nothing to be known before.
  public static func preflight(_ settings: Settings, _ preflight: Preflight) {}
}

/// A run's settings that ship inside the binary, so that they are found from any working directory.
public struct Config: Equatable, Sendable {
  /// The file's name without `.yaml`, unique among the files of all recipes.
  public let name: String
  /// The file's content.
  public let yaml: [UInt8]

  /// A file that the build embeds: `Config("sample", PackageResources.sample_yaml)`.
  public init(_ name: String, _ yaml: [UInt8]) {
    self.name = name
    self.yaml = yaml
  }
}

/// Why a run ended before its time without anything being wrong.
public enum RunStopped: Error, Equatable, CustomStringConvertible {
  /// The user asked for it (Ctrl-C). What was done until then is saved.
  case interrupted(folder: String, step: Int)

  /// How to go on.
  public var description: String {
    switch self {
    case .interrupted(let folder, let step):
      "stopped after step \(step) and saved; go on with: attune run \(folder) --resume"
    }
  }
}

/// Every recipe there is, in the order of `attune ls`. A new recipe is its file, its configs and a line here.
public let recipes: [any Recipe.Type] = [Sentiment.self, ClosedBookQA.self, Pretrain.self]
