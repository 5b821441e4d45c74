import Foundation
import Glibc

/// The process that reads damaged files, so that a crash is a failed test and not the end of all tests.
enum FuzzerProcess {
  /// The folder of the test bundle holds the program that the same build made.
  private static let program =
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path + "/fuzzer"

  /// What it printed, and how it ended if not well.
  ///
  /// Not by Foundation's `Process`, which with many tests at once waited without end for a process that had ended.
  static func run(_ words: [String]) throws -> (output: String, failure: String?) {
    let printed = FileManager.default.temporaryDirectory.path + "/attune-fuzz-\(UUID().uuidString).out"
    defer { try? FileManager.default.removeItem(atPath: printed) }
    let status = try wait(for: start(words, printingTo: printed))
    let output = String(decoding: try Data(contentsOf: URL(filePath: printed)), as: UTF8.self)
    let signal = status & 0x7F
    let end = signal == 0 ? "exit code \(status >> 8 & 0xFF)" : "signal \(signal)"
    return (output, status == 0 ? nil : "\(end): \(output.suffix(2000))")
  }

  private static func start(_ words: [String], printingTo file: String) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 1, file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // Reports of crashes by the runtime would be longer than the time for them.
    let variables = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    var arguments = unsafe ([program] + words).map { unsafe strdup($0) } + [nil]
    var environment = unsafe variables.map { unsafe strdup("\($0)=\($1)") } + [nil]
    defer { unsafe (arguments + environment).forEach { unsafe free($0) } }
    var process = pid_t()
    let code = unsafe posix_spawn(&process, program, &actions, nil, &arguments, &environment)
    if code != 0 { throw FuzzFailure(description: "\(program) cannot be started: error \(code)") }
    return process
  }

  private static func wait(for process: pid_t) throws -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) != process {
      if errno != EINTR { throw FuzzFailure(description: "the fuzzer cannot be waited for: error \(errno)") }
    }
    return status
  }

  /// A folder that is removed after `body`, unless that throws: then it holds the file that did it.
  static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.path + "/attune-fuzz-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let result = try body(folder)
    try FileManager.default.removeItem(atPath: folder)
    return result
  }
}

struct FuzzFailure: Error, CustomStringConvertible {
  let description: String
}
