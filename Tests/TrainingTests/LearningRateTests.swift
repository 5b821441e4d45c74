import Base
import TestSupport
import Testing
import Training
import Transformer

@Suite struct LearningRateTests {
  /// Every step's factor of transformers' three schedules, and the one after the last step.
  @Test func schedulesAgreeWithTransformers() throws {
    var seen: Set<LearningRateSchedule> = []
    for json in try recordedCases("schedules") {
      let schedule = try #require(LearningRateSchedule(rawValue: json["name"]!.string!))
      let (total, warmup) = (json["total"]!.integer!, json["warmup"]!.integer!)
      let factors = json["factors"]!.numbers
      #expect(factors.count == total + 1)
      for (step, factor) in factors.enumerated() {
        let found = schedule.factor(step: step, total: total, warmup: warmup)
        #expect(agree(found, factor), "\(schedule), warm-up \(warmup) of \(total), step \(step)")
      }
      seen.insert(schedule)
    }
    // SGDTests has halving, which `transformers` does not know.
    #expect(seen == Set(LearningRateSchedule.allCases).subtracting([.halving]))
  }

  @Test func afterTheRunNothingRisesAgain() {
    for step in 10...40 {
      #expect(LearningRateSchedule.linear.factor(step: step, total: 10, warmup: 2) == 0)
      #expect(LearningRateSchedule.cosine.factor(step: step, total: 10, warmup: 2) == 0)
      #expect(LearningRateSchedule.constant.factor(step: step, total: 10, warmup: 2) == 1)
    }
  }

  /// Three blocks: the embeddings are four levels below the head, block i is three minus i.
  @Test(arguments: [
    (ParameterDepth.embeddings, 4), (.layer(0), 3), (.layer(1), 2), (.layer(2), 1), (.head, 0),
  ]) func layerwiseFactors(_ depth: ParameterDepth, _ levels: Int) {
    #expect(agree(layerwiseFactor(depth, layers: 3, decay: 0.5), [1, 0.5, 0.25, 0.125, 0.0625][levels]))
    #expect(layerwiseFactor(depth, layers: 3, decay: 1) == 1)
  }
}
