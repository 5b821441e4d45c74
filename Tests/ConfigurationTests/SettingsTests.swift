import Configuration
import Testing

/// The decay of the learning rate.
enum Schedule: String, Codable, CaseIterable {
  case linear, cosine
  case warmRestarts = "warm_restarts"
}

struct Optimizer: RunSettings {
  var learningRate = 5e-5
  var beta2: Float = 0.999
  var schedule = Schedule.linear
}

struct Stage: Codable, Equatable, Sendable {
  var name: String
  var steps: Int
}

struct Data: RunSettings {
  var train = ""
  var columns = ["text", "label"]
  static let required = ["train"]
}

struct Settings: RunSettings {
  var epochs = 3
  var seed: UInt32 = 1
  var maxSteps: Int?
  var usesPooler = true
  var optimizer = Optimizer()
  var teacher: Optimizer?
  var stages: [Stage] = []
  var classWeights: [String: Double] = [:]
  var note = "plain"

  func problems() -> [SettingProblem] {
    require("epochs", epochs >= 1, "must be at least 1")
    if let maxSteps { require("max_steps", maxSteps > 0, "must be above 0") }
    require("optimizer.learning_rate", optimizer.learningRate > 0, "must be above 0")
  }
}

func resolve<S: RunSettings>(_ type: S.Type, _ yaml: String, _ overrides: [String] = []) throws -> S {
  let node = try Node(parsing: Array(yaml.utf8), path: "a.yaml")
  return try ResolvedSettings(type, from: node, overrides: overrides.map { try Override($0) }).values
}

/// The lines of the error of some settings.
func problems<S: RunSettings>(
  _ type: S.Type, _ yaml: String, _ overrides: [String] = [],
  sourceLocation: SourceLocation = #_sourceLocation
) -> [String] {
  do {
    _ = try resolve(type, yaml, overrides)
    Issue.record("the settings were accepted", sourceLocation: sourceLocation)
    return []
  } catch {
    return "\(error)".split(separator: "\n").map(String.init)
  }
}

func resolve(_ yaml: String, _ overrides: [String] = []) throws -> Settings {
  try resolve(Settings.self, yaml, overrides)
}

