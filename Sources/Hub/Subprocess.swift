internal import Base
import Glibc

/// Runs a program to its end: `curl` for downloads, `python3 -m pip` for wheels.
///
/// Foundation's `Process` would work too, but loading Foundation makes the start of the whole program slower.
struct Subprocess {
  /// How the program ended.
  enum End: Equatable {
    case code(Int32)
    case signal(Int32)
    /// PATH has no such program.
    case notInstalled
    /// `goOn` returned false.
    case stopped
  }

  /// The environment of the program.
  var environment: [String: String]

  /// Runs `program`, found in PATH, and waits for its end.
  ///
  /// - Parameters:
  ///   - input: its standard input; at most the size of a pipe (64 KiB)
  ///   - output: a file for its standard output
  ///   - errors: a file for its standard error
  ///   - goOn: called at least twenty times a second; if it returns false, the program is stopped
  func run(
    _ program: String, _ arguments: [String], input: [UInt8] = [], output: String = "/dev/null", errors: String,
    goOn: () -> Bool = { true }
  ) throws(FileError) -> End {
    guard let path = find(program) else { return .notInstalled }
    var pipe: [Int32] = [0, 0]
    // A pair of sockets instead of pipe(2): it is closed in all other programs from the start.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    if unsafe socketpair(AF_UNIX, kind, 0, &pipe) != 0 { throw FileError("run", program) }
    defer { close(pipe[0]) }
    // Written before the program starts: the pipe buffers it, and no file or argument shows it to other users.
    let written = unsafe input.isEmpty ? 0 : write(pipe[1], input, input.count)
    close(pipe[1])
    if written != input.count { throw FileError("run", program) }

    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, pipe[0], 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var words = unsafe cStrings([program] + arguments)
    var variables = unsafe cStrings(environment.map { "\($0)=\($1)" })
    defer { unsafe (words + variables).forEach { unsafe free($0) } }
    var process = pid_t()
    let code = unsafe posix_spawn(&process, path, &actions, nil, &words, &variables)
    if code != 0 { throw FileError("run", path, code: code) }
    return wait(for: process, goOn)
  }

  private func wait(for process: pid_t, _ goOn: () -> Bool) -> End {
    var status: Int32 = 0
    var wasStopped = false
    var interval: UInt32 = 2_000  // Short programs end soon.
    while true {
      let found = unsafe waitpid(process, &status, WNOHANG)
      if found == process { break }
      if found < 0 && errno != EINTR { return .code(-1) }
      if !wasStopped && !goOn() {
        wasStopped = true
        kill(process, SIGTERM)
      }
      usleep(interval)
      interval = min(50_000, interval * 3 / 2)
    }
    if wasStopped { return .stopped }
    return status & 0x7F == 0 ? .code((status >> 8) & 0xFF) : .signal(status & 0x7F)
  }

  private func find(_ program: String) -> String? {
    for folder in (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":") {
      let path = folder + "/" + program
      if unsafe access(path, X_OK) == 0, !isFolder(path) { return path }
    }
    return nil
  }

  private func cStrings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    unsafe texts.map { unsafe strdup($0) } + [nil]
  }
}

/// The variables in the environment of this process that are not empty.
func processEnvironment() -> [String: String] {
  var variables: [String: String] = [:]
  var entry = unsafe environ
  while let text = unsafe entry.pointee {
    let parts = unsafe String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, !parts[1].isEmpty { variables[String(parts[0])] = String(parts[1]) }
    unsafe entry += 1
  }
  return variables
}

/// Waits between two attempts.
func pause(seconds: Int) { usleep(UInt32(seconds) * 1_000_000) }
