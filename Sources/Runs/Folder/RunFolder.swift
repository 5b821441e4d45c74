public import Base
internal import Configuration

/// Where a run leaves what it makes: `config.yaml`, `metrics.jsonl`, `best/`, `last/` and `results.json`.
public struct RunFolder: Equatable, Sendable {
  /// The folder's path, without a slash at its end.
  public let path: String
  /// True when the folder holds a run that was stopped and is to go on. There may be no `last/` yet: then it starts at the first step.
  public let isResumed: Bool

  /// What a run makes; nothing else in a folder is ever removed.
  public static let contents = [settingsName] + made
  private static let settingsName = "config.yaml"
  /// In the order in which they are removed: what says how far the run came goes before what it says it of.
  private static let made = [
    "results.json", "stages.json", "last", "previous", "without-pretraining", "pretrained", "best", "metrics.jsonl",
  ]

  /// Checkpoints that a run may leave, those that it goes on from first.
  package static let checkpoints = [
    "last", "pretrained", "best", "without-pretraining/last", "without-pretraining/best",
  ]

  /// Whether a name is of what a process leaves that is killed before it has written the settings.
  private static func isTraceOfBeginning(_ name: String) -> Bool {
    name == ".lock" || name.hasPrefix(".\(settingsName).new-")
  }

  /// A folder that exists.
  public init(path: String, isResumed: Bool = false) {
    self.path = path
    self.isResumed = isResumed
  }

  /// Removes a new folder whose run failed before its first step, so that the next try is not refused for it.
  public func removeIfNothingBegan() {
    guard !isResumed, let found = try? folderContents(path) else { return }
    if found.allSatisfy({ $0 == Self.settingsName || Self.isTraceOfBeginning($0) }) { try? removeAll(path) }
  }

  /// Whether it holds a run that came to its end: the results are the last thing that a run writes.
  package var isFinished: Bool { isResumed && Self.isFinished(path) }

  /// Whether a folder holds a run that came to its end.
  public static func isFinished(_ path: String) -> Bool {
    exists(path + "/" + settingsName) && exists(path + "/results.json")
  }

  /// What to say of a run that is to go on, and is finished.
  package var finishedMessage: String {
    "the run is finished, and nothing is done: see \(appending("results.json"));"
      + " train its best checkpoint further in a run of its own: model=\(appending("best"))"
  }

  /// The path of a file or folder in it.
  public func appending(_ name: String) -> String { path + "/" + name }

  /// What to do with a folder that already holds a run.
  public enum Existing: Sendable {
    /// Leave it alone and throw.
    case refuse
    /// Go on with it; it must have been started with the same settings, but for threads and save_every. One that was killed before
    /// it had written them begins.
    case resume
    /// Remove what it made and begin again.
    case replace
  }

  /// Makes a run's folder, takes its lock and writes the settings to `config.yaml`.
  ///
  /// - Parameters:
  ///   - config: the settings of the run that goes there
  /// - Returns: the folder, and the lock that must be kept until the run ends.
  /// - Throws: `RunFolderError`, or where the folder cannot be written to `InputError`, before anything that existed is touched;
  ///   `FolderLock.Held`, `FileError`.
  public static func prepare(
    _ path: String, for config: ConfigFile, existing: Existing
  ) throws -> (folder: RunFolder, lock: FolderLock) {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    try check(path, for: config, existing: existing)
    try makeFolder(path)
    let lock = try FolderLock(folder: path)
    for name in checkpoints { try recoverFolder(path + "/" + name) }
    // Between the first look and the lock another process may have begun a run here.
    try check(path, for: config, existing: existing)
    if existing == .resume && exists(path + "/" + settingsName) {
      return (RunFolder(path: path, isResumed: true), lock)
    }
    // The settings go last: killed meanwhile, the folder is still one that holds a run.
    for name in made { try removeAll(path + "/" + name) }
    try writeFileDurably(path + "/" + settingsName, Array(config.yaml.utf8))
    return (RunFolder(path: path), lock)
  }

  /// Notes what keeps a run from going to a folder; one that holds a run already can be resumed or replaced.
  public static func look(at path: String, for config: ConfigFile, _ preflight: Preflight) {
    do { try check(path, for: config, existing: .refuse) } catch {
      if case RunFolderError.holdsRun = error { preflight.remark("\(error)") } else { preflight.problem("\(error)") }
    }
  }

  /// Checks that a run may go to a folder, before anything is made.
  ///
  /// - Throws: `RunFolderError`, or `InputError` where nothing can be written there.
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
      // Another run that was killed at its very beginning may be begun.
      guard found.isEmpty && !all.isEmpty else { throw RunFolderError.holdsNoRun(path) }
    }
    if let example = found.first, !holdsRun { throw RunFolderError.holdsOtherFiles(path, example: example) }
    if holdsRun && existing == .refuse { throw RunFolderError.holdsRun(path) }
  }

  /// Settings that a resumed run may change: no bit of the result depends on them.
  private static let changeable: Set<String> = ["threads", "save_every"]

  /// A setting that came into being after the run began has its default value, which leaves things as they were.
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
    }
  }
}
