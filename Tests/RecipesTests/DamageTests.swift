import Base
import Foundation
import Testing

/// Disks that damage files, fill up or cannot be written to, and two processes that want the same run.
@Suite(.serialized) struct DamageTests {
  enum Damage: CaseIterable {
    case truncated, flipped, missing

    func apply(to path: String) throws {
      var bytes = try readFile(path)
      switch self {
      case .truncated: try writeFile(path, Array(bytes.dropLast(bytes.count / 3 + 1)))
      case .missing: try removeAll(path)
      case .flipped:
        bytes[bytes.count * 2 / 3] ^= 2
        try writeFile(path, bytes)
      }
    }
  }

  /// Steps of the qa run's pretraining, which is not the stage that these tests stop.
  private static func isCounted(_ line: JSON) -> Bool {
    line["split"] == nil && (line["stage"]?.string ?? "finetuning") == "finetuning"
  }

  /// The damaged state is named; the one before it leads to the same bits.
  @Test(arguments: Trial.allCases) func aDamagedStateIsPassedOver(_ trial: Trial) throws {
    let sandbox = try trial.sandbox()
    defer { sandbox.remove() }
    try sandbox.train("whole", trial.settings)
    let expected = try trial.remains("whole", in: sandbox)
    // By SIGTERM, since a run that is killed between two renames has no previous state.
    try sandbox.cut("run", trial.settings, by: SIGTERM, after: trial == .sentiment ? 35 : 12, where: Self.isCounted)
    let previousStep = try #require(sandbox.json("run/previous/state.json")["step"]?.integer)
    let files = try folderContents(sandbox.folder + "/run/last").sorted()
    #expect(files.count >= 5)
    for (index, file) in files.enumerated() {
      let isVital = ["model.safetensors", "state.json"].contains(file)
      for damage in isVital ? Damage.allCases : [Damage.allCases[index % 3]] {
        try sandbox.copy("run", to: "copy")
        try damage.apply(to: sandbox.folder + "/copy/last/" + file)
        let outcome = try sandbox.resume("copy")
        #expect(
          outcome.error.contains("copy/last is damaged and skipped: "), "\(damage) \(file): \(outcome.error)")
        #expect(outcome.error.contains(file), "\(damage) \(file): \(outcome.error)")
        #expect(outcome.output.contains("resumed after step \(previousStep)"), "\(damage) \(file): \(outcome.output)")
        #expect(differences(try trial.remains("copy", in: sandbox), expected) == [], "\(damage) \(file)")
      }
    }
    // Both damaged: nothing to go on from, and that is said.
    for name in ["last", "previous"] {
      try Damage.truncated.apply(to: "\(sandbox.folder)/run/\(name)/optimizer.safetensors")
    }
    let outcome = try sandbox.attune(["run", "run", "--resume"])
    #expect(outcome.code == 1 && outcome.error.contains("no saved state is intact"), "\(outcome.error)")
  }

  /// The lock holds while its owner lives, even if it does nothing, and not a moment longer.
  @Test(arguments: Trial.allCases) func aSecondProcessIsRefusedUntilTheFirstIsDead(_ trial: Trial) throws {
    let sandbox = try trial.sandbox()
    defer { sandbox.remove() }
    try sandbox.train("whole", trial.settings)
    let (first, _, _) = try sandbox.start(["run", "run.yaml"] + trial.settings + ["--output", "run"])
    let deadline = Date(timeIntervalSinceNow: 60)
    while !sandbox.exists("run/previous") && first.isRunning && Date() < deadline { usleep(500) }
    kill(first.processIdentifier, SIGSTOP)
    for words in [["run", "run", "--resume"], ["run", "run.yaml", "--overwrite", "--output", "run"] + trial.settings] {
      let second = try sandbox.attune(words)
      #expect(second.code == 1)
      #expect(second.error.contains("run is in use by process \(first.processIdentifier)"), "\(second.error)")
    }
    kill(first.processIdentifier, SIGKILL)
    first.waitUntilExit()
    try #require(first.terminationReason == .uncaughtSignal, "the run ended before it was stopped")
    _ = try sandbox.resume("run")
    #expect(differences(try trial.remains("run", in: sandbox), try trial.remains("whole", in: sandbox)) == [])
  }

  /// A run that was killed before it wrote its settings can start again, unless the folder holds anything else.
  @Test func aRunThatHardlyBeganBeginsAgain() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    for extra in [[], ["--resume"], ["--overwrite"]] {
      try makeFolder(sandbox.folder + "/run")
      try sandbox.write("run/.lock", "99999999")
      try sandbox.expectFailure(
        ["run", "run", "--resume"], code: 2, ["run contains no run", "attune run CONFIG --output run"])
      try sandbox.write("run/.config.yaml.new-99999999", "recipe: senti")
      try sandbox.train("run", ["epochs=1"] + extra)
      #expect(try !folderContents(sandbox.folder + "/run").contains { $0.contains(".new-") })
      try removeAll(sandbox.folder + "/run")
    }
    try makeFolder(sandbox.folder + "/run")
    try sandbox.expectFailure(
      ["run", "run.yaml", "--output", "run", "--resume"], code: 2, ["run contains no run to resume"])
    try sandbox.write("run/mine.txt", "")
    try sandbox.expectFailure(["run", "run.yaml", "--output", "run"], code: 2, ["other files (such as mine.txt)"])
  }

  /// The disk has room for two states but not for three: the third save fails, and with more room the run goes on.
  @Test(.enabled(if: Disk.canMount, "cannot mount a small file system: needs root"), arguments: Trial.allCases)
  func aFullDiskCostsNothingThatWasSaved(_ trial: Trial) throws {
    let sandbox = try trial.sandbox()
    defer { sandbox.remove() }
    try sandbox.train("whole", trial.settings)
    let best = trial == .sentiment ? try sandbox.pages("whole/best") : 0
    let disk = try Disk(at: sandbox.folder + "/disk", pages: try sandbox.pages("whole/last") * 5 / 2 + best + 4)
    defer { disk.remove() }
    let outcome = try sandbox.attune(["run", "run.yaml"] + trial.settings + ["--output", "disk/run"])
    #expect(outcome.code == 1)
    #expect(outcome.error.contains("No space left on device"), "\(outcome.error)")
    #expect(try !folderContents(sandbox.folder + "/disk/run").contains { $0.contains(".new-") })
    let saved = try #require(sandbox.json("disk/run/last/state.json")["step"]?.integer)
    #expect(saved == 2)
    // Still full: it fails again, and what was saved is still there.
    #expect(try sandbox.attune(["run", "disk/run", "--resume"]).code == 1)
    #expect(try sandbox.json("disk/run/last/state.json")["step"]?.integer == saved)
    try disk.change(pages: 10_000)
    let end = try sandbox.resume("disk/run")
    #expect(end.output.contains("resumed after step \(saved)"), "\(end.output)")
    #expect(differences(try trial.remains("disk/run", in: sandbox), try trial.remains("whole", in: sandbox)) == [])
  }

  @Test(.enabled(if: Disk.canMount, "cannot mount a read-only file system: needs root"), arguments: Trial.allCases)
  func aReadOnlyFolderIsNamedAndLeftAlone(_ trial: Trial) throws {
    let sandbox = try trial.sandbox()
    defer { sandbox.remove() }
    try sandbox.train("whole", trial.settings)
    let disk = try Disk(at: sandbox.folder + "/disk", pages: 10_000)
    defer { disk.remove() }
    try sandbox.cut("disk/run", trial.settings, by: SIGTERM, after: 5, where: Self.isCounted)
    try disk.change(pages: 10_000, isReadOnly: true)
    for words in [["run", "disk/run", "--resume"], ["run", "run.yaml", "--output", "disk/other"]] {
      let outcome = try sandbox.attune(words)
      #expect(outcome.code == 1)
      #expect(outcome.error.contains("Read-only file system"), "\(outcome.error)")
    }
    try disk.change(pages: 10_000)
    _ = try sandbox.resume("disk/run")
    #expect(differences(try trial.remains("disk/run", in: sandbox), try trial.remains("whole", in: sandbox)) == [])
  }
}

