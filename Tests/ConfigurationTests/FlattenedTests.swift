import Configuration
import Testing

private struct Batches: RunSettings {
  var size = 32
  var tokens: Int?
  var order = Schedule.linear
  static let aliases = ["batch": "size"]

  func problems() -> [SettingProblem] {
    require("size", size >= 1, "must be at least 1")
    require("tokens", tokens ?? 1 >= 1, "must be at least 1")
  }
}

private struct Threads: RunSettings {
  var threads = 0
  static let required = ["threads"]
}

private struct Small: RunSettings {
  var labels = ["a"]
  @Flattened var batches = Batches { ($0.size, $0.tokens) = (8, 100) }
  var epochs = 3

  func problems() -> [SettingProblem] {
    require("size", (2...64).contains(batches.size), "must be from 2 to 64")
  }
}

private struct Large: RunSettings {
  @Flattened var batches = Batches { $0.order = .cosine }
  /// The same settings in a section of their own.
  var evaluation = Batches()
  var inner = Small()
  @Flattened var machine = Threads()
}

@Suite struct FlattenedTests {
  @Test func theKeysAreInTheSectionOfTheOwner() throws {
    #expect(try Small().yaml() == "labels: [a]\nsize: 8\ntokens: 100\norder: linear\nepochs: 3\n")
    #expect(Small.keys == ["labels", "size", "tokens", "order", "epochs"])
    #expect(
      Large.keys == [
        "size", "tokens", "order", "evaluation.size", "evaluation.tokens", "evaluation.order", "inner.labels",
        "inner.size", "inner.tokens", "inner.order", "inner.epochs", "threads",
      ])
  }

  @Test func eachOwnerGivesItsDefaults() throws {
    let settings = try resolve(Large.self, "threads: 2\ninner: {tokens: null}\nevaluation: {size: 1}\n", ["size=7"])
    var expected = Large()
    expected.batches.size = 7
    expected.evaluation.size = 1
    expected.inner.batches.tokens = nil
    expected.machine.threads = 2
    #expect(settings == expected)
    #expect(settings.batches.order == .cosine && settings.inner.batches.size == 8)
    #expect(try resolve(Small.self, "") == Small())
    #expect(try resolve(Small.self, "size: 9\nepochs: 4\n").batches == Batches { ($0.size, $0.tokens) = (9, 100) })
    #expect(try resolve(Large.self, try settings.yaml()) == settings)
  }

  @Test func problemsHaveThePathsAndPlacesOfTheOwner() {
    #expect(
      problems(Large.self, "size: 0\norder: cosin\ninner:\n  size: 65\n  tokens: x\nevaluation: {size: -1}\n") == [
        "a.yaml:1:1: size: must be at least 1; found the number 0",
        "a.yaml:1:1: threads: this setting has no default: set it in the file or as threads=VALUE",
        "a.yaml:2:8: order: expected one of linear, cosine, warm_restarts, found 'cosin'; did you mean cosine?",
        "a.yaml:4:3: inner.size: must be from 2 to 64; found the number 65",
        "a.yaml:5:11: inner.tokens: expected a whole number, found 'x'",
        "a.yaml:6:14: evaluation.size: must be at least 1; found the number -1",
      ])
  }

  @Test func theProblemOfTheOwnerReplacesThatOfTheGroup() {
    #expect(problems(Small.self, "size: 0") == ["a.yaml:1:1: size: must be from 2 to 64; found the number 0"])
    #expect(problems(Small.self, "tokens: 0") == ["a.yaml:1:1: tokens: must be at least 1; found the number 0"])
  }

  @Test func unknownKeysAreReportedOnce() {
    #expect(
      problems(Small.self, "sice: 1\ncolor: 1\nbatches: {size: 1}\n") == [
        "a.yaml:1:1: sice: unknown setting; did you mean size?",
        "a.yaml:2:1: color: unknown setting; known here: labels, size, tokens, order, epochs",
        "a.yaml:3:1: batches: unknown setting; did you mean size (formerly batch)?",
      ])
  }

  @Test func oldNamesOfAGroupAreThoseOfItsOwner() throws {
    #expect(try resolve(Large.self, "threads: 1\nbatch: 5\ninner: {batch: 6}\n").batches.size == 5)
    #expect(try resolve(Small.self, "", ["batch=5"]).batches.size == 5)
    #expect(
      problems(Small.self, "batch: 5\nsize: 5\n") == [
        "a.yaml:1:1: batch: this key is now called size, which is also given (a.yaml:2:1): keep one"
      ])
  }
}
