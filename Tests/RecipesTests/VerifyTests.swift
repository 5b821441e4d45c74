import Base
import Foundation
import Testing

@Suite struct VerifyTests {
  @Test func aRunIsWhatItSays() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.train("run", ["epochs=2", "threads=1"])
    let outcome = try sandbox.attune(["verify", "run"])
    #expect(outcome.code == 0, "\(outcome.error)")
    for line in ["same       weights of best", "same       weights of last", "same       scores on dev"] {
      #expect(outcome.output.contains(line))
    }
    #expect(!sandbox.exists("run-again"))
  }

  @Test func whatDiffersIsNamedWithItsReason() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.train("run", ["epochs=1"])
    // Other training data.
    try sandbox.write("train.tsv", Sandbox.texts(120, seed: 3))
    let outcome = try sandbox.attune(["verify", "run", "--output", "second"])
    #expect(outcome.code == 1)
    #expect(outcome.output.contains("different  weights of best"))
    #expect(outcome.output.contains("reason     the train data"))
    #expect(!outcome.output.contains("the dev data"))
    #expect(sandbox.exists("second/best/model.safetensors"))
  }

  /// Only the checkpoints after it tell that a run went on elsewhere.
  @Test func aRunThatWentOnElsewhereIsKnownByItsLastState() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.train("run", ["epochs=1"])
    var bytes = try readFile(sandbox.folder + "/run/last/model.safetensors")
    bytes[bytes.count - 1] ^= 1
    try writeFile(sandbox.folder + "/run/last/model.safetensors", bytes)
    var about = try #require(sandbox.json("run/last/attune.json").object)
    about["model_sha256"] = .string(try sandbox.weights("run/last"))
    about["earlier_environments"] = [["kernels": "Abacus"]]
    try sandbox.write("run/last/attune.json", JSON.object(about).compact)
    let outcome = try sandbox.attune(["verify", "run"])
    #expect(outcome.code == 1 && outcome.output.contains("same       weights of best"), "\(outcome)")
    #expect(outcome.output.contains("different  weights of last"))
    #expect(
      outcome.output.contains(#"a part of the run had another environment: {"kernels":"Abacus"}"#), "\(outcome.output)")
    #expect(!outcome.output.contains("No reason is known"))
  }

  @Test func whatCannotBeVerifiedIsRefused() throws {
    let sandbox = try Sandbox.reviews()
    defer { sandbox.remove() }
    try sandbox.train("run", ["epochs=1"])
    func refuse(code: Int32, _ words: String...) throws {
      let outcome = try sandbox.attune(["verify", "run"])
      #expect(outcome.code == code)
      for word in words { #expect(outcome.error.contains(word), "\(outcome.error)") }
      #expect(!sandbox.exists("run-again/best"))
    }
    try makeFolder(sandbox.folder + "/run-again")
    try refuse(code: 2, "run-again", "--output")
    try removeAll(sandbox.folder + "/run-again")
    // One byte of the weights is another.
    let path = sandbox.folder + "/run/best/model.safetensors"
    var bytes = try readFile(path)
    bytes[bytes.count - 1] ^= 1
    try writeFile(path, bytes)
    try refuse(code: 1, "run/best/model.safetensors", "attune.json")
    try removeAll(sandbox.folder + "/run/results.json")
    try refuse(code: 1, "not finished", "--resume")
    try removeAll(sandbox.folder + "/run/config.yaml")
    try refuse(code: 2, "not a run's folder")
  }
}
