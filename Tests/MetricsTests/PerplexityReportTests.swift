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
}
