import Foundation
import Testing

/// Damaged files for every reader, in a process each. Six seconds for all together, or `ATTUNE_FUZZ_SECONDS`;
/// `ATTUNE_FUZZ_SEED` makes other files than those of seed 1.
@Suite(.serialized) struct FuzzTests {
  static let readers = (try? FuzzerProcess.run(["list"]).output.split(separator: "\n").map(String.init)) ?? []
  static let seconds = ProcessInfo.processInfo.environment["ATTUNE_FUZZ_SECONDS"].flatMap(Double.init) ?? 6
  static let seed = ProcessInfo.processInfo.environment["ATTUNE_FUZZ_SEED"] ?? "1"

  @Test func everyReaderIsListed() { #expect(Self.readers.count > 30, "\(Self.readers)") }

  @Test(arguments: readers)
  func damagedFilesAreReadOrRefused(reader: String) throws {
    try FuzzerProcess.withFolder { folder in
      let share = Self.seconds / Double(Self.readers.count)
      let (output, failure) = try FuzzerProcess.run(["run", reader, "\(share)", Self.seed, folder])
      if let failure {
        throw FuzzFailure(
          description: "\(failure)\nAfter a crash the file is the one that \(folder)/\(reader) is about. Again: "
            + "fuzzer read \(reader) FILE \(folder)")
      }
      print(output, terminator: "")
    }
  }

  /// The checker itself: a process that breaks a rule is seen.
  @Test func aBrokenRuleIsSeen() throws {
    let (output, failure) = try FuzzerProcess.run(["run", "no-such-reader", "1", "1", "/tmp"])
    #expect(failure?.hasPrefix("exit code 1") == true)
    #expect(output.contains("usage"))
  }
}
