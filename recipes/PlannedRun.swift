public import Configuration
internal import Base

/// A recipe with settings that were read and found good: what `attune validate` makes and `attune run` carries out.
public struct PlannedRun: Sendable {
  /// The recipe's name.
  public let recipe: String
  /// The shipped config's or the file's name, without `.yaml`.
  public let name: String
  /// Every setting with its value, as the YAML that `config.yaml` holds; its first key is `recipe`.
  public let yaml: String
  /// Carries the run out in a folder that exists.
  public let run: @Sendable (RunFolder, Console) throws -> Void
}

extension Recipe {
  /// Reads settings for this recipe and looks for problems on the disk.
  ///
  /// - Parameters:
  ///   - node: the file, with or without its `recipe` key; nil for the defaults.
  ///   - name: the config's name.
  /// - Throws: `ConfigurationError` with all problems at once.
  public static func plan(_ node: Node?, named name: String, overrides: [Override] = []) throws(ConfigurationError)
    -> PlannedRun
  {
    var node = node
    _ = node?.remove("recipe")
    let settings = try ResolvedSettings(Settings.self, from: node, overrides: overrides)
    let found = problems(settings.values)
    if !found.isEmpty { throw .invalid(found.map(settings.locate)) }
    let values = settings.values
    let yaml = try "recipe: \(Self.name)\n" + values.yaml()
    return PlannedRun(recipe: Self.name, name: name, yaml: yaml) { folder, console in
      try Self.run(values, in: folder, console: console)
    }
  }
}
