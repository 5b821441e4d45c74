import Base
import Foundation
import Tensor
import Testing

/// Runs and commands in bfloat16, which is emulated where the CPU does not have it.
@Suite struct PrecisionTests {
  private static let extra = ["epochs=2", "batch_size=60", "precision=bfloat16"]

  /// It says and records what it multiplied in, and any number of threads gives the same bits.
  @Test func aRunOfAClassifier() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.addEncoder("base", width: 96, innerWidth: 800)
    var all: [[String: String]] = []
    for threads in [1, 2, 3] {
      try removeAll(sandbox.folder + "/run")
      let outcome = try sandbox.train("run", Self.extra + ["threads=\(threads)"])
      #expect(outcome.output.contains("bfloat16 (\(Machine.bfloat16Kernel)), \(threads) threads"), "\(outcome.output)")
      #expect(outcome.error.contains("bfloat16: it is emulated") == !Machine.hasBFloat16, "\(outcome.error)")
      for (file, path) in [("run/best/attune.json", "environment"), ("run/results.json", "environment")] {
        let environment = try sandbox.json(file)[path]
        #expect(environment?["precision"]?.string == "bfloat16")
        #expect(environment?["bfloat16_kernel"]?.string == Machine.bfloat16Kernel)
      }
      var remains = try Trial.sentiment.remains("run", in: sandbox)
      remains["settings"] = nil
      all.append(remains)
    }
    for (other, threads) in zip(all, [1, 2, 3]) { #expect(differences(other, all[0]) == [], "\(threads) threads") }
    try sandbox.train("plain", Array(Self.extra.dropLast()))
    #expect(try sandbox.weights("plain/best") != sandbox.weights("run/best"))
    #expect(try sandbox.json("plain/best/attune.json")["environment"]?["precision"]?.string == "float32")
    #expect(try sandbox.json("plain/best/attune.json")["environment"]?["bfloat16_kernel"] == nil)
    let losses = try (sandbox.losses("run"), sandbox.losses("plain"))
    #expect(losses.0.count == 4 && zip(losses.0, losses.1).allSatisfy { abs($0 - $1) < 0.02 * $1 }, "\(losses)")
  }

  @Test(arguments: Trial.allCases) func aStoppedRunGoesOnToTheSameBits(_ trial: Trial) throws {
    let sandbox = try trial.sandbox()
    defer { sandbox.remove() }
    let settings = trial.settings + ["precision=bfloat16"]
    try sandbox.train("whole", settings)
    try sandbox.cut("cut", settings, by: SIGKILL, after: 8) { $0["split"] == nil }
    // Another precision is another run.
    try sandbox.expectFailure(
      ["run", "run.yaml"] + trial.settings + ["precision=float32", "--output", "cut", "--resume"], code: 2,
      ["precision: bfloat16 before, float32 now"])
    #expect(try sandbox.resume("cut").output.contains("bfloat16"))
    #expect(try differences(trial.remains("cut", in: sandbox), trial.remains("whole", in: sandbox)) == [])
  }

  /// A run keeps what `auto` means where it begins.
  @Test func autoIsSettledWhereTheRunBegins() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.train("run", ["epochs=1", "precision=auto"])
    let meaning = Machine.hasBFloat16 ? "bfloat16" : "float32"
    #expect(try sandbox.read("run/config.yaml").contains("precision: \(meaning)\n"))
    #expect(try sandbox.json("run/best/attune.json")["environment"]?["precision"]?.string == meaning)
    try sandbox.expectRefusal(["precision=bf16"], code: 2, ["precision", "bf16", "float32, bfloat16, auto"])
  }

  @Test func aRunThatOnlyPretrains() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.write("run.yaml", Towns.pretrainSettings)
    try sandbox.train("run", ["precision=bfloat16"])
    #expect(try sandbox.json("run/best/attune.json")["environment"]?["precision"]?.string == "bfloat16")
    let text = try sandbox.attune(["generate", "run/best", "--prompt", "Ada", "--precision", "bfloat16"])
    #expect(text.code == 0 && text.output.hasPrefix("Ada"), "\(text)")
    let scores = try sandbox.scores("run/best", ["--data", "documents.txt", "--precision", "bfloat16"])
    #expect(scores["precision"]?.string == "bfloat16")
  }

  /// Commands that use a checkpoint are in float32 unless told otherwise, whatever it was trained in.
  @Test func commandsOnACheckpoint() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.train("run", ["precision=bfloat16"])
    let plain = try sandbox.scores("run/best")
    let rounded = try sandbox.scores("run/best", ["--precision", "bfloat16"])
    #expect(plain["precision"]?.string == "float32" && rounded["precision"]?.string == "bfloat16")
    #expect(plain["notes"]?.array?.contains { $0.string?.contains("bfloat16") ?? false } == false)
    #expect(rounded["notes"]?.array?.contains { $0.string?.contains(Machine.bfloat16Kernel) ?? false } == true)
    let words = ["predict", "run/best", "the food was lovely .", "--format", "jsonl"]
    let (one, other) = (try sandbox.attune(words), try sandbox.attune(words + ["--precision", "bfloat16"]))
    #expect(one.code == 0 && other.code == 0)
    #expect(other.error.contains("emulated") == !Machine.hasBFloat16)
    func share(_ outcome: Sandbox.Outcome) throws -> Double {
      try #require(JSON(parsing: outcome.output)["probabilities"]?.object?.members.first?.value.number)
    }
    #expect(try share(one) != share(other))
    #expect(try abs(share(one) - share(other)) < 0.05)
    try sandbox.expectFailure(
      ["predict", "run/best", "good", "--precision", "half"], code: 2, ["--precision", "float32", "bfloat16", "auto"])
  }

  @Test func answersInBFloat16() throws {
    let sandbox = try Sandbox.questions()
    defer { sandbox.remove() }
    try sandbox.train("run", Towns.enough + ["precision=bfloat16"])
    for precision in ["float32", "bfloat16"] {
      let outcome = try sandbox.attune(["answer", "run/best", Towns.question(16), "--precision", precision])
      #expect(outcome.code == 0 && outcome.output.contains(Towns.answer(16)), "\(outcome)")
    }
  }
}
