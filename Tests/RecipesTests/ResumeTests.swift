import Base
import Foundation
import Pipelines
import Recipes
import Runs
import Testing

/// What a stopped run needs of its surroundings to go on, and what it says where they are others.
@Suite(.serialized) struct ResumeTests {
  /// A stopped run, the same run without a stop, and the step of the saved state in its stage and in the log.
  private static func stopped(_ trial: Trial) throws -> (sandbox: Sandbox, step: Int, logged: Int) {
    let sandbox = try trial.sandbox()
    try sandbox.train("whole", trial.settings)
    try sandbox.cut("run", trial.settings, by: SIGTERM, after: trial == .sentiment ? 20 : 5) { $0["split"] == nil }
    let step = try #require(sandbox.json("run/last/state.json")["step"]?.integer)
    let stages = sandbox.exists("run/stages.json") ? try sandbox.json("run/stages.json")["done"]?.array : nil
    return (sandbox, step, (stages?.last?["last_step"]?.integer ?? 0) + step)
  }

  @Test(arguments: Trial.allCases) func otherDataAreRefusedAndTheOldOnesResume(_ trial: Trial) throws {
    let (sandbox, _, _) = try Self.stopped(trial)
    defer { sandbox.remove() }
    let files = trial == .sentiment ? ["train": "train.tsv", "dev": "dev.tsv"] : ["documents": "documents.txt"]
    for (split, file) in files {
      let before = try sandbox.read(file)
      // A new word shifts the ids of a vocabulary that is made from the file; a new label changes the size of the head.
      let line = ["train": "sideways\tlovely .\n", "dev": "up\tlovely .\n", "documents": "Aron was born in Bonn.\n"]
      try sandbox.write(file, before + line[split]!)
      try sandbox.expectFailure(
        ["run", "run", "--resume"], code: 1,
        [
          "the \(split) data are not the same as at the start of the run: its SHA-256 is \(try sandbox.hash(file))",
          "--overwrite",
        ])
      try sandbox.write(file, before)
    }
    _ = try sandbox.resume("run")
    #expect(differences(try trial.remains("run", in: sandbox), try trial.remains("whole", in: sandbox)) == [])
  }

  @Test(arguments: Trial.allCases) func aFinishedRunIsLeftAlone(_ trial: Trial) throws {
    let sandbox = try trial.sandbox()
    defer { sandbox.remove() }
    try sandbox.train("run", trial.settings)
    func hashes() throws -> [String] {
      try (["results.json", "metrics.jsonl"] + trial.checkpoints.map { $0 + "/attune.json" }).map {
        try sandbox.hash("run/" + $0)
      }
    }
    let before = try hashes()
    let outcome = try sandbox.resume("run")
    #expect(outcome.output.contains("the run is already finished"), "\(outcome.output)")
    #expect(try hashes() == before)
  }

  /// Seconds count the parts before as well, and other threads are no other run.
  @Test(arguments: Trial.allCases) func aResumedRunMayHaveOtherThreads(_ trial: Trial) throws {
    let (sandbox, _, _) = try Self.stopped(trial)
    defer { sandbox.remove() }
    var state = try #require(sandbox.json("run/last/state.json").object)
    (state["seconds"], state["checksum"]) = (.number(1000), nil)
    var sum = Checksum()
    sum.update(Array(JSON.object(state).compact.utf8)[...])
    state["checksum"] = .string(sum.hexadecimal)
    try sandbox.write("run/last/state.json", JSON.object(state).pretty)
    let outcome = try sandbox.attune(["run", "run", "--resume", "threads=2", "save_every=1000"])
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(differences(try trial.remains("run", in: sandbox), try trial.remains("whole", in: sandbox)) == [])
    let seconds = try #require(sandbox.json("run/results.json")["seconds"]?.number)
    #expect(seconds > 1000)
    try sandbox.expectFailure(["run", "run", "--resume", "seed=3"], code: 2, ["seed: 1 before, 3 now"])
    // A finished run needs nothing but its folder.
    try removeAll(sandbox.folder + "/dev.tsv")
    #expect(try sandbox.resume("run").output.contains("the run is already finished"))
  }

  /// Between evaluations states are saved by the clock.
  @Test(arguments: Trial.allCases) func aRunIsNotReplacedByOneThatReadsIt(_ trial: Trial) throws {
    let sandbox = try trial.sandbox()
    defer { sandbox.remove() }
    try sandbox.train("run", trial.settings)
    let before = try sandbox.weights("run/best")
    for model in ["run/best", sandbox.folder + "/run/last"] {
      for words in [["run", "run.yaml", "--overwrite"], ["validate", "run.yaml", "--no-timing"]] {
        try sandbox.expectFailure(
          words + trial.settings + ["model=" + model, "--output", "run"], code: words[0] == "run" ? 2 : 1,
          ["model is \(model), a file of it", "another --output"])
      }
    }
    #expect(try sandbox.weights("run/best") == before && sandbox.exists("run/results.json"))
  }

