import Base
import TestSupport
import Testing
import Metrics

@Suite struct RiskCoverageTests {
  private typealias Answers = [(confidence: Double, isCorrect: Bool)]
  private let four: [(confidence: Double, isCorrect: Bool)] = [(0.8, false), (0.9, true), (0.3, true), (0.8, false)]

  @Test func pointsKeepEqualConfidencesTogether() {
    let points = RiskCoverage(four).points
    #expect(points.map(\.confidence) == [0.9, 0.8, 0.3])
    #expect(points.map(\.count) == [1, 3, 4])
    #expect(points.map(\.correct) == [1, 1, 2])
    #expect(points.map(\.coverage) == [0.25, 0.75, 1])
    #expect(points[1].precision == 1.0 / 3)
  }

  @Test func thresholdsByHand() {
    let curve = RiskCoverage(four)
    #expect(curve.threshold(precision: 1)?.confidence == 0.9)
    #expect(curve.threshold(precision: 0.6)?.count == 1)
    #expect(curve.threshold(precision: 0.5)?.confidence == 0.3)
    #expect(curve.threshold(precision: 0.5)?.coverage == 1)
    #expect(curve.threshold(precision: 1.01) == nil)
    #expect(curve.threshold(precision: .nan) == nil)
    #expect(RiskCoverage([(0.9, false), (0.5, true)]).threshold(precision: 0.9) == nil)
  }

  @Test func areaByHand() {
    // Wrong ones among the first 1, 2, 3, 4: 0, then 1 of the two equal ones expected, 2, 2.
    #expect(abs(RiskCoverage(four).area - (0 + 1.0 / 2 + 2.0 / 3 + 2.0 / 4) / 4) < 1e-15)
    #expect(RiskCoverage([(0.2, true)]).area == 0)
    #expect(RiskCoverage([(0.2, false)]).area == 1)
  }

  @Test func tenthsByHand() {
    let tenths = RiskCoverage(four).tenths
    #expect(tenths.map(\.coverage) == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
    #expect(tenths.map(\.point.count) == [1, 1, 3, 3, 3, 3, 3, 4, 4, 4])
    let ten = RiskCoverage((1...10).map { (Double($0) / 10, true) })
    #expect(ten.tenths.map(\.point.count) == Array(1...10))
    let hundred = RiskCoverage((1...100).map { (Double($0) / 100, true) })
    #expect(hundred.tenths.map(\.point.count) == (1...10).map { $0 * 10 })
  }

  @Test func calibrationByHand() {
    let calibration = Calibration(four)
    // Bins 9 (right, 0.9), 8 (both wrong, 0.8) and 3 (right, 0.3).
    #expect(calibration.bins.map(\.count) == [0, 0, 0, 1, 0, 0, 0, 0, 2, 1])
    #expect(abs(calibration.expectedCalibrationError - (0.1 + 2 * 0.8 + 0.7) / 4) < 1e-15)
    #expect(abs(calibration.brierScore - (0.01 + 2 * 0.64 + 0.49) / 4) < 1e-15)
    #expect(abs(calibration.meanConfidence - 0.7) < 1e-15)
  }

  @Test func bordersOfTheBins() {
    let borders = Calibration((0...10).map { (Double($0) / 10, true) })
    #expect(borders.bins.map(\.count) == [1, 1, 1, 1, 1, 1, 1, 1, 1, 2])
    #expect(Calibration([(0.06, true), (0.999, true)]).bins.map(\.count) == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    #expect(Calibration([(0.199, true), (0.25, true)]).bins.map(\.count) == [0, 1, 1, 0, 0, 0, 0, 0, 0, 0])
    #expect(Calibration([(0, false), (1, true)]).expectedCalibrationError == 0)
  }

  @Test(arguments: 1...40) func laws(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let count = 1 + random.below(60)
    let answers: Answers = (0..<count).map { _ in (Double(random.below(12)) / 11, random.below(3) > 0) }
    let curve = RiskCoverage(answers)
    let right = answers.count { $0.isCorrect }

    let all = curve.point(coverage: 1)
    #expect(all.count == count && all.correct == right)
    for point in curve.points { #expect(point.count == answers.count { $0.confidence >= point.confidence }) }
    let shuffled = RiskCoverage(random.shuffled(answers))
    #expect(shuffled.points == curve.points && shuffled.area == curve.area)
    let same = RiskCoverage(answers.map { (0.5, $0.isCorrect) })
    #expect(abs(same.area - Double(count - right) / Double(count)) < 1e-12)

    var lowest = -1.0
    for wanted in stride(from: 0.0, through: 1, by: 0.05) {
      // By trying each confidence that occurs.
      let reaching = Set(answers.map(\.confidence)).filter { confidence in
        let given = answers.filter { $0.confidence >= confidence }
        return Double(given.count { $0.isCorrect }) / Double(given.count) >= wanted
      }
      let found = curve.threshold(precision: wanted)
      #expect(found?.confidence == reaching.min())
      #expect(found.map { $0.precision >= wanted } ?? true)
      let confidence = found?.confidence ?? .infinity
      #expect(confidence >= lowest)
      lowest = confidence
    }
  }
}
