/// Collects all problems of one file, so that its author can fix everything at once.
struct ProblemLog {
  /// The file that error messages name.
  let path: String
  /// Number of problems found so far.
  private(set) var count = 0
  private var problems: [DatasetProblem] = []

  init(path: String) { self.path = path }

  mutating func add(_ line: Int, _ kind: DatasetProblem.Kind) {
    count += 1
    if problems.count < DatasetError.listed { problems.append(DatasetProblem(line: line, kind: kind)) }
  }

  /// Throws all problems, sorted by line, if there is one.
  func check() throws(DatasetError) {
    if count == 0 { return }
    // Encoding problems come from an earlier pass over the file; a stable sort by line merges both passes.
    let sorted = problems.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
    throw .problems(path: path, first: sorted.map(\.element), count: count)
  }
}
