/// A problem with an input that the user can fix: the path, what was found, what was expected, and what to do.
public enum InputError: Error, Equatable, CustomStringConvertible {
  /// One problem.
  case problem(String)
  /// Several problems, each with its place.
  case problems([String])

  /// One line a problem; those beyond twenty are counted.
  public var description: String {
    switch self {
    case .problem(let problem): problem
    case .problems(let problems):
      (problems.prefix(20) + (problems.count > 20 ? ["and \(problems.count - 20) more"] : [])).joined(separator: "\n")
    }
  }
}
