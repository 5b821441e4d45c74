import Base
import Foundation
import Pipelines
import Recipes
import Runs
import Testing

/// What a stopped run needs of its surroundings to go on, and what it says where they are others.
@Suite(.serialized) struct ResumeTests {
  /// A stopped run, the same run without a stop, and the step of the saved state in its stage and in the log.
  private static func stopped(_ trial: Trial) throws -> (shop: Workshop, step: Int, logged: Int) {
    let shop = try trial.shop()
    try shop.train("whole", trial.settings)
    try shop.cut("run", trial.settings, by: SIGTERM, after: trial == .sentiment ? 20 : 5) { $0["split"] == nil }
    let step = try #require(shop.json("run/last/state.json")["step"]?.integer)
    let stages = shop.exists("run/stages.json") ? try shop.json("run/stages.json")["done"]?.array : nil
    return (shop, step, (stages?.last?["last_step"]?.integer ?? 0) + step)
  }

  @Test(arguments: Trial.allCases) func otherDataAreRefusedAndTheOldOnesAreGoneOnWith(_ trial: Trial) throws {
    let (shop, _, _) = try Self.stopped(trial)
    defer { shop.remove() }
    let files = trial == .sentiment ? ["train": "train.tsv", "dev": "dev.tsv"] : ["documents": "documents.txt"]
    for (split, file) in files {
      let before = try shop.read(file)
      // A new word shifts the ids of a vocabulary that is made from the file; a new label changes the size of the head.
      let line = ["train": "sideways\tlovely .\n", "dev": "up\tlovely .\n", "documents": "Aron was born in Bonn.\n"]
      try shop.write(file, before + line[split]!)
      try shop.expectFailure(
        ["run", "run", "--resume"], code: 1,
        [
          "the \(split) data are not the same as at the start of the run: its SHA-256 is \(try shop.hash(file))",
          "--overwrite",
        ])
      try shop.write(file, before)
    }
    _ = try shop.resume("run")
    #expect(differences(try trial.remains("run", in: shop), try trial.remains("whole", in: shop)) == [])
  }

  @Test(arguments: Trial.allCases) func aFinishedRunIsLeftAlone(_ trial: Trial) throws {
    let shop = try trial.shop()
    defer { shop.remove() }
    try shop.train("run", trial.settings)
    func hashes() throws -> [String] {
      try (["results.json", "metrics.jsonl"] + trial.checkpoints.map { $0 + "/attune.json" }).map {
        try shop.hash("run/" + $0)
      }
    }
    let before = try hashes()
    let outcome = try shop.resume("run")
    #expect(outcome.output.contains("the run is already finished"), "\(outcome.output)")
    #expect(try hashes() == before)
  }

  /// Seconds count the parts before as well, and other threads are no other run.
  @Test(arguments: Trial.allCases) func aResumedRunMayHaveOtherThreads(_ trial: Trial) throws {
    let (shop, _, _) = try Self.stopped(trial)
    defer { shop.remove() }
    var state = try #require(shop.json("run/last/state.json").object)
    (state["seconds"], state["checksum"]) = (.number(1000), nil)
    var sum = Checksum()
    sum.update(Array(JSON.object(state).compact.utf8)[...])
    state["checksum"] = .string(sum.hexadecimal)
    try shop.write("run/last/state.json", JSON.object(state).pretty)
    let outcome = try shop.attune(["run", "run", "--resume", "threads=2", "save_every=1000"])
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(differences(try trial.remains("run", in: shop), try trial.remains("whole", in: shop)) == [])
    let seconds = try #require(shop.json("run/results.json")["seconds"]?.number)
    #expect(seconds > 1000)
    try shop.expectFailure(["run", "run", "--resume", "seed=3"], code: 2, ["seed: 1 before, 3 now"])
    // A finished run needs nothing but its folder.
    try removeAll(shop.folder + "/dev.tsv")
    #expect(try shop.resume("run").output.contains("the run is already finished"))
  }

  /// Between evaluations states are saved by the clock.
  @Test func aStateIsSavedBetweenEvaluations() throws {
    let shop = try Trial.sentiment.shop()
    defer { shop.remove() }
    let settings = [
      "epochs=3", "evaluate_every=1000", "weight_average=0.9", "adversarial=0.1", "patience=2", "threads=1",
    ]
    try shop.train("whole", settings)
    try shop.cut("run", settings + ["save_every=0"], by: SIGKILL, after: 5) { $0["split"] == nil }
    let step = try #require(shop.json("run/last/state.json")["step"]?.integer)
    #expect(step >= 4)
    #expect(try shop.resume("run").output.contains("resumed after step \(step)"))
    for checkpoint in ["best", "last"] {
      #expect(try shop.weights("run/" + checkpoint) == shop.weights("whole/" + checkpoint), "\(checkpoint)")
    }
    // Without one, a killed run says that it begins again.
    try shop.cut("again", settings, by: SIGKILL, after: 5) { $0["split"] == nil }
    #expect(try shop.resume("again").error.contains("no saved state was found: the run starts again at its first step"))
  }