/// A small file system in memory.
private struct Disk {
  let path: String

  init(at path: String, pages: Int) throws {
    self.path = path
    try makeFolder(path)
    try #require(unsafe mount("tmpfs", path, "tmpfs", 0, "size=\(pages * 4096)") == 0)
  }

  func change(pages: Int, isReadOnly: Bool = false) throws {
    let flags = UInt(32 /* MS_REMOUNT */) | (isReadOnly ? 1 /* MS_RDONLY */ : 0)
    try #require(unsafe mount("tmpfs", path, "tmpfs", flags, "size=\(pages * 4096)") == 0)
  }

  func remove() { unsafe _ = umount2(path, 2 /* MNT_DETACH */) }

  /// Whether this process may mount: tried once, for root in a container may not.
  static let canMount: Bool = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "attune-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    guard (try? makeFolder(folder)) != nil, unsafe mount("tmpfs", folder, "tmpfs", 0, "size=16k") == 0 else {
      return false
    }
    return unsafe umount(folder) == 0
  }()
}

extension Sandbox {
  /// Copies a folder, in place of what is there.
  func copy(_ name: String, to other: String) throws {
    try removeAll(folder + "/" + other)
    try FileManager.default.copyItem(atPath: folder + "/" + name, toPath: folder + "/" + other)
  }

  /// Pages of 4 KiB that the files of a folder fill.
  fileprivate func pages(_ name: String) throws -> Int {
    try folderContents(folder + "/" + name).reduce(0) {
      $0 + (try readFile("\(folder)/\(name)/\($1)").count + 4095) / 4096
    }
  }
}
