import Base
import Foundation
import TestSupport
import Testing
import Metrics

@Suite struct PerplexityReportTests {
  @Test func meansArePerTokenAndTheBaselineIsTheEntropyOfTheTargets() throws {
    let report = PerplexityReport(targets: [[2, 4], [2]], losses: [[1, 2], [6]])
    #expect(report.count == 3)
    #expect(report.loss == 3)
    #expect(abs(report.perplexity - exp(3)) < 1e-12)
    // 2 twice and 4 once.
    let entropy = -(2.0 / 3 * log(2.0 / 3) + 1.0 / 3 * log(1.0 / 3))
    #expect(abs(report.unigramBaseline - entropy) < 1e-12)
    // A sample of two sequences is one of them twice, or both: means of 1.5, 3 and 6.
    let interval = try #require(report.interval)
    #expect(interval.low == 1.5 && interval.high == 6)
    #expect(JSON.object(report.json)["loss_interval"]?.numbers == [1.5, 6])
    #expect(report.table.split(separator: "\n").count == 3)
  }

  @Test func oneSequenceHasNoInterval() {
    let report = PerplexityReport(targets: [[2, 2]], losses: [[1, 2]])
    #expect(report.interval == nil && JSON.object(report.json)["loss_interval"] == nil)
    #expect(report.unigramBaseline == 0)
  }

  @Test func bitsArePerTokenAndPerCharacter() throws {
    let ln2 = log(2.0)
    let texts = [
      PerplexityReport.TargetText(characters: 5, unknownTokens: 1, unknownBytes: 2), .init(characters: 3),
    ]
    let report = PerplexityReport(targets: [[2, 4], [2]], losses: [[1 * ln2, 2 * ln2], [6 * ln2]], texts: texts)
    #expect(abs(report.bitsPerToken - 3) < 1e-12)
    #expect(abs(report.perplexity - 8) < 1e-9, "2 to the bits and e to the nats are the same number")
    let characters = try #require(report.perCharacter)
    // 9 bits for 8 characters; 2 bytes of unknown text are 16 more.
    #expect(abs(characters.bits - 9.0 / 8) < 1e-12 && abs(characters.perplexity - exp2(9.0 / 8)) < 1e-12)
    #expect(abs(characters.spelledBits - 25.0 / 8) < 1e-12)
    #expect(characters.count == 8 && characters.unknownTokens == 1)
    // Of one sequence alone: 3 bits for 5 characters, 6 bits for 3.
    let interval = try #require(characters.interval)
    #expect(abs(interval.low - 0.6) < 1e-12 && abs(interval.high - 2) < 1e-12)
    let json = JSON.object(report.json)
    #expect(json["bits_per_character_interval"]?.numbers == [interval.low, interval.high])
    #expect(json["character_perplexity_interval"]?.numbers == [exp2(interval.low), exp2(interval.high)])
    for (key, value) in [
      ("bits_per_token", 3), ("bits_per_character", 9.0 / 8), ("character_perplexity", exp2(9.0 / 8)),
      ("characters", 8), ("unknown_tokens", 1), ("spelled_bits_per_character", 25.0 / 8),
    ] { #expect(abs((json[key]?.number ?? .nan) - value) < 1e-12, "\(key)") }
    #expect(report.table.split(separator: "\n").count == 6 && report.table.contains("1 unknown token"))
    // The interval of the loss is the same with and without texts.
    #expect(PerplexityReport(targets: [[2, 4], [2]], losses: [[1, 2], [6]]).interval?.low == 1.5)
  }

  @Test func targetsWithoutCharactersHaveNoBitsPerCharacter() {
    let ends = PerplexityReport(targets: [[7]], losses: [[1]], texts: [.init(characters: 0)])
    #expect(ends.perCharacter == nil && JSON.object(ends.json)["bits_per_character"] == nil)
    #expect(PerplexityReport(targets: [[7]], losses: [[1]]).perCharacter == nil)
  }
}