  @Test func aStateIsSavedBetweenEvaluations() throws {
    let sandbox = try Trial.sentiment.sandbox()
    defer { sandbox.remove() }
    let settings = [
      "epochs=3", "evaluate_every=1000", "weight_average=0.9", "adversarial=0.1", "patience=2", "threads=1",
    ]
    try sandbox.train("whole", settings)
    try sandbox.cut("run", settings + ["save_every=0"], by: SIGKILL, after: 5) { $0["split"] == nil }
    let step = try #require(sandbox.json("run/last/state.json")["step"]?.integer)
    #expect(step >= 4)
    #expect(try sandbox.resume("run").output.contains("resumed after step \(step)"))
    for checkpoint in ["best", "last"] {
      #expect(try sandbox.weights("run/" + checkpoint) == sandbox.weights("whole/" + checkpoint), "\(checkpoint)")
    }
    // Without one, a killed run says that it begins again.
    try sandbox.cut("again", settings, by: SIGKILL, after: 5) { $0["split"] == nil }
    #expect(
      try sandbox.resume("again").error.contains("no saved state was found: the run starts again at its first step"))
  }

  /// A terminal that is closed sends SIGHUP, the shell in it once more.
  @Test func aClosedTerminalStopsTheRunAndSavesIt() throws {
    let sandbox = try Trial.sentiment.sandbox()
    defer { sandbox.remove() }
    let extra = ["epochs=2000", "evaluate_every=100000", "threads=1"]
    let (process, output, error) = try sandbox.start(["run", "run.yaml"] + extra + ["--output", "run"])
    let deadline = Date(timeIntervalSinceNow: 60)
    func steps() -> Int { ((try? readFile(sandbox.folder + "/run/metrics.jsonl")) ?? []).count { $0 == 10 } }
    while process.isRunning && Date() < deadline && steps() < 5 { usleep(2000) }
    for _ in 0..<3 { kill(process.processIdentifier, SIGHUP) }
    _ = output.fileHandleForReading.readDataToEndOfFile()
    let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 1, "\(text)")
    #expect(text.contains("and saved; resume with"), "\(text)")
    #expect(try #require(sandbox.json("run/last/state.json")["step"]?.integer) >= 5)
  }

  @Test func anotherBaseModelIsRefused() throws {
    let (sandbox, _, _) = try Self.stopped(.sentiment)
    defer { sandbox.remove() }
    var bytes = try readFile(sandbox.folder + "/base/model.safetensors")
    bytes[bytes.count - 2] ^= 1
    try writeFile(sandbox.folder + "/base/model.safetensors", bytes)
    try sandbox.expectFailure(
      ["run", "run", "--resume"], code: 1,
      ["the base model's model.safetensors is not the same as at the start of the run"])
  }

  /// Where a file system cannot exchange two folders, a killed writer may have put the only state aside.
  @Test(arguments: Trial.allCases) func aStateThatWasPutAsideIsFound(_ trial: Trial) throws {
    let (sandbox, step, _) = try Self.stopped(trial)
    defer { sandbox.remove() }
    try FileManager.default.moveItem(atPath: sandbox.folder + "/run/last", toPath: sandbox.folder + "/run/.last.old")
    try removeAll(sandbox.folder + "/run/previous")
    let outcome = try sandbox.resume("run")
    #expect(outcome.output.contains("resumed after step \(step)"), "\(outcome.output)")
    #expect(differences(try trial.remains("run", in: sandbox), try trial.remains("whole", in: sandbox)) == [])
  }

  @Test(arguments: Trial.allCases) func lostLinesOfTheLogAreSaid(_ trial: Trial) throws {
    let (sandbox, _, step) = try Self.stopped(trial)
    defer { sandbox.remove() }
    let lines = try sandbox.read("run/metrics.jsonl").split(separator: "\n")
    for kept in [2, nil] {
      try sandbox.copy("run", to: "copy")
      if let kept {
        try sandbox.write("copy/metrics.jsonl", lines.prefix(kept).joined(separator: "\n") + "\n")
      } else {
        try removeAll(sandbox.folder + "/copy/metrics.jsonl")
      }
      let last = kept.map { try? JSON(parsing: String(lines[$0 - 1]))["step"]?.integer } ?? 0
      let outcome = try sandbox.resume("copy")
      #expect(
        outcome.error.contains(
          "metrics.jsonl ends at step \(last ?? -1), and the run resumes after step \(step): the lines between are"
            + " missing"),
        "\(outcome.error)")
      for checkpoint in trial.checkpoints {
        #expect(try sandbox.weights("copy/" + checkpoint) == sandbox.weights("whole/" + checkpoint), "\(checkpoint)")
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
