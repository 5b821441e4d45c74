internal import Base
internal import Configuration
internal import Pipelines

extension LanguageModel {
  /// The settings of the run that made the checkpoint; the defaults if it does not record them.
  ///
  /// - Parameter checkpoint: its folder, for messages
  func storedSettings<Settings: RunSettings>(_ type: Settings.Type, _ checkpoint: String) throws -> Settings {
    guard let stored = about["settings"] else { return Settings() }
    let node = try Node(parsing: Array(stored.compact.utf8), path: checkpoint + "/attune.json")
    return try ResolvedSettings(type, from: node).values
  }
}
