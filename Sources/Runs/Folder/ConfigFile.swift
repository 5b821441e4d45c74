internal import Configuration

/// The text of a run's `config.yaml`: every setting with its value.
public struct ConfigFile: Sendable {
  /// The YAML text; its first key is `recipe`.
  public let yaml: String
  /// Adds missing settings to those that another version wrote; nil if this version cannot read them.
  let upgrade: @Sendable (Node) -> String?

  /// The settings of a run.
  init(yaml: String, upgrade: @escaping @Sendable (Node) -> String?) {
    self.yaml = yaml
    self.upgrade = upgrade
  }
}
