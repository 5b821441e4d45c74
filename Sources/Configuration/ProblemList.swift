/// Collects problems and remarks while settings are read.
final class ProblemList {
  private(set) var problems: [LocatedProblem] = []
  /// What the user should know although the settings are valid.
  private(set) var remarks: [LocatedProblem] = []
  /// The place and key of each problem.
  private var known: Set<String> = []
  /// While above 0 nothing is added: a default is being read in place of a value that is already reported.
  private var muted = 0

  func add(_ location: SettingLocation, _ path: [String], _ message: String) {
    add(LocatedProblem(location: location, key: path.joined(separator: "."), message: message))
  }

  /// Adds a problem unless the same key at the same place already has one.
  func add(_ problem: LocatedProblem) {
    if muted > 0 || !known.insert("\(problem.location) \(problem.key)").inserted { return }
    problems.append(problem)
  }

  func remark(_ location: SettingLocation, _ path: [String], _ message: String) {
    remarks.append(LocatedProblem(location: location, key: path.joined(separator: "."), message: message))
  }

  func silently<T>(_ body: () throws -> T) rethrows -> T {
    muted += 1
    defer { muted -= 1 }
    return try body()
  }

  /// The problems of the file by line, then those of the command line, then those without a place.
  var inOrder: [LocatedProblem] {
    let ranked = problems.enumerated().map { (rank: Self.rank($1.location), index: $0, problem: $1) }
    return ranked.sorted { ($0.rank.0, $0.rank.1, $0.rank.2, $0.index) < ($1.rank.0, $1.rank.1, $1.rank.2, $1.index) }
      .map(\.problem)
  }

  private static func rank(_ location: SettingLocation) -> (Int, Int, Int) {
    switch location {
    case .file(_, let line, let column): (0, line, column)
    case .commandLine: (1, 0, 0)
    case .defaults: (2, 0, 0)
    }
  }
}
