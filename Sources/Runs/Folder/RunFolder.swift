public import Base
internal import Configuration

/// The folder of a run: `config.yaml`, `metrics.jsonl`, `best/`, `last/` and `results.json`.
public struct RunFolder: Equatable, Sendable {
  /// The folder's path, without a slash at its end.
  public let path: String
  /// Whether the folder contains a stopped run that resumes. If there is no `last/` yet, it starts at the first step.
  public let isResumed: Bool

  /// The files and folders of a run. Nothing else in the folder is ever removed.
  public static let contents = [settingsName] + made
  private static let settingsName = "config.yaml"
  /// In the order of removal: a file that records the progress of the run goes before the files that it describes.
  private static let made = [
    "results.json", "stages.json", "last", "previous", "without-pretraining", "pretrained", "best", "loss.svg",
    "metrics.jsonl",
  ]

  /// The checkpoints of a run; those from which it resumes come first.
  package static let checkpoints = [
    "last", "pretrained", "best", "without-pretraining/last", "without-pretraining/best",
  ]

  /// Whether a file of this name can remain from a process that was killed before it wrote the settings.
  private static func isTraceOfBeginning(_ name: String) -> Bool {
    name == ".lock" || name.hasPrefix(".\(settingsName).new-")
  }

  /// A folder that exists.
  public init(path: String, isResumed: Bool = false) {
    self.path = path
    self.isResumed = isResumed
  }

  /// Removes a new folder if the run failed before its first step, so that the next attempt is not refused.
  public func removeIfNothingBegan() {
    guard !isResumed, let found = try? folderContents(path) else { return }
    if found.allSatisfy({ $0 == Self.settingsName || Self.isTraceOfBeginning($0) }) { try? removeAll(path) }
  }

  /// Whether the folder contains a finished run. The results are the last file that a run writes.
  package var isFinished: Bool { isResumed && Self.isFinished(path) }

  /// Whether a folder contains a finished run.
  public static func isFinished(_ path: String) -> Bool {
    exists(path + "/" + settingsName) && exists(path + "/results.json")
  }

  /// The message for a request to resume a finished run.
  package var finishedMessage: String {
    "the run is already finished: see \(appending("results.json"));"
      + " to train its best checkpoint further, start a new run with model=\(appending("best"))"
  }

  /// The path of a file or folder in it.
  public func appending(_ name: String) -> String { path + "/" + name }

  /// What to do with a folder that already contains a run.
  public enum Existing: Sendable {
    /// Throw and change nothing.
    case refuse
    /// Resume it. It must have been started with the same settings, except threads and save_every. A run that was
    /// killed before it wrote its settings starts at the first step.
    case resume
    /// Remove its files and start again.
    case replace
  }

  /// Makes a run's folder, takes its lock and writes the settings to `config.yaml`.
  ///
  /// - Parameters:
  ///   - config: the settings of the run
  /// - Returns: the folder, and the lock that must be kept until the run ends.
  /// - Throws: `RunFolderError`, or `InputError` if the folder is not writable, before any existing file is changed;
  ///   `FolderLock.Held`, `FileError`.
  public static func prepare(
    _ path: String, for config: ConfigFile, existing: Existing
  ) throws -> (folder: RunFolder, lock: FolderLock) {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    try check(path, for: config, existing: existing)
    try makeFolder(path)
    let lock = try FolderLock(folder: path)
    for name in checkpoints { try recoverFolder(path + "/" + name) }
    // Between the first check and the lock, another process may have started a run here.
    try check(path, for: config, existing: existing)
    if existing == .resume && exists(path + "/" + settingsName) {
      return (RunFolder(path: path, isResumed: true), lock)
    }
    // The settings are replaced last: if the process is killed here, the folder still counts as a run.
    for name in made { try removeAll(path + "/" + name) }
    try writeFileDurably(path + "/" + settingsName, Array(config.yaml.utf8))
    return (RunFolder(path: path), lock)
  }

