internal import Base

/// Why data could not be used. Every message names the file and says what to do.
public enum DatasetError: Error, Sendable, Equatable {
  /// The file could not be opened or read.
  case unreadable(path: String, reason: String)
  /// The file is not text as it stands: compressed, UTF-16 or UTF-32.
  case notText(path: String, found: String)
  /// The file name does not say which format the file has.
  case unknownFormat(path: String, expected: [String])
  /// A format that cannot hold what was asked for.
  case unsuitableFormat(path: String, format: String, reason: String)
  /// The file has no bytes or no examples.
  case empty(path: String)
  /// The file has problems: the first of them by line, at most `DatasetError.listed`, and how many there are.
  case problems(path: String, first: [DatasetProblem], count: Int)
  /// No data set has this name.
  case unknownDataset(String, expected: [String])
  /// The data set has no such split.
  case unknownSplit(String, dataset: String, expected: [String])
  /// A data set that is not bundled, and no folder was given.
  case folderNotGiven(dataset: String, howToGet: String)
  /// The folder does not hold the data set's file.
  case fileNotInFolder(dataset: String, path: String, howToGet: String)
  /// A list of labels that cannot be a label map.
  case labels(String)
  /// A setting of a generated data set outside its limits.
  case unusableSetting(name: String, found: String, expected: String)

  /// How many problems of one file an error lists.
  public static let listed = 20

  /// Whether the data set's folder is missing, or does not hold it.
  public var isAboutFolder: Bool {
    switch self {
    case .folderNotGiven, .fileNotInFolder: true
    default: false
    }
  }
}

extension DatasetError: CustomStringConvertible {
  /// The file, what was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "cannot read \(path): \(reason); check the path and its permissions"
    case .notText(let path, let found):
      "\(path) is \(found), expected UTF-8 text; convert or unpack it first"
    case .unknownFormat(let path, let expected):
      "cannot tell the format of \(path) from its ending: what is read here is \(expected.joined(separator: ", "))"
        + (expected.contains("treebank") ? " (a .txt whose first line has ' ||| ', with spaces, is a treebank)" : "")
        + "; rename or convert it, or, where a run reads it, give the setting format"
    case .unsuitableFormat(let path, let format, let reason):
      "\(path) cannot be read as \(format): \(reason)"
    case .empty(let path):
      "\(path) has no examples; check that it is the right file and was written completely"
    case .problems(let path, let first, let count):
      "\(path): \(counted(count, "problem"))" + first.map { "\n  \($0)" }.joined()
        + (count > first.count ? "\n  … and \(count - first.count) more" : "")
    case .unknownDataset(let name, let expected):
      "no data set \"\(excerpt(name))\""
        + (suggestion(for: name, among: expected).map { "; did you mean \"\($0)\"?" } ?? ";")
        + " The data sets are \(expected.joined(separator: ", "))"
    case .unknownSplit(let name, let dataset, let expected):
      "the data set \(dataset) has no split \"\(name)\"; its splits are \(expected.joined(separator: ", "))"
    case .folderNotGiven(let dataset, let howToGet):
      "the data set \(dataset) is not bundled, and no folder was given.\n\(howToGet)"
    case .fileNotInFolder(let dataset, let path, let howToGet):
      "the data set \(dataset) needs the file \(path), which does not exist.\n\(howToGet)"
    case .labels(let problem):
      "these labels cannot be used: \(problem)"
    case .unusableSetting(let name, let found, let expected):
      "\(name) is \(found), expected \(expected)"
    }
  }
}

/// Collects what is wrong with one file, so that its author can mend everything at once.
struct ProblemLog {
  let path: String
  private(set) var problems: [DatasetProblem] = []
  private(set) var count = 0

  init(path: String) { self.path = path }

  mutating func add(_ line: Int, _ kind: DatasetProblem.Kind) {
    count += 1
    if problems.count < DatasetError.listed { problems.append(DatasetProblem(line: line, kind: kind)) }
  }

  /// Throws what was collected, in the order of the lines.
  func check() throws(DatasetError) {
    if count == 0 { return }
    // Encoding problems are found in an earlier pass; a stable order by line joins the passes.
    let sorted = problems.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
    throw .problems(path: path, first: sorted.map(\.element), count: count)
  }
}
