import Testing
import Transformer

/// Predicted costs against figures that were worked out from the shapes in one formula for each model.
@Suite struct PassCostTests {
  /// Two layers of 24 columns; four sequences of 16 tokens together, three labels.
  @Test(arguments: [
    (Pooling.native, 825_216.0, 2_485_248.0, 16_892), (.first, 806_784, 2_429_952, 16_892),
    (.mean, 1_114_752, 3_360_384, 21_344),
  ]) func classifier(_ row: (pooling: Pooling, forward: Double, both: Double, live: Int)) throws {
    let model = try SequenceClassifier(folder: fixture("models/bert"), labelCount: 3, pooling: row.pooling)
    let cost = model.cost(lengths: [5, 3, 1, 7])
    #expect(cost.tokens == 16 && cost.forwardOperations == row.forward && cost.operations == row.both)
    #expect(cost.liveValues == row.live)
  }

  /// 40 targets, every token one, and none, for sequences shorter and longer than a tile of queries.
  @Test(arguments: [
    ("dot_product", 40, 8_659_392.0, 27_359_712.0, 191_810), ("dot_product", 175, 11_825_520, 37_336_320, 246_050),
    ("dot_product", 0, 7_721_280, 24_403_680, 173_250), ("synthesizer", 40, 8_054_592, 25_545_312, 179_210),
    ("synthesizer", 175, 11_220_720, 35_521_920, 233_450), ("synthesizer", 0, 7_116_480, 22_589_280, 160_650),
    ("random_synthesizer", 40, 7_605_312, 24_197_472, 179_210),
    ("random_synthesizer", 175, 10_615_920, 33_707_520, 233_450),
    ("random_synthesizer", 0, 6_713_280, 21_379_680, 160_650),
  ]) func languageModel(_ row: (attention: String, targets: Int, forward: Double, both: Double, live: Int)) throws {
    let model = CausalLanguageModel(
      .gpt2(
        vocabularySize: 101, contextLength: 128, hiddenSize: 24, layerCount: 3, headCount: 3,
        attention: try #require(AttentionKind(rawValue: row.attention))), seed: 1)
    let cost = model.cost(lengths: [5, 100, 70], targets: row.targets)
    #expect(cost.tokens == 175 && cost.forwardOperations == row.forward && cost.operations == row.both)
    #expect(cost.liveValues == row.live)
  }
}