  /// Reports why a folder cannot take a run. A folder that already contains a run is only a remark, because the run can
  /// be resumed or replaced.
  public static func look(at path: String, for config: ConfigFile, _ preflight: Preflight) {
    do { try check(path, for: config, existing: .refuse) } catch {
      if case RunFolderError.holdsRun = error { preflight.remark("\(error)") } else { preflight.problem("\(error)") }
    }
  }

  /// Checks that a folder can take a run, before anything is written.
  ///
  /// - Throws: `RunFolderError`, or `InputError` if the folder is not writable.
  public static func check(_ path: String, for config: ConfigFile, existing: Existing) throws {
    let place = nearestExisting(path)
    if !isFolder(place) { throw RunFolderError.isFile(place) }
    if let reason = obstacle(toWriting: place) {
      throw InputError.problem("nothing can be written to \(place): \(reason)")
    }
    let all = exists(path) ? try folderContents(path) : []
    let found = all.filter { !isTraceOfBeginning($0) }
    let holdsRun = found.contains(settingsName)
    if existing == .resume {
      if holdsRun { return try requireSameSettings(path + "/" + settingsName, config) }
      // A run that was killed before it wrote its settings may be started.
      guard found.isEmpty && !all.isEmpty else { throw RunFolderError.holdsNoRun(path) }
    }
    if let example = found.first, !holdsRun { throw RunFolderError.holdsOtherFiles(path, example: example) }
    if holdsRun { try requireOutside(path, config) }
    if holdsRun && existing == .refuse { throw RunFolderError.holdsRun(path) }
  }

  /// Refuses to replace a run by one that reads files of it, such as its best checkpoint.
  private static func requireOutside(_ path: String, _ config: ConfigFile) throws {
    guard let folder = realPath(path) else { return }
    for (key, text) in try Node(parsing: Array(config.yaml.utf8), path: path).texts() {
      guard text.contains("/"), let file = realPath(text), file == folder || file.hasPrefix(folder + "/") else {
        continue
      }
      throw RunFolderError.readsItself(path, key: key, value: text)
    }
  }

  /// Settings that a resumed run may change, because the result does not depend on them.
  private static let changeable: Set<String> = ["threads", "save_every"]

  /// A setting that is newer than the run has its default value, which does not change the result.
  private static func requireSameSettings(_ path: String, _ config: ConfigFile) throws {
    var before = try Node(readingFile: path)
    if let yaml = config.upgrade(before) { before = try Node(parsing: Array(yaml.utf8), path: path) }
    let now = try Node(parsing: Array(config.yaml.utf8), path: path)
    let differences = now.differences(from: before, but: changeable)
    if !differences.isEmpty { throw RunFolderError.otherSettings(path, differences: differences) }
  }
}

/// Why a folder cannot take a run.
public enum RunFolderError: Error, Equatable, CustomStringConvertible {
  /// A file has this name.
  case isFile(String)
  /// A run is already there.
  case holdsRun(String)
  /// There is nothing to resume.
  case holdsNoRun(String)
  /// The folder contains files that no run wrote.
  case holdsOtherFiles(String, example: String)
  /// A setting names a file of the run that would be replaced.
  case readsItself(String, key: String, value: String)
  /// The run to resume was started with other settings.
  case otherSettings(String, differences: [String])

  /// The reason, and what to do.
  public var description: String {
    switch self {
    case .isFile(let path): "\(path) is a file; the run needs a folder: choose another --output"
    case .holdsRun(let path):
      "\(path) already contains a run: --resume continues it, --overwrite replaces it, --output DIR selects another"
        + " folder"
    case .holdsNoRun(let path): "\(path) contains no run to resume (there is no config.yaml in it)"
    case .holdsOtherFiles(let path, let example):
      "\(path) contains other files (such as \(example)), which would be mixed with the run: choose another --output"
    case .readsItself(let path, let key, let value):
      "\(path) already contains a run, and \(key) is \(value), a file of it, which the new run would remove: choose"
        + " another --output"
    case .otherSettings(let path, let differences):
      "a resumed run must keep its settings (\(path)); these are different: \(differences.joined(separator: "; "))"
    }
  }
}
