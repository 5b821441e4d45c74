/// Why a run's settings cannot be used.
public enum ConfigurationError: Error, Equatable, CustomStringConvertible {
  /// The file cannot be opened or read.
  case unreadable(path: String, reason: String)
  /// All problems of the file and of the command line, in the order of the text.
  case invalid([LocatedProblem])
  /// The default of a setting cannot be written as YAML: a mistake in the recipe, not in the file.
  case unwritable(key: String, reason: String)

  /// One line for each problem.
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