  /// A terminal that is closed sends SIGHUP, the shell in it once more.
  @Test func aClosedTerminalStopsTheRunAndSavesIt() throws {
    let shop = try Trial.sentiment.shop()
    defer { shop.remove() }
    let extra = ["epochs=2000", "evaluate_every=100000", "threads=1"]
    let (process, output, error) = try shop.start(["run", "run.yaml"] + extra + ["--output", "run"])
    let deadline = Date(timeIntervalSinceNow: 60)
    func steps() -> Int { ((try? readFile(shop.folder + "/run/metrics.jsonl")) ?? []).count { $0 == 10 } }
    while process.isRunning && Date() < deadline && steps() < 5 { usleep(2000) }
    for _ in 0..<3 { kill(process.processIdentifier, SIGHUP) }
    _ = output.fileHandleForReading.readDataToEndOfFile()
    let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 1, "\(text)")
    #expect(text.contains("and saved; resume with"), "\(text)")
    #expect(try #require(shop.json("run/last/state.json")["step"]?.integer) >= 5)
  }

  @Test func anotherBaseModelIsRefused() throws {
    let (shop, _, _) = try Self.stopped(.sentiment)
    defer { shop.remove() }
    var bytes = try readFile(shop.folder + "/base/model.safetensors")
    bytes[bytes.count - 2] ^= 1
    try writeFile(shop.folder + "/base/model.safetensors", bytes)
    try shop.expectFailure(
      ["run", "run", "--resume"], code: 1,
      ["the base model's model.safetensors is not the same as at the start of the run"])
  }

  /// Where a file system cannot exchange two folders, a killed writer may have put the only state aside.
  @Test(arguments: Trial.allCases) func aStateThatWasPutAsideIsFound(_ trial: Trial) throws {
    let (shop, step, _) = try Self.stopped(trial)
    defer { shop.remove() }
    try FileManager.default.moveItem(atPath: shop.folder + "/run/last", toPath: shop.folder + "/run/.last.old")
    try removeAll(shop.folder + "/run/previous")
    let outcome = try shop.resume("run")
    #expect(outcome.output.contains("resumed after step \(step)"), "\(outcome.output)")
    #expect(differences(try trial.remains("run", in: shop), try trial.remains("whole", in: shop)) == [])
  }

  @Test(arguments: Trial.allCases) func lostLinesOfTheLogAreSaid(_ trial: Trial) throws {
    let (shop, _, step) = try Self.stopped(trial)
    defer { shop.remove() }
    let lines = try shop.read("run/metrics.jsonl").split(separator: "\n")
    for kept in [2, nil] {
      try shop.copy("run", to: "copy")
      if let kept {
        try shop.write("copy/metrics.jsonl", lines.prefix(kept).joined(separator: "\n") + "\n")
      } else {
        try removeAll(shop.folder + "/copy/metrics.jsonl")
      }
      let last = kept.map { try? JSON(parsing: String(lines[$0 - 1]))["step"]?.integer } ?? 0
      let outcome = try shop.resume("copy")
      #expect(
        outcome.error.contains(
          "metrics.jsonl ends at step \(last ?? -1), and the run resumes after step \(step): the lines between are"
            + " missing"),
        "\(outcome.error)")
      for checkpoint in trial.checkpoints {
        #expect(try shop.weights("copy/" + checkpoint) == shop.weights("whole/" + checkpoint), "\(checkpoint)")
      }
    }
  }

  @Test func theEnvironmentsOfEarlierPartsAreKept() throws {
    var about: JSON.Object = [:]
    #expect(RunOrigin.noteEnvironment(in: &about) == nil)
    let here = try #require(about["environment"])
    #expect(RunOrigin.noteEnvironment(in: &about) == nil && about["earlier_environments"] == nil)
    var elsewhere = try #require(here.object)
    elsewhere["kernels"] = "Abacus"
    elsewhere["threads"] = .integer(77)
    about["environment"] = .object(elsewhere)
    let remark = try #require(RunOrigin.noteEnvironment(in: &about))
    #expect(remark.contains(#"kernels was "Abacus", is "#) && !remark.contains("threads"), "\(remark)")
    #expect(about["environment"] == here && about["earlier_environments"] == .array([.object(elsewhere)]))
    // Threads alone are no other environment.
    var fewer = try #require(here.object)
    fewer["threads"] = .integer(77)
    about["environment"] = .object(fewer)
    #expect(RunOrigin.noteEnvironment(in: &about) == nil)
  }
}
