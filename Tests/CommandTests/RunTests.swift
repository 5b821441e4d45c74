import Attune
import FoundationEssentials
import Testing
import attune_cli

@Suite struct RunTests {
  @Test func leavesTheResolvedSettings() throws {
    let folder = try TemporaryFolder()
    let outcome = attune("run", "stand-in", "optimizer.learning_rate=1e-3", "--output", folder.path + "/run")
    #expect(outcome == Outcome(code: 0, output: "did 4 epochs\n", error: ""))
    #expect(
      folder.read("run/config.yaml")
        == "recipe: stand-in\nepochs: 4\ndata: here.tsv\noptimizer:\n  learning_rate: 0.001\n")
    #expect(folder.read("run/results.json") == "4 0.001 false")
  }

  @Test func aRunThatIsThereIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    #expect(attune("run", "stand-in", "-o", folder.path).code == 0)
    let refused = attune("run", "stand-in", "epochs=9", "-o", folder.path)
    #expect(refused.code == 2)
    #expect(refused.error.hasPrefix("error: \(folder.path) already contains a run: --resume continues it"))
    #expect(folder.read("results.json") == "4 5e-05 false")
    #expect(attune("run", "stand-in", "epochs=9", "-o", folder.path, "--overwrite").code == 0)
    #expect(folder.read("results.json") == "9 5e-05 false")
    #expect(folder.read("config.yaml")?.contains("epochs: 9") == true)
  }

  @Test func otherFilesAreNeverMixedWithARun() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("mine", to: "notes.txt")
    for flags in [[], ["--overwrite"], ["--resume"]] {
      let refused = attune(["run", "stand-in", "-o", folder.path] + flags)
      #expect(refused.code == 2)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["notes.txt"])
  }

  @Test func resumeKeepsTheSettings() throws {
    let folder = try TemporaryFolder()
    #expect(attune("run", "stand-in", "-o", folder.path).code == 0)
    #expect(attune("run", folder.path, "--resume").output.contains("the run is already finished"))
    #expect(folder.read("results.json") == "4 5e-05 false")
    // Without results it is not.
    try FileManager.default.removeItem(atPath: folder.path + "/results.json")
    #expect(attune("run", folder.path, "--resume").code == 0)
    #expect(folder.read("results.json") == "4 5e-05 true")
    #expect(attune("run", "stand-in", "-o", folder.path, "--resume").code == 0)
    let other = attune("run", "stand-in", "epochs=5", "data=b.tsv", "-o", folder.path, "--resume")
    #expect(other.code == 2)
    #expect(other.error.contains("epochs: 4 before, 5 now; data: here.tsv before, b.tsv now"))
  }

  @Test func aRunOfAVersionWithFewerSettingsCanGoOn() throws {
    let folder = try TemporaryFolder()
    #expect(attune("run", "stand-in", "-o", folder.path).code == 0)
    _ = try folder.write("recipe: stand-in\nepochs: 4\ndata: here.tsv\n", to: "config.yaml")
    try FileManager.default.removeItem(atPath: folder.path + "/results.json")
    #expect(attune("run", folder.path, "--resume").code == 0)
    #expect(folder.read("results.json") == "4 5e-05 true")
    let other = attune("run", folder.path, "optimizer.learning_rate=1e-3", "--resume")
    #expect(other.code == 2)
    #expect(other.error.contains("these are different: optimizer.learning_rate: 5.0e-05 before, 0.001 now"))
  }

  @Test func nothingIsMadeWhenTheSettingsAreWrong() throws {
    let folder = try TemporaryFolder()
    #expect(attune("run", "stand-in", "epochs=0", "-o", folder.path + "/run").code == 2)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/run"))
  }

  @Test func aRunThatFailsEndsWithOne() throws {
    let folder = try TemporaryFolder()
    let outcome = attune("run", "stand-in", "data=broken.tsv", "-o", folder.path)
    #expect(outcome == Outcome(code: 1, output: "", error: "error: broken.tsv:3: no tab\n"))
  }

  @Test func aFolderThatCannotBeMade() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("", to: "file")
    #expect(attune("run", "stand-in", "-o", file).error.contains("is a file; the run needs a folder"))
    #expect(attune("run", "stand-in", "-o", file + "/run").error.contains("is a file; the run needs a folder"))
  }

  @Test func aFolderInUseIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    #expect(attune("run", "stand-in", "-o", folder.path).code == 0)
    let lock = try FolderLock(folder: folder.path)
    for flag in ["--overwrite", "--resume"] {
      let outcome = attune("run", "stand-in", "-o", folder.path, flag)
      #expect(outcome.code == 1)
      #expect(outcome.error.contains("is in use by process"))
    }
    withExtendedLifetime(lock) {}
    #expect(folder.read("results.json") == "4 5e-05 false")
  }
}
