// Foundation proper, because only it has Process.
import Foundation

/// The process that reads damaged files, so that a crash is a failed test and not the end of all tests.
enum FuzzerProcess {
  /// The folder of the test bundle holds the program that the same build made.
  private static let program =
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path + "/fuzzer"

  /// What it printed, and how it ended if not well.
  static func run(_ words: [String]) throws -> (output: String, failure: String?) {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = words
    // Reports of crashes by the runtime would be longer than the time for them.
    process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let isGood = process.terminationReason == .exit && process.terminationStatus == 0
    let end = process.terminationReason == .exit ? "exit code" : "signal"
    return (output, isGood ? nil : "\(end) \(process.terminationStatus): \(output.suffix(2000))")
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
