import Configuration
import Testing

private struct Shape: RunSettings {
  var hiddenSize = 64
  var layers = 2
  var dropout = 0.1
  static let aliases = ["width": "hidden_size", "depth": "layers"]

  func problems() -> [SettingProblem] {
    require("hidden_size", hiddenSize % 2 == 0, "must be even")
  }
}

private struct Run: RunSettings {
  var shape = Shape()
  var teacher: Shape?
  var shapes: [Shape] = []
  var named: [String: Shape] = [:]
  var epochs = 1
  static let aliases = ["model": "shape"]
}

private func read(_ yaml: String, _ overrides: [String] = []) throws -> ResolvedSettings<Run> {
  try ResolvedSettings(
    from: try Node(parsing: Array(yaml.utf8), path: "a.yaml"), overrides: overrides.map { try Override($0) })
}

@Suite struct AliasTests {
  @Test func oldKeysAreReadWithARemark() throws {
    let settings = try read("shape:\n  width: 32\n  dropout: 0.5\n", ["shape.depth=3"])
    #expect(settings.values.shape == Shape { ($0.hiddenSize, $0.layers, $0.dropout) = (32, 3, 0.5) })
    #expect(
      settings.remarks.map(\.description) == [
        "a.yaml:2:3: shape.width: this key is now called hidden_size",
        "command line: shape.depth: this key is now called layers",
      ])
    #expect(try read("shape:\n  hidden_size: 32\n").remarks == [])
  }

  @Test func oldKeysAreFoundInEveryKindOfSection() throws {
    let yaml = """
      model:
        width: 2
      teacher: {depth: 4}
      shapes:
        - width: 6
      named:
        depth: {depth: 8}
      """
    let settings = try read(yaml, ["teacher.width=10", "named.width={width: 12}", "shapes=[{width: 14}]"])
    var expected = Run()
    expected.shape.hiddenSize = 2
    expected.teacher = Shape { ($0.layers, $0.hiddenSize) = (4, 10) }
    expected.shapes = [Shape { $0.hiddenSize = 14 }]
    // The keys of a dictionary are the user's own.
    expected.named = ["depth": Shape { $0.layers = 8 }, "width": Shape { $0.hiddenSize = 12 }]
    #expect(settings.values == expected)
    #expect(settings.remarks.count == 8)
  }

  @Test func theCommandLineWinsWithEitherName() throws {
    #expect(try read("shape: {width: 8}", ["shape.hidden_size=10"]).values.shape.hiddenSize == 10)
    #expect(try read("shape: {hidden_size: 8}", ["shape.width=10"]).values.shape.hiddenSize == 10)
    // An old name of the section keeps its other keys.
    let both = try read("model: {width: 8, depth: 5}", ["shape.hidden_size=10"]).values.shape
    #expect(both == Shape { ($0.hiddenSize, $0.layers) = (10, 5) })
    #expect(try read("shape: {depth: 5}", ["model={width: 10}"]).values.shape == Shape { $0.hiddenSize = 10 })
  }

  @Test func bothNamesAtOnceAreAProblem() {
    #expect(
      problems(Run.self, "shape:\n  width: 8\n  hidden_size: 8\n") == [
        "a.yaml:2:3: shape.width: this key is now called hidden_size, which is also given (a.yaml:3:3): keep one"
      ])
    #expect(
      problems(Run.self, "shape: {}\nmodel: {}\n") == [
        "a.yaml:2:1: model: this key is now called shape, which is also given (a.yaml:1:1): keep one"
      ])
    #expect(
      problems(Run.self, "", ["shape.width=8", "shape.hidden_size=8"]) == [
        "command line: shape.hidden_size: given twice on the command line, as width and as hidden_size"
      ])
    #expect(
      problems(Run.self, "", ["shape.width=8", "shape.width=8"]) == [
        "command line: shape.hidden_size: given twice on the command line"
      ])
    #expect(
      problems(Run.self, "", ["shape={width: 8, hidden_size: 8}"]) == [
        "command line: shape.width: this key is now called hidden_size, which is also given (command line): keep one"
      ])
  }

  @Test func problemsOfOldKeysHaveTheirPlace() {
    #expect(
      problems(Run.self, "epochs: 2\nshape:\n  depth: no\n  width: 9\n") == [
        "a.yaml:3:10: shape.layers: expected a whole number, found the boolean 'no'",
        "a.yaml:4:3: shape.hidden_size: must be even; found the number 9",
      ])
  }

  @Test func misspeltOldKeysAreSuggestedByTheirNewName() {
    #expect(
      problems(Run.self, "shape:\n  widht: 8\n  hiden_size: 8\n  color: 8\n") == [
        "a.yaml:2:3: shape.widht: unknown setting; did you mean hidden_size (formerly width)?",
        "a.yaml:3:3: shape.hiden_size: unknown setting; did you mean hidden_size?",
        "a.yaml:4:3: shape.color: unknown setting; known here: hidden_size, layers, dropout",
      ])
    // In the wrong section.
    #expect(
      problems(Run.self, "width: 8\n") == [
        "a.yaml:1:1: width: unknown setting; did you mean shape.hidden_size or teacher.hidden_size?"
      ])
    #expect(problems(Run.self, "layers: 8\n") == ["a.yaml:1:1: layers: unknown setting; did you mean shape.layers?"])
  }

  @Test func oldKeysAreNeverWritten() throws {
    let yaml = try read("model: {width: 8}\n").values.yaml()
    #expect(yaml.hasPrefix("shape:\n  hidden_size: 8\n  layers: 2\n"))
    #expect(!yaml.contains("width") && !yaml.contains("model"))
    #expect(Run.keys.prefix(3) == ["shape.hidden_size", "shape.layers", "shape.dropout"])
    #expect(try read(yaml).values == read("model: {width: 8}\n").values)
  }

  /// A problem found later has the place of the old key.
  @Test func aLaterProblemHasItsPlace() throws {
    let settings = try read("model:\n  width: 8\n")
    let problem = SettingProblem(key: "shape.hidden_size", message: "is too small")
    #expect(settings.locate(problem).description == "a.yaml:2:3: shape.hidden_size: is too small; found the number 8")
  }
}
