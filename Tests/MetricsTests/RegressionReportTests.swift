import Base
import TestSupport
import Testing
import Metrics

@Suite struct RegressionReportTests {
  private func floats(_ json: JSON?) -> [Float] { json?.numbers.map(Float.init) ?? [] }

  /// scikit-learn's errors and scipy's correlations, ties included.
  @Test func agreesWithScipy() throws {
    var bootstraps = 0
    for json in try recordedCases("regression") {
      let name = json["name"]!.string!
      let report = RegressionReport(predictions: floats(json["predictions"]), targets: floats(json["targets"]))
      #expect(report.count == json["targets"]!.numbers.count)
      #expect(agree(report.meanSquaredError, json["mse"]?.number), "\(name)")
      #expect(agree(report.meanAbsoluteError, json["mae"]?.number), "\(name)")
      #expect(agree(report.pearson, json["pearson"]?.number, tolerance: 1e-10), "\(name)")
      #expect(agree(report.spearman, json["spearman"]?.number, tolerance: 1e-10), "\(name)")
      #expect(agree(report.meanBaseline, json["mean_mse"]?.number, tolerance: 1e-10), "\(name)")
      #expect(abs(report.pearson) <= 1 && abs(report.spearman) <= 1, "\(name)")
      if json["interval"] != nil {
        #expect(agree(report.interval, json["interval"]), "\(name)")
        bootstraps += 1
      }
    }
    #expect(bootstraps == 2)
  }

  /// Where one side does not vary, or there is one example, a correlation is not defined: 0 is reported.
  @Test(
    arguments: [([1, 2, 3], [0.1, 0.1, 0.1]), ([0.7, 0.7, 0.7], [1, 2, 3]), ([1], [2])] as [([Float], [Float])])
  func correlationThatIsNotDefined(_ predictions: [Float], _ targets: [Float]) {
    let report = RegressionReport(predictions: predictions, targets: targets)
    #expect(report.pearson == 0)
    #expect(report.spearman == 0)
  }

  /// A model that has broken down is scored and shows it.
  @Test func predictionsThatAreNoNumbers() {
    let report = RegressionReport(predictions: [1, .nan, 3], targets: [1, 2, 3])
    #expect(report.meanSquaredError.isNaN)
    #expect(report.pearson.isNaN)
    #expect(report.spearman.isNaN)
    #expect(JSON.object(report.json)["mae"]?.number?.isNaN == true)
  }

  private func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(x.count) }

  private func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let (mx, my) = (mean(x), mean(y))
    let (dx, dy) = (x.map { $0 - mx }, y.map { $0 - my })
    let scale = (mean(dx.map { $0 * $0 }) * mean(dy.map { $0 * $0 })).squareRoot()
    return scale == 0 ? 0 : mean(zip(dx, dy).map { $0 * $1 }) / scale
  }

  private func ranks(_ x: [Double]) -> [Double] {
    x.map { value in Double(x.count { $0 < value }) + Double(x.count { $0 == value } + 1) / 2 }
  }

  /// Each interval is the bootstrap's of the score of the drawn examples, written out one by one.
  @Test func intervalsAreThoseOfDrawnExamples() {
    let predictions: [Double] = [1, 2, 4, 4, 3, 7]
    let targets: [Double] = [1, 3, 3, 5, 5, 6]
    let report = RegressionReport(predictions: predictions.map { Float($0) }, targets: targets.map { Float($0) })
    func agrees(_ interval: Interval, _ score: ([Double], [Double]) -> Double) -> Bool {
      let expected = bootstrapInterval(count: targets.count) { times in
        let drawn = times.indices.flatMap { Array(repeating: $0, count: times[$0]) }
        return score(drawn.map { predictions[$0] }, drawn.map { targets[$0] })
      }
      return abs(interval.low - expected.low) < 1e-9 && abs(interval.high - expected.high) < 1e-9
    }
    #expect(agrees(report.interval) { mean(zip($0, $1).map { ($0 - $1) * ($0 - $1) }) })
    #expect(agrees(report.absoluteInterval) { mean(zip($0, $1).map { abs($0 - $1) }) })
    #expect(agrees(report.pearsonInterval, correlation))
    #expect(agrees(report.spearmanInterval) { correlation(ranks($0), ranks($1)) })
    #expect(report.pearsonInterval.low < report.pearson && report.pearson <= report.pearsonInterval.high)
  }

  @Test func writesAllScores() {
    let report = RegressionReport(predictions: [1, 2, 4], targets: [1, 3, 3])
    let json = JSON.object(report.json)
    #expect(json["mse"]?.number == report.meanSquaredError)
    #expect(json["loss"]?.number == report.meanSquaredError)
    #expect(json["mae"]?.number == report.meanAbsoluteError)
    #expect(json["pearson"]?.number == report.pearson)
    #expect(json["spearman"]?.number == report.spearman)
    #expect(json["count"] == .integer(3))
    #expect(json["interval"]?.numbers == [report.interval.low, report.interval.high])
    #expect(json["baselines"]?["mean_mse"]?.number == report.meanBaseline)
    #expect(
      report.table.split(separator: "\n").map { $0.split(separator: " ")[0] } == [
        "MSE", "MAE", "Pearson", "Spearman", "mean",
      ])
    #expect(report.table.contains("MAE         0.6667"))
  }
}
