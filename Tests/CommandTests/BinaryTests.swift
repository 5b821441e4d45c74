import Attune
// Foundation proper, because only it has Process; the binary itself does without.
import Foundation
import Testing
import attune_cli

/// The folder of the test bundle holds the binary that the same build made.
private let binary =
  URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path + "/attune"

private func start(_ program: String, _ words: [String], environment: [String: String] = [:], in folder: String? = nil)
  throws -> Outcome
{
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = words
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  if let folder { process.currentDirectoryURL = URL(filePath: folder) }
  let output = Pipe()
  let error = Pipe()
  process.standardOutput = output
  process.standardError = error
  try process.run()
  let outputBytes = output.fileHandleForReading.readDataToEndOfFile()
  let errorBytes = error.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  return Outcome(
    code: code, output: String(decoding: outputBytes, as: UTF8.self), error: String(decoding: errorBytes, as: UTF8.self)
  )
}

private func isInstalled(_ shell: String) -> Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/" + shell) }

@Suite struct BinaryTests {
  @Test func exitCodesAndStreams() throws {
    #expect(try start(binary, ["--version"]) == Outcome(code: 0, output: "attune \(attuneVersion)\n", error: ""))
    let wrong = try start(binary, ["rnu"])
    #expect(wrong == Outcome(code: 2, output: "", error: "error: unknown command 'rnu'; did you mean run?\n"))
    let missing = try start(binary, ["run", "no-such.yaml"])
    #expect(missing == Outcome(code: 2, output: "", error: "error: no-such.yaml: there is no such file\n"))
  }

  @Test(arguments: [
    (["run", "sentimnt"], "there is no recipe 'sentimnt'; did you mean sentiment?"),
    (["run", "sentiment/sst3"], "there is no recipe 'sentiment/sst3'; did you mean sentiment/sst2?"),
    (["run", "sst2"], "there is no recipe 'sst2'; did you mean sentiment/sst2?"),
    (["run", "sentiment", "epoch=1"], "command line: epoch: unknown setting; did you mean epochs?"),
    (["run", "sentiment", "epochs=many"], "command line: epochs: expected a whole number, found 'many'"),
    (
      ["run", "sentiment", "schedule=cosin"],
      "expected one of linear, cosine, constant, halving, found 'cosin'; did you mean cosine?"
    ),
    (
      ["run", "sentiment", "learning_rate=-1"],
      "command line: learning_rate: must be above 0 and below 1; found the number -1"
    ),
  ])
  func mistakesWithTheSentimentRecipeMakeNothing(words: [String], message: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try start(binary, words, in: folder.path)
    #expect(outcome.code == 2 && outcome.output.isEmpty)
    #expect(outcome.error.contains(message), "\(outcome.error)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func everyShippedConfigIsValidFromAnyFolder() throws {
    for recipe in recipes {
      #expect(!recipe.configs.isEmpty)
      for config in recipe.configs {
        let name = "\(recipe.name)/\(config.name)"
        #expect(try start(binary, ["cat", name], in: "/").output == String(decoding: config.yaml, as: UTF8.self))
        let node = try Node(parsing: config.yaml, path: name)
        #expect(node["recipe"]?.text == recipe.name, "\(name) names another recipe")
        let misspelt = try start(binary, ["validate", name, "zzz=1"], in: "/")
        #expect(misspelt.code == 2 && misspelt.error.contains("zzz: unknown setting"), "\(misspelt)")
      }
    }
  }

  @Test func everyConfigFileIsListedByARecipe() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../recipes/configs").path
    for recipe in recipes {
      let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/" + recipe.name).sorted()
      #expect(files == recipe.configs.map { $0.name + ".yaml" }.sorted())
      for config in recipe.configs {
        #expect(
          FileManager.default.contents(atPath: "\(folder)/\(recipe.name)/\(config.name).yaml") == Data(config.yaml))
      }
    }
  }

  @Test func aReaderThatGoesAwayIsNoError() throws {
    let outcome = try start("/bin/bash", ["-c", "set -o pipefail; '\(binary)' help | head -1"])
    #expect(outcome.code == 0)
    #expect(outcome.output == "attune \(attuneVersion) — Fine-tune transformers on ordinary CPUs.\n")
    #expect(outcome.error.isEmpty)
    let closed = try start("/bin/bash", ["-c", "'\(binary)' help | true; exit ${PIPESTATUS[0]}"])
    #expect(closed.code == 0 && closed.error.isEmpty)
  }

  @Test func aFullDiskIsAnError() throws {
    let outcome = try start("/bin/bash", ["-c", "'\(binary)' help > /dev/full"])
    #expect(
      outcome
        == Outcome(code: 1, output: "", error: "error: cannot write to standard output: No space left on device\n"))
  }

  @Test func noColoursWithoutATerminal() throws {
    #expect(try !start(binary, ["help"]).output.contains("\u{1B}"))
  }

  @Test(.enabled(if: isInstalled("script"), "script(1) is not installed"))
  func coloursOnATerminalUnlessNoColor() throws {
    let words = ["-qec", "'\(binary)' help", "/dev/null"]
    #expect(
      try start("/usr/bin/script", words, environment: ["TERM": "xterm", "NO_COLOR": ""]).output.contains("\u{1B}[1m"))
    #expect(
      try !start("/usr/bin/script", words, environment: ["TERM": "xterm", "NO_COLOR": "1"]).output.contains("\u{1B}"))
    #expect(
      try !start("/usr/bin/script", words, environment: ["TERM": "dumb", "NO_COLOR": ""]).output.contains("\u{1B}"))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionScriptParses(shell: String) throws {
    let script = try start(binary, ["completion", shell])
    #expect(script.code == 0)
    #expect(commands.allSatisfy { script.output.contains($0.name) })
    guard isInstalled(shell) else { return }
    let folder = try TemporaryFolder()
    let path = try folder.write(script.output, to: "script")
    #expect(try start("/usr/bin/" + shell, ["-n", path]) == Outcome(code: 0, output: "", error: ""))
  }

  @Test(arguments: [
    ("attune val", "validate"), ("attune run --re", "--resume"), ("attune completion f", "fish"),
    ("attune help comp", "completion"), ("attune ins", "inspect"), ("attune inspect x --format j", "json"),
    ("attune inspect x --out", "--output"),
    ("attune ls --h", "--help"), ("attune run x --output /pro", "/proc"),
  ])
  func bashCompletes(line: String, word: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(try start(binary, ["completion", "bash"]).output, to: "script")
    let words = line.split(separator: " ").map { "'\($0)'" }
    let program = """
      compopt() { :; }; source \(path); COMP_WORDS=(\(words.joined(separator: " "))); \
      COMP_CWORD=\(words.count - 1); _attune
      echo "${COMPREPLY[@]}"
      """
    #expect(try start("/bin/bash", ["-c", program]) == Outcome(code: 0, output: word + "\n", error: ""))
  }

  /// The goal is 50 ms in release on a quiet machine. The best of several starts counts, because other programs run.
  @Test func lsStartsQuickly() throws {
    let clock = ContinuousClock()
    var best = Duration.seconds(10)
    for _ in 0..<10 { best = min(best, try clock.measure { _ = try start(binary, ["ls"]) }) }
    #if DEBUG
      let bound = Duration.milliseconds(300)
    #else
      let bound = Duration.milliseconds(50)
    #endif
    #expect(best < bound)
  }
}
