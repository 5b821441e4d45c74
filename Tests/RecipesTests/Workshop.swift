import Base
// Foundation proper, because only it has Process.
import Foundation
import Testing

/// A temporary folder with data and the settings of a small run, and the binary that works in it.
struct Workshop {
  let folder: String

  static let binary =
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path + "/attune"

  /// - Parameters:
  ///   - settings: what `run.yaml` holds
  ///   - files: the content of each file
  init(settings: String, files: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "attune-\(UUID().uuidString)").path
    try makeFolder(folder)
    try write("run.yaml", settings)
    for (name, text) in files { try write(name, text) }
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  struct Outcome {
    let code: Int32
    let output: String
    let error: String
  }

  func start(_ words: [String], input: String? = nil) throws -> (process: Process, output: Pipe, error: Pipe) {
    let process = Process()
    process.executableURL = URL(filePath: Self.binary)
    process.arguments = words
    process.currentDirectoryURL = URL(filePath: folder)
    let pipes = (Pipe(), Pipe())
    process.standardOutput = pipes.0
    process.standardError = pipes.1
    try write("input", input ?? "")
    process.standardInput = FileHandle(forReadingAtPath: folder + "/input")
    try process.run()
    return (process, pipes.0, pipes.1)
  }

  /// Carries a command out in the folder; `input` is what it reads from standard input.
  @discardableResult func attune(_ words: [String], input: String? = nil) throws -> Outcome {
    let (process, output, error) = try start(words, input: input)
    let outputText = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let errorText = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    return Outcome(code: code, output: outputText, error: errorText)
  }

  /// Carries `run.yaml` out with some settings over it, into the folder `name`.
  @discardableResult func run(_ name: String, _ extra: [String] = []) throws -> Outcome {
    try attune(["run", "run.yaml"] + extra + ["--output", name])
  }

  /// A run that must end well.
  func train(_ name: String, _ extra: [String] = [], sourceLocation: SourceLocation = #_sourceLocation) throws {
    let outcome = try run(name, extra)
    try #require(outcome.code == 0, "\(extra): \(outcome.error)", sourceLocation: sourceLocation)
  }

  /// Starts a run and ends it by a signal once its log has passed `lines` lines for which `counts` holds.
  func cut(
    _ name: String, _ extra: [String] = [], by signal: Int32, after lines: Int, where counts: (JSON) -> Bool
  ) throws {
    let (process, output, _) = try start(["run", "run.yaml"] + extra + ["--output", name])
    let deadline = Date(timeIntervalSinceNow: 60)
    // The last line may be half-written.
    func passed() -> Int {
      let log = (try? readFile(folder + "/\(name)/metrics.jsonl")) ?? []
      return log.split(separator: 10).count { line in (try? JSON(parsing: line)).map(counts) ?? false }
    }
    while process.isRunning && Date() < deadline && passed() < lines { usleep(2000) }
    kill(process.processIdentifier, signal)
    _ = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(!exists("\(name)/results.json"), "the run ended before it could be stopped")
  }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: folder + "/" + path) }
  func write(_ path: String, _ text: String) throws { try writeFile(folder + "/" + path, Array(text.utf8)) }
  func read(_ path: String) throws -> String { String(decoding: try readFile(folder + "/" + path), as: UTF8.self) }
  func json(_ path: String) throws -> JSON { try JSON(parsing: readFile(folder + "/" + path)) }
  func hash(_ path: String) throws -> String { try SHA256.hexadecimal(ofFile: folder + "/" + path) }
  /// The SHA-256 of a checkpoint's weights.
  func weights(_ checkpoint: String) throws -> String { try hash(checkpoint + "/model.safetensors") }
  func lines(_ path: String) throws -> [JSON] {
    try readFile(folder + "/" + path).split(separator: 10).map { try JSON(parsing: $0) }
  }
  /// The lines of a run's log that are training steps, not evaluations.
  func steps(_ name: String) throws -> [JSON] { try lines(name + "/metrics.jsonl").filter { $0["split"] == nil } }
  func losses(_ name: String) throws -> [Double] { try steps(name).map { try #require($0["loss"]?.number) } }

  /// A mistake: one message with these words, this exit code, nothing left behind.
  func expectRefusal(
    _ extra: [String], code: Int32, _ words: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try run("wrong", extra)
    #expect(outcome.code == code, "\(extra): \(outcome.error)", sourceLocation: sourceLocation)
    for word in words {
      #expect(outcome.error.contains(word), "\(extra): \(outcome.error)", sourceLocation: sourceLocation)
    }
    #expect(outcome.error.hasPrefix("error: "), "\(extra): \(outcome.error)", sourceLocation: sourceLocation)
    #expect(!exists("wrong"), "\(extra) left a folder behind", sourceLocation: sourceLocation)
  }
}
