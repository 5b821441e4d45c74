/// One thing that is wrong with a run's settings.
public struct LocatedProblem: Equatable, Sendable, CustomStringConvertible {
  /// Where it was written.
  public let location: SettingLocation
  /// The setting, as a dotted path of keys (`optimizer.learning_rate`); empty where the problem is not about one setting.
  public let key: String
  /// What was found, what is expected, what to do.
  public let message: String

  /// A problem at a place.
  public init(location: SettingLocation, key: String, message: String) {
    self.location = location
    self.key = key
    self.message = message
  }

  /// `my.yaml:3:1: optimizer.learning_rate: expected a number, found 'fast'`.
  public var description: String { "\(location): \(key.isEmpty ? "" : "\(key): ")\(message)" }
}

/// Why a run's settings cannot be used.
public enum ConfigurationError: Error, Equatable, CustomStringConvertible {
  /// The file cannot be opened or read.
  case unreadable(path: String, reason: String)
  /// Everything that is wrong with what the file and the command line say, in the order of the text.
  case invalid([LocatedProblem])
  /// A setting's own default cannot be written as YAML: a mistake in the recipe, not in the file.
  case unwritable(key: String, reason: String)

  /// One line a problem.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .invalid(let problems): Self.listing(problems)
    case .unwritable(let key, let reason): "the default of the setting \(key) cannot be written: \(reason)"
    }
  }

  private static let longestList = 50

  private static func listing(_ problems: [LocatedProblem]) -> String {
    let lines = problems.prefix(longestList).map(\.description)
    let rest = problems.count - lines.count
    return (lines + (rest > 0 ? ["… and \(rest) more problems"] : [])).joined(separator: "\n")
  }
}
