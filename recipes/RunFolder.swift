internal import Base
internal import Configuration
internal import FoundationEssentials

/// Where a run leaves what it makes: `config.yaml`, `metrics.jsonl`, `best/`, `last/` and `results.json`.
public struct RunFolder: Equatable, Sendable {
  /// The folder's path, without a slash at its end.
  public let path: String
  /// True when the folder holds a run that was stopped and is to go on. There may be no `last/` yet: then it starts at the first step.
  public let isResumed: Bool

  /// What a run makes; nothing else in a folder is ever removed.
  public static let contents = ["config.yaml", "metrics.jsonl", "results.json", "best", "last"]

  /// A folder that exists.
  public init(path: String, isResumed: Bool = false) {
    self.path = path
    self.isResumed = isResumed
  }

  /// The path of a file or folder in it.
  public func appending(_ name: String) -> String { path + "/" + name }

  /// What to do with a folder that already holds a run.
  public enum Existing: Sendable {
    /// Leave it alone and throw.
    case refuse
    /// Go on with it; it must have been started with the same settings.
    case resume
    /// Remove what it made and begin again.
    case replace
  }

  /// Makes a run's folder and writes its settings to `config.yaml`.
  ///
  /// - Parameters:
  ///   - yaml: the resolved settings.
  /// - Throws: `RunFolderError`, before anything that existed is touched.
  public static func prepare(_ path: String, yaml: String, existing: Existing) throws -> RunFolder {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    let files = FileManager.default
    var isFolder = false
    let exists = files.fileExists(atPath: path, isDirectory: &isFolder)
    if exists && !isFolder { throw RunFolderError.isFile(path) }
    let found = exists ? try files.contentsOfDirectory(atPath: path) : []
    let holdsRun = found.contains("config.yaml")
    switch existing {
    case .resume:
      guard holdsRun else { throw RunFolderError.holdsNoRun(path) }
      try requireSameSettings(path + "/config.yaml", yaml)
      return RunFolder(path: path, isResumed: true)
    case .refuse where holdsRun: throw RunFolderError.holdsRun(path)
    case .refuse where !found.isEmpty, .replace where !found.isEmpty && !holdsRun:
      throw RunFolderError.holdsOtherFiles(path, example: found.sorted()[0])
    case .refuse, .replace: break
    }
    do {
      for name in contents where found.contains(name) { try files.removeItem(atPath: path + "/" + name) }
      try files.createDirectory(atPath: path, withIntermediateDirectories: true)
      try Data(yaml.utf8).write(to: URL(filePath: path + "/config.yaml"), options: .atomic)
    } catch {
      throw RunFolderError.cannotWrite(path, reason: systemReason(error))
    }
    return RunFolder(path: path)
  }

  private static func requireSameSettings(_ path: String, _ yaml: String) throws {
    let before = try Node(readingFile: path)
    let now = try Node(parsing: Array(yaml.utf8), path: path)
    let differences = now.differences(from: before)
    if !differences.isEmpty { throw RunFolderError.otherSettings(path, differences: differences) }
  }
}

/// Why a folder cannot take a run.
public enum RunFolderError: Error, Equatable, CustomStringConvertible {
  /// There is a file of that name.
  case isFile(String)
  /// A run is already there.
  case holdsRun(String)
  /// There is nothing to resume.
  case holdsNoRun(String)
  /// Something that no run made is there.
  case holdsOtherFiles(String, example: String)
  /// The run to resume was started with other settings.
  case otherSettings(String, differences: [String])
  /// The disk refuses.
  case cannotWrite(String, reason: String)

  /// What is in the way and what to do.
  public var description: String {
    switch self {
    case .isFile(let path): "\(path) is a file; the run needs a folder: choose another --output"
    case .holdsRun(let path):
      "\(path) already holds a run: --resume goes on with it, --overwrite begins again, --output DIR puts this one elsewhere"
    case .holdsNoRun(let path): "\(path) holds no run to resume (there is no config.yaml in it)"
    case .holdsOtherFiles(let path, let example):
      "\(path) holds other files (such as \(example)) and would be mixed with the run: choose another --output"
    case .otherSettings(let path, let differences):
      "a resumed run keeps the settings it began with (\(path)); different now: \(differences.joined(separator: "; "))"
    case .cannotWrite(let path, let reason): "cannot write to \(path): \(reason)"
    }
  }
}

/// The system's own words where Foundation has wrapped them.
public func systemReason(_ error: any Error) -> String {
  guard let error = error as? CocoaError else { return "\(error)" }
  switch error.code {
  case .fileWriteNoPermission, .fileReadNoPermission: return "permission denied"
  case .fileWriteOutOfSpace: return "the disk is full"
  case .fileWriteVolumeReadOnly: return "the disk is read-only"
  case .fileNoSuchFile, .fileReadNoSuchFile: return "there is no such folder"
  default: return "\(error)"
  }
}
