import Base
// Foundation proper, because only it has Process.
import Foundation
import Testing

/// A temporary folder with data and the settings of a small run, and the binary that works in it.
struct Sandbox {
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
    /// The number that the process had.
    let process: Int32
  }

  func start(_ words: [String], input: [UInt8] = []) throws -> (process: Process, output: Pipe, error: Pipe) {
    let process = Process()
    process.executableURL = URL(filePath: Self.binary)
    process.arguments = words
    process.currentDirectoryURL = URL(filePath: folder)
    let pipes = (Pipe(), Pipe())
    process.standardOutput = pipes.0
    process.standardError = pipes.1
    try writeFile(folder + "/input", input)
    process.standardInput = FileHandle(forReadingAtPath: folder + "/input")
    try process.run()
    return (process, pipes.0, pipes.1)
  }

  /// Carries a command out in the folder; `input` is what it reads from standard input.
  @discardableResult func attune(_ words: [String], input: String? = nil) throws -> Outcome {
    try attune(words, bytes: Array((input ?? "").utf8))
  }

  /// The same with any bytes as standard input.
  func attune(_ words: [String], bytes: [UInt8]) throws -> Outcome {
    let (process, output, error) = try start(words, input: bytes)
    return outcome(process, output, error)
  }

  /// Carries a command out that is killed after a while, if it has not ended then; nil lets it live.
  func attune(_ words: [String], killedAfter life: Duration?) throws -> Outcome {
    let clock = ContinuousClock()
    let start = clock.now
    let (process, output, error) = try self.start(words)
    if let life {
      while process.isRunning && clock.now - start < life { usleep(500) }
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
    return outcome(process, output, error)
  }

  private func outcome(_ process: Process, _ output: Pipe, _ error: Pipe) -> Outcome {
    let outputText = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let errorText = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    return Outcome(code: code, output: outputText, error: errorText, process: process.processIdentifier)
  }

  /// Carries `run.yaml`, or a shipped run, out with some settings over it, into the folder `name`; it must end well.
  @discardableResult func train(
    _ name: String, _ extra: [String] = [], of run: String = "run.yaml",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    let outcome = try attune(["run", run] + extra + ["--output", name])
    try #require(outcome.code == 0, "\(extra): \(outcome.error)", sourceLocation: sourceLocation)
    return outcome
  }

  /// Goes on with a run that was stopped.
  func resume(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Outcome {
    let outcome = try attune(["run", name, "--resume"])
    try #require(outcome.code == 0, "\(outcome.error)", sourceLocation: sourceLocation)
    return outcome
  }

  /// Starts a run and ends it by a signal once its log has `lines` lines for which `counts` holds.
  @discardableResult func cut(
    _ name: String, _ extra: [String] = [], by signal: Int32, after lines: Int, where counts: (JSON) -> Bool
  ) throws -> Outcome {
    let (process, output, error) = try start(["run", "run.yaml"] + extra + ["--output", name])
    let deadline = Date(timeIntervalSinceNow: 60)
    // The last line may be half-written.
    func passed() -> Int {
      let log = (try? readFile(folder + "/\(name)/metrics.jsonl")) ?? []
      return log.split(separator: 10).count { line in (try? JSON(parsing: line)).map(counts) ?? false }
    }
    while process.isRunning && Date() < deadline && passed() < lines { usleep(2000) }
    kill(process.processIdentifier, signal)
    let outcome = self.outcome(process, output, error)
    try #require(!exists("\(name)/results.json"), "the run ended before it could be stopped")
    return outcome
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

  /// A command that must fail with this code and these words.
  func expectFailure(
    _ words: [String], input: String? = nil, code: Int32, _ message: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try attune(words, input: input)
    #expect(outcome.code == code, "\(words): \(outcome)", sourceLocation: sourceLocation)
    for word in message {
      #expect(outcome.error.contains(word), "\(words): \(outcome.error)", sourceLocation: sourceLocation)
    }
    #expect(outcome.error.hasPrefix("error: "), "\(words): \(outcome.error)", sourceLocation: sourceLocation)
  }

  /// A run that must fail with this code and these words, and leave nothing behind.
  func expectRefusal(
    _ extra: [String], code: Int32, _ words: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expectFailure(
      ["run", "run.yaml"] + extra + ["--output", "wrong"], code: code, words, sourceLocation: sourceLocation)
    #expect(!exists("wrong"), "\(extra) left a folder behind", sourceLocation: sourceLocation)
  }
}
