import Glibc

/// A program that is run to its end: `curl` for downloads, `python3 -m pip` for wheels.
///
/// Foundation's `Process` would do as well, but costs the whole binary Foundation's start-up time.
struct Subprocess {
  /// How it ended: its exit code, or 128 + the signal that ended it; 127 where there is no such program.
  let status: Int32

  /// Runs `program`, found along PATH, and waits for it.
  ///
  /// - Parameters:
  ///   - input: a file for its standard input
  ///   - output: a file for its standard output
  ///   - errors: a file for its standard error, or nil to let it through
  init(_ program: String, _ arguments: [String], input: String, output: String, errors: String?) {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    if let errors { unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600) }
    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var process = pid_t()
    guard unsafe posix_spawnp(&process, program, &actions, nil, &words, environ) == 0 else {
      status = 127
      return
    }
    var code: Int32 = 0
    while unsafe waitpid(process, &code, 0) < 0 && errno == EINTR {}
    status = code & 0x7F == 0 ? (code >> 8) & 0xFF : 128 + (code & 0x7F)
  }
}

/// A variable of the environment, nil where it is missing or empty.
func environment(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}
