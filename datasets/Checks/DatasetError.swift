internal import Base

/// Why data cannot be used. Each message names the file or data set and says what to do.
public enum DatasetError: Error, Sendable, Equatable {
  /// The file could not be opened or read.
  case unreadable(path: String, reason: String)
  /// The file is not UTF-8 text: it is compressed, UTF-16 or UTF-32.
  case notText(path: String, found: String)
  /// The file name has no known extension.
  case unknownFormat(path: String, expected: [String])
  /// The format cannot hold the data that is needed.
  case unsuitableFormat(path: String, format: String, reason: String)
  /// The file has no bytes or no examples.
  case empty(path: String)
  /// The file has `count` problems; `first` holds at most `DatasetError.listed` of them, sorted by line.
  case problems(path: String, first: [DatasetProblem], count: Int)
  /// No data set has this name.
  case unknownDataset(String, expected: [String])
  /// The data set has no such split.
  case unknownSplit(String, dataset: String, expected: [String])
  /// The data set is not bundled, and no data folder is set.
  case folderNotGiven(dataset: String, howToGet: String)
  /// The data folder lacks a file of the data set.
  case fileNotInFolder(dataset: String, path: String, howToGet: String)
  /// The folder has several files of which one is expected.
  case severalFiles(folder: String, files: [String])
  /// A list of labels is no valid label map.
  case labels(String)
  /// A setting of a generated data set is outside its limits.
  case unusableSetting(name: String, found: String, expected: String)

  /// The largest number of problems of one file that an error lists.
  public static let listed = 20

  /// Whether the data folder is not set, or lacks the data set.
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
      "cannot infer the format of \(path) from its extension; the formats are \(expected.joined(separator: ", "))"
        + (expected.contains("treebank") ? " (a .txt file whose first line has ' ||| ' is a treebank)" : "")
        + ". Rename or convert the file, or name its format in the settings of the run"
    case .unsuitableFormat(let path, let format, let reason):
      "\(path) cannot be read as \(format): \(reason)"
    case .empty(let path):
      "\(path) has no examples; check that it is the right file and complete"
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
      "the data set \(dataset) is not part of Attune, and no data folder is set.\n\(howToGet)"
    case .fileNotInFolder(let dataset, let path, let howToGet):
      "the data set \(dataset) needs the file \(path), which does not exist.\n\(howToGet)"
    case .severalFiles(let folder, let files):
      "\(folder) has \(files.joined(separator: ", ")): give the path of one of them"
    case .labels(let problem):
      "these labels cannot be used: \(problem)"
    case .unusableSetting(let name, let found, let expected):
      "\(name) is \(found), expected \(expected)"
    }
  }
}
