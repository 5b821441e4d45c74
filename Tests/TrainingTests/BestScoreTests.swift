import TestSupport
import Testing
import Training

@Suite struct BestScoreTests {
  /// Notes scores at steps 10, 20, … and returns which of them were the best so far.
  private func notes(_ best: inout BestScore, _ scores: [Double]) -> [Bool] {
    scores.enumerated().map { best.note($1, step: 10 * ($0 + 1)) }
  }

  @Test func largerIsBetter() {
    var best = BestScore(isLargerBetter: true)
    #expect(notes(&best, [0.5, 0.4, 0.7, 0.7, 0.6]) == [true, false, true, false, false])
    #expect(best.best == 0.7 && best.step == 30 && best.waited == 2)
    #expect(!best.isExhausted)
  }

  @Test func smallerIsBetter() {
    var best = BestScore(isLargerBetter: false)
    #expect(notes(&best, [0.5, 0.6, 0.4, 0.4]) == [true, false, true, false])
    #expect(best.best == 0.4 && best.step == 30 && best.waited == 1)
  }

  @Test func stopsWhenPatienceEnds() {
    var best = BestScore(isLargerBetter: true, patience: 2)
    var ends: [Bool] = []
    for (step, score) in [0.5, 0.4, 0.6, 0.6, 0.5].enumerated() {
      _ = best.note(score, step: step)
      ends.append(best.isExhausted)
    }
    #expect(ends == [false, false, false, false, true])
  }

  @Test func aSmallImprovementDoesNotCount() {
    var larger = BestScore(isLargerBetter: true, minimumImprovement: 0.25)
    #expect(notes(&larger, [1, 1.25, 1.5, 1.75]) == [true, false, true, false])
    var smaller = BestScore(isLargerBetter: false, minimumImprovement: 0.25)
    #expect(notes(&smaller, [1, 0.75, 0.5]) == [true, false, true])
  }

  /// A score that is not a number is never the best, neither first nor later.
  @Test(arguments: [true, false]) func notANumber(_ isLargerBetter: Bool) {
    var best = BestScore(isLargerBetter: isLargerBetter, patience: 3)
    #expect(notes(&best, [.nan, 0.5, .nan]) == [false, true, false])
    #expect(best.best == 0.5 && best.step == 20 && best.waited == 1)
  }

  @Test func aRestoredOneGoesOn() {
    var whole = BestScore(isLargerBetter: true, patience: 3)
    let scores = [0.5, 0.4, 0.6, 0.55, 0.5, 0.45]
    _ = notes(&whole, Array(scores[..<4]))
    var resumed = BestScore(isLargerBetter: true, patience: 3)
    resumed.restore(best: whole.best, step: whole.step, waited: whole.waited)
    #expect(resumed == whole)
    for score in scores[4...] { #expect(resumed.note(score, step: 50) == whole.note(score, step: 50)) }
    #expect(resumed == whole && resumed.isExhausted)
  }
}