func problems(_ yaml: String, _ overrides: [String] = [], sourceLocation: SourceLocation = #_sourceLocation) -> [String]
{
  problems(Settings.self, yaml, overrides, sourceLocation: sourceLocation)
}

@Suite struct SettingsTests {
  @Test func emptyFileGivesTheDefaults() throws {
    #expect(try resolve("") == Settings())
    #expect(try resolve("# nothing but a remark\n") == Settings())
    #expect(try resolve("optimizer:\n") == Settings())
  }

  @Test func fileAndCommandLineReplaceTheDefaults() throws {
    let yaml = """
      epochs: 5
      max_steps: 1_000
      uses_pooler: no
      optimizer:
        learning_rate: 1e-3
        schedule: warm_restarts
      stages:
        - {name: first, steps: 10}
        - name: "2"
          steps: 20
      class_weights: {isGood: 2, bad: .5}
      """
    let settings = try resolve(
      yaml, ["optimizer.beta2=0.98", "epochs=7", "note=a: b # c", "teacher.learning_rate=5e-5"])
    var expected = Settings()
    expected.epochs = 7
    expected.maxSteps = 1000
    expected.usesPooler = false
    expected.optimizer = Optimizer(learningRate: 1e-3, beta2: 0.98, schedule: .warmRestarts)
    expected.teacher = Optimizer(learningRate: 5e-5)
    expected.stages = [Stage(name: "first", steps: 10), Stage(name: "2", steps: 20)]
    expected.classWeights = ["isGood": 2, "bad": 0.5]
    expected.note = "a: b # c"
    #expect(settings == expected)
  }

  @Test func everyProblemIsReportedAtOnceWithItsPlace() {
    let yaml = """
      epoch: 5
      epochs: three
      seed: -1
      optimizer:
        learning_rat: 1
        learning_rate: 0
        schedule: cosin
      stages:
        - name: a
      """
    #expect(
      problems(yaml, ["max_steps=0", "note=~"]) == [
        "a.yaml:1:1: epoch: unknown setting; did you mean epochs?",
        "a.yaml:2:9: epochs: expected a whole number, found 'three'",
        "a.yaml:3:7: seed: expected a whole number from 0 to 4294967295, found the number -1",
        "a.yaml:5:3: optimizer.learning_rat: unknown setting; did you mean learning_rate?",
        "a.yaml:6:3: optimizer.learning_rate: must be above 0; found the number 0",
        "a.yaml:7:13: optimizer.schedule: expected one of linear, cosine, warm_restarts, found 'cosin'; "
          + "did you mean cosine?",
        "a.yaml:9:5: stages.0.steps: the key is missing: expected a whole number",
        "command line: note: expected text, found nothing ('~')",
        "command line: max_steps: must be above 0; found the number 0",
      ])
  }

  @Test func unknownKeyWithoutSuggestionListsTheKnownOnes() {
    #expect(
      problems(Optimizer.self, "colour: red") == [
        "a.yaml:1:1: colour: unknown setting; known here: learning_rate, beta2, schedule"
      ])
  }

  @Test func wrongTypesAreReported() {
    #expect(problems("epochs: [1]") == ["a.yaml:1:9: epochs: expected a whole number, found a list of 1"])
    #expect(problems("epochs: 3.5") == ["a.yaml:1:9: epochs: expected a whole number, found the number 3.5"])
    #expect(
      problems("epochs: \"3\"") == [
        "a.yaml:1:9: epochs: expected a whole number, found the quoted text \"3\": leave out the quotation marks"
      ])
    #expect(problems("optimizer: 3") == ["a.yaml:1:12: optimizer: expected a section of keys, found the number 3"])
    #expect(problems("stages: {}") == ["a.yaml:1:9: stages: expected a list such as [a, b], found a section of keys"])
    #expect(problems("uses_pooler: 1") == ["a.yaml:1:14: uses_pooler: expected true or false, found the number 1"])
    #expect(problems("epochs:") == ["a.yaml:1:8: epochs: expected a whole number, found nothing"])
    #expect(problems("- a") == ["a.yaml:1:1: expected a section of keys, found a list of 1"])
  }

  @Test func requiredKeys() throws {
    struct Run: RunSettings {
      var data = Data()
      var size = 1
    }
    #expect(try resolve(Run.self, "data: {train: x.tsv}").data.train == "x.tsv")
    #expect(try resolve(Run.self, "", ["data.train=x.tsv"]).data.train == "x.tsv")
    #expect(
      problems(Run.self, "data:\n  columns: [a]") == [
        "a.yaml:2:3: data.train: this setting has no default: set it in the file or as data.train=VALUE"
      ])
    #expect(
      problems(Run.self, "size: 2") == [
        "a.yaml:1:1: data.train: this setting has no default: set it in the file or as data.train=VALUE"
      ])
  }

  @Test func nullMakesAnOptionalNil() throws {
    struct Limit: RunSettings {
      var steps: Int? = 10
    }
    #expect(try resolve(Limit.self, "").steps == 10)
    #expect(try resolve(Limit.self, "steps: null").steps == nil)
    #expect(try resolve(Limit.self, "", ["steps="]).steps == nil)
    #expect(problems(Limit.self, "colour: 1") == ["a.yaml:1:1: colour: unknown setting; known here: steps"])
    #expect(problems(Limit.self, "steps: x") == ["a.yaml:1:8: steps: expected a whole number, found 'x'"])
  }

  @Test(arguments: [
    ("epochs", "expected key=value, found 'epochs'"),
    ("=3", ": expected key=value with a key such as learning_rate, found '=3'"),
    ("a..b=3", "a..b: expected key=value with a key such as learning_rate, found 'a..b=3'"),
  ])
  func invalidOverrides(argument: String, message: String) {
    let text = message.hasPrefix(": ") ? String(message.dropFirst(2)) : message
    #expect(problems("", [argument]) == ["command line: \(text)"])
  }

  @Test func contradictingOverrides() {
    #expect(problems("", ["epochs=3", "epochs=4"]) == ["command line: epochs: given twice on the command line"])
    #expect(
      problems("epochs: 3", ["epochs.x=4"]) == [
        "command line: epochs.x: epochs is the number 3 at a.yaml:1:9, not a section with keys"
      ])
    #expect(problems("", ["stages=[1"]).first?.hasPrefix("command line: stages: not YAML:") == true)
    #expect(
      problems("", ["optimizer.learning_rat=3"]) == [
        "command line: optimizer.learning_rat: unknown setting; did you mean learning_rate?"
      ])
  }

  @Test func aLaterProblemHasItsPlace() throws {
    let node = try Node(parsing: Array("data:\n  train: no.tsv".utf8), path: "a.yaml")
    struct Run: RunSettings { var data = Data() }
    let settings = try ResolvedSettings(Run.self, from: node)
    let problem = SettingProblem(key: "data.train", message: "there is no such file")
    #expect(
      settings.locate(problem).description == "a.yaml:2:3: data.train: there is no such file; found 'no.tsv'")
  }
}
