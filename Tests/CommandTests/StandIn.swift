import Attune
import FoundationEssentials
import Synchronization
import attune_cli

/// A recipe that trains nothing, for tests of everything around a recipe.
enum StandIn: Recipe {
  struct Settings: RunSettings {
    var epochs = 3
    var data = "here.tsv"
    var optimizer = Optimizer()

    func problems() -> [SettingProblem] {
      require("epochs", epochs >= 1, "must be at least 1")
    }
  }

  struct Optimizer: RunSettings {
    var learningRate = 5e-5
  }

  static let name = "stand-in"
  static let summary = "Writes down what it was asked to do"
  static let configs = [
    Config("first", Array("# The first.\nrecipe: stand-in\nepochs: 4\n".utf8)),
    Config("second", Array("# The second.\nrecipe: stand-in\n".utf8)),
  ]

  static func problems(_ settings: Settings) -> [SettingProblem] {
    if settings.data == "gone.tsv" { SettingProblem(key: "data", message: "there is no such file") }
  }

  static func prepare(_ settings: Settings, for folder: RunFolder, _ preflight: Preflight) -> Void? { () }

  static func run(_ prepared: Void, _ settings: Settings, in folder: RunFolder, console: Console) throws {
    if settings.data == "broken.tsv" { throw Broken() }
    let text = "\(settings.epochs) \(settings.optimizer.learningRate) \(folder.isResumed)"
    try Data(text.utf8).write(to: URL(filePath: folder.appending("results.json")))
    console.say("did \(settings.epochs) epochs")
  }

  struct Broken: Error, CustomStringConvertible { var description: String { "broken.tsv:3: no tab" } }
}

/// What a command line gave.
struct Outcome: Equatable {
  var code: Int32
  var output: String
  var error: String
}

/// Carries out a command line in this process with the stand-in as the only recipe.
func attune(_ words: String...) -> Outcome { attune(words) }

func attune(_ words: [String]) -> Outcome {
  let texts = Texts()
  let console = Console(isTerminal: false) { texts.add($1, to: $0) }
  let code = Application(recipes: [StandIn.self], console: console).main(words)
  return Outcome(code: code, output: texts.output, error: texts.error)
}

/// Collects what a console writes.
final class Texts: Sendable {
  private let state = Mutex((output: "", error: ""))

  func add(_ text: String, to stream: Console.Stream) {
    state.withLock { state in
      switch stream {
      case .output: state.output += text
      case .error: state.error += text
      }
    }
  }

  var output: String { state.withLock { $0.output } }
  var error: String { state.withLock { $0.error } }
}

/// A folder that is gone when the test is.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/attune-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: URL(filePath: path + "/" + name))
    return path + "/" + name
  }

  func read(_ name: String) -> String? {
    FileManager.default.contents(atPath: path + "/" + name).map { String(decoding: $0, as: UTF8.self) }
  }
}
