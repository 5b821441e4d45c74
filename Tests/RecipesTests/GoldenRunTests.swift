import Foundation
import Testing

/// Small runs whose losses, scores and weights are recorded in `Tests/Fixtures/golden-runs.json`, each in float32 and
/// in bfloat16. A change of the code that is not meant to change results leaves all of them as they are.
///
/// Results are recorded with the kernels that computed them (`GoldenRun.kernels`):
/// * On recorded kernels everything is equal to the bit: ten losses, the dev scores and the SHA-256 of each
///   `model.safetensors` (`float32BitsAreEqual`, `bfloat16BitsAreEqual`).
/// * On other kernels, which add in another order, the ten losses agree within `GoldenRun.tolerance`; scores and hashes
///   are not compared (`float32LossesAgree`, `bfloat16LossesAgree`).
///
/// On a machine one test of each precision runs; the other one is reported as skipped, with the kernels in its reason.
/// Run them in release: without optimisation, or with a sanitizer, the compiler fuses other operations.
///
/// The file was recorded on an Intel CPU (Emerald Rapids, with AVX-512 BF16). float32 is meant to give the same bits on
/// each CPU with AVX-512, but no second such CPU was at hand to check that.
///
/// To record again, after a change that is meant to change results:
///
///     ATTUNE_RECORD_GOLDEN=$PWD/Tests/Fixtures/golden-runs.json swift test -c release --filter GoldenRunTests
///
/// The file then holds the results of this machine's kernels only; those of other kernels would be out of date.
@Suite struct GoldenRunTests {
  private static let recordingPath = ProcessInfo.processInfo.environment["ATTUNE_RECORD_GOLDEN"]

  /// Whether bits are recorded for the kernels of this machine.
  private static func hasBits(_ precision: String) -> Bool {
    let recorded = try? GoldenFile.read().values.contains { $0[GoldenRun.kernels(precision)] != nil }
    return recorded ?? false
  }

  @Test(.disabled(if: recordingPath != nil, "recording")) func fileHasEachRunInBothPrecisionsAndNoOther() throws {
    let recorded = try GoldenFile.read()
    #expect(recorded.keys.sorted() == GoldenRun.all.map(\.name).sorted())
    for run in GoldenRun.all {
      for precision in GoldenRun.precisions {
        let results = (recorded[run.name] ?? [:]).filter { $0.key.hasPrefix(precision) }.values
        #expect(!results.isEmpty, "\(run.name) is not recorded in \(precision)")
        for result in results {
          #expect(result.steps >= 10 && result.losses.count == 10 && !result.scores.isEmpty && result.weights.count > 1)
        }
      }
    }
  }

  @Test(
    .enabled(if: hasBits("float32"), "not recorded: \(GoldenRun.kernels("float32")); losses are compared instead"),
    .disabled(if: recordingPath != nil, "recording"), arguments: GoldenRun.all)
  func float32BitsAreEqual(_ run: GoldenRun) throws { try expectEqualBits(run, "float32") }

  @Test(
    .disabled(if: hasBits("float32"), "recorded: \(GoldenRun.kernels("float32")); bits are compared instead"),
    .disabled(if: recordingPath != nil, "recording"), arguments: GoldenRun.all)
  func float32LossesAgree(_ run: GoldenRun) throws { try expectLosses(run, "float32") }

  @Test(
    .enabled(if: hasBits("bfloat16"), "not recorded: \(GoldenRun.kernels("bfloat16")); losses are compared instead"),
    .disabled(if: recordingPath != nil, "recording"), arguments: GoldenRun.all)
  func bfloat16BitsAreEqual(_ run: GoldenRun) throws { try expectEqualBits(run, "bfloat16") }

  @Test(
    .disabled(if: hasBits("bfloat16"), "recorded: \(GoldenRun.kernels("bfloat16")); bits are compared instead"),
    .disabled(if: recordingPath != nil, "recording"), arguments: GoldenRun.all)
  func bfloat16LossesAgree(_ run: GoldenRun) throws { try expectLosses(run, "bfloat16") }

  @Test(.enabled(if: recordingPath != nil, "set ATTUNE_RECORD_GOLDEN to a path to record"))
  func record() throws {
    var results: [(String, [String: GoldenResult])] = []
    for run in GoldenRun.all {
      var ofRun: [String: GoldenResult] = [:]
      for precision in GoldenRun.precisions { ofRun[GoldenRun.kernels(precision)] = try run.result(precision) }
      results.append((run.name, ofRun))
    }
    try GoldenFile.write(results, to: #require(Self.recordingPath))
  }

  private func expectEqualBits(_ run: GoldenRun, _ precision: String) throws {
    let kernels = GoldenRun.kernels(precision)
    let recorded = try #require(GoldenFile.read()[run.name]?[kernels], "\(run.name) is not recorded: \(kernels)")
    let found = try run.result(precision)
    #expect(found.steps == recorded.steps)
    #expect(found.losses == recorded.losses)
    #expect(found.scores == recorded.scores)
    #expect(found.weights == recorded.weights)
  }

  private func expectLosses(_ run: GoldenRun, _ precision: String) throws {
    let results = try GoldenFile.read()[run.name]?.filter { $0.key.hasPrefix(precision) } ?? [:]
    try #require(!results.isEmpty, "\(run.name) is not recorded in \(precision)")
    let found = try run.result(precision)
    for (kernels, recorded) in results {
      #expect(found.steps == recorded.steps)
      #expect(found.losses.count == recorded.losses.count)
      let distance = found.distance(from: recorded)
      #expect(
        distance <= GoldenRun.tolerance(precision),
        "\(distance) from \(kernels): losses \(found.losses), recorded \(recorded.losses)")
    }
  }
}
