import Base
import Foundation
import Testing

/// Runs that are killed without warning, again and again, at random moments: while they start, train, evaluate, save.
///
/// `ATTUNE_KILLS` says how many kills there are over both recipes.
@Suite(.serialized) struct KillTests {
  private static let kills = ProcessInfo.processInfo.environment["ATTUNE_KILLS"].flatMap(Int.init) ?? 36

  /// Where the kills fell, by what they left in the folder.
  private struct Tally: CustomStringConvertible {
    var beforeSettings = 0
    var beforeFirstState = 0
    var duringSaves = 0
    var between = 0
    var runs = 0

    var total: Int { beforeSettings + beforeFirstState + duringSaves + between }

    mutating func note(_ run: String, in sandbox: Sandbox, killed process: Int32) throws {
      let names = sandbox.exists(run) ? try folderContents("\(sandbox.folder)/\(run)") : []
      if !names.contains("config.yaml") {
        beforeSettings += 1
      } else if names.contains(where: { $0.hasSuffix(".new-\(process)") }) {
        duringSaves += 1
      } else if !names.contains("last") {
        beforeFirstState += 1
      } else {
        between += 1
      }
    }

    var description: String {
      "\(total) kills over \(runs) runs: \(duringSaves) during saves, \(between) between them,"
        + " \(beforeFirstState) before the first state, \(beforeSettings) before the settings were written"
    }
  }

  @Test(arguments: Trial.allCases) func everyKillIsSurvived(_ trial: Trial) throws {
    let sandbox = try trial.sandbox()
    defer { sandbox.remove() }
    let clock = ContinuousClock()
    var expected: [String: String] = [:]
    let whole = try clock.measure {
      try sandbox.train("run", trial.settings)
      expected = try trial.remains("run", in: sandbox)
    }
    var moments = Moments(state: 20_261_121)
    var tally = Tally()
    var survived = 0
    while tally.total < Self.kills / 2 {
      try removeAll(sandbox.folder + "/run")
      let before = tally.total
      // A run that is never left long enough to make a step ends nevertheless.
      while true {
        let isBegun = sandbox.exists("run/config.yaml")
        let words = isBegun ? ["run", "run", "--resume"] : ["run", "run.yaml"] + trial.settings + ["--output", "run"]
        let isKilled = tally.total < Self.kills / 2 && tally.total < before + 100
        // Data and model are read before the folder is made, so a share of kills falls before there are settings.
        let life = whole * moments.next() * 0.3
        let outcome = try sandbox.attune(words, killedAfter: isKilled ? life : nil)
        if outcome.code == 0 { break }
        try #require(outcome.code == 128 + SIGKILL, "after \(tally): \(outcome)")
        try tally.note("run", in: sandbox, killed: outcome.process)
      }
      tally.runs += 1
      #expect(differences(try trial.remains("run", in: sandbox), expected) == [], "after \(tally)")
      if differences(try trial.remains("run", in: sandbox), expected).isEmpty { survived += tally.total - before }
    }
    print("\(trial): survived \(survived) of \(tally)")
    #expect(tally.duringSaves > 0, "no kill fell into a save: the test says less than it should")
  }

  /// Numbers from 0 to 1 that are the same each time; where in the run they fall depends on the machine as well.
  private struct Moments {
    var state: UInt64

    mutating func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
  }
}
