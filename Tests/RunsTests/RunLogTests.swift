import Base
import Foundation
import Tensor
import TestSupport
import Testing
import Runs

@Suite struct RunLogTests {
  /// Runs `body` with the path of a log in a folder of its own, and removes the folder.
  private func withLog(_ text: String? = nil, _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "attune-log-\(UUID().uuidString)").path
    try makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/metrics.jsonl"
    if let text { try writeFile(path, Array(text.utf8)) }
    try body(path)
    // Nothing lies about beside the log.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy { $0 == "metrics.jsonl" })
  }

  private func text(_ path: String) throws -> String { String(decoding: try readFile(path), as: UTF8.self) }

  @Test func everyLineIsThereAtOnce() throws {
    try withLog { path in
      let log = try RunLog(path: path)
      #expect(try text(path) == "")
      try log.append(["step": .integer(1), "loss": .number(0.5)])
      #expect(try text(path) == "{\"step\":1,\"loss\":0.5}\n")
      try log.append(["step": .integer(2), "text": .string("two\nlines"), "loss": .number(.nan)])
      #expect(try text(path) == "{\"step\":1,\"loss\":0.5}\n{\"step\":2,\"text\":\"two\\nlines\",\"loss\":null}\n")
      #expect(log.path == path)
    }
  }

  @Test func aNewRunBeginsEmpty() throws {
    try withLog("{\"step\":1}\n") { path in
      try RunLog(path: path).append(["step": .integer(7)])
      #expect(try text(path) == "{\"step\":7}\n")
    }
  }

  /// What was logged after the last checkpoint is made again: training and evaluation lines up to its step stay.
  @Test(arguments: [
    ("{\"step\":1}\n{\"step\":2}\n{\"step\":2,\"split\":\"dev\"}\n{\"step\":3}\n{\"step\":4}\n", 3),
    // Killed while it wrote: the rest of a line, or a line without its end.
    ("{\"step\":1}\n{\"step\":2}\n{\"step\":2,\"split\":\"dev\"}\n{\"step\":3,\"lo", 3),
    ("{\"step\":1}\n{\"step\":2}\n{\"step\":2,\"split\":\"dev\"}", 3),
    ("{\"step\":1}\n{\"step\":2}\n{\"step\":2,\"split\":\"dev\"}\n", 3),
    ("{\"step\":3}\n", 0), ("", 0),
  ]) func aResumedRunGoesOnAfterItsCheckpoint(_ old: String, _ kept: Int) throws {
    try withLog(old) { path in
      let log = try RunLog(path: path, resumedStep: 2)
      let expected = old.split(separator: "\n").prefix(kept).map { $0 + "\n" }.joined()
      #expect(try text(path) == expected)
      try log.append(["step": .integer(3)])
      try log.append(["step": .integer(4)])
      #expect(try text(path) == expected + "{\"step\":3}\n{\"step\":4}\n")
    }
  }

  @Test func aLogThatCannotBeOpenedIsAnError() throws {
    try withLog { path in
      let missing = #expect(throws: SystemError.self) { try RunLog(path: path, resumedStep: 2) }
      #expect(missing?.path == path)
      let nowhere = #expect(throws: SystemError.self) { try RunLog(path: path + "/no/metrics.jsonl") }
      #expect(nowhere?.path == path + "/no/metrics.jsonl")
    }
  }
}
