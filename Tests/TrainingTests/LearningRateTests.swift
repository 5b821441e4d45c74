import Base
import TestSupport
import Testing
import Training

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
    #expect(seen == Set(LearningRateSchedule.allCases))
  }

  @Test func afterTheRunNothingRisesAgain() {
    for step in 10...40 {
      #expect(LearningRateSchedule.linear.factor(step: step, total: 10, warmup: 2) == 0)
      #expect(LearningRateSchedule.cosine.factor(step: step, total: 10, warmup: 2) == 0)
      #expect(LearningRateSchedule.constant.factor(step: step, total: 10, warmup: 2) == 1)
    }
  }

  /// Three blocks: the embeddings four levels below the head, block i three minus i.
  @Test(arguments: [
    ("bert.embeddings.word_embeddings.weight", 4), ("bert.embeddings.LayerNorm.bias", 4),
    ("bert.encoder.layer.0.attention.self.query.weight", 3), ("bert.encoder.layer.2.output.dense.bias", 1),
    ("bert.pooler.dense.weight", 0), ("classifier.weight", 0),
    ("distilbert.embeddings.position_embeddings.weight", 4),
    ("distilbert.transformer.layer.1.ffn.lin1.weight", 2), ("pre_classifier.weight", 0),
    ("roberta.encoder.layer.1.output.LayerNorm.weight", 2), ("classifier.out_proj.weight", 0),
    ("transformer.wte.weight", 4), ("transformer.wpe.weight", 4), ("transformer.h.0.ln_1.weight", 3),
    ("transformer.h.2.mlp.c_proj.bias", 1), ("transformer.ln_f.weight", 0), ("lm_head.weight", 0),
  ]) func layerwiseFactors(_ name: String, _ levels: Int) {
    #expect(agree(layerwiseFactor(parameter: name, layers: 3, decay: 0.5), [1, 0.5, 0.25, 0.125, 0.0625][levels]))
    #expect(layerwiseFactor(parameter: name, layers: 3, decay: 1) == 1)
  }
}
