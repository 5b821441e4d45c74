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

  /// Scores of windows and blocks against those of standard attention: what the tiles of 64 queries compute.
  @Test func sparseAttentionCostsWhatItComputes() throws {
    func scores(_ attention: String, _ settings: [String: Int], _ place: AttentionPlace) throws -> Double {
      let kind = try #require(AttentionKind(rawValue: attention))
      if place == .decoder {
        func cost(_ kind: AttentionKind, _ settings: [String: Int]) -> Double {
          CausalLanguageModel(
            .gpt2(
              vocabularySize: 11, contextLength: 640, hiddenSize: 24, layerCount: 1, headCount: 3, attention: kind,
              attentionSettings: settings), seed: 1
          ).cost(lengths: [640], targets: 640).forwardOperations
        }
        // Causal attention computes 640 · 640 / 2 + 32 · 640 pairs, each 4 operations for each of 24 columns.
        return (cost(kind, settings) - cost(.dotProduct, [:])) / 96 + 225_280
      }
      func cost(_ kind: AttentionKind, _ settings: [String: Int]) throws -> Double {
        try SequenceClassifier(
          folder: fixture("models/bert-relu"), labelCount: 3, pooling: .mean,
          changes: EncoderChanges(attention: kind, settings: settings, maximumLength: 640)
        ).cost(lengths: [640]).forwardOperations
      }
      return (try cost(kind, settings) - cost(.dotProduct, [:])) / 96 + 640 * 640
    }
    // 640 · (19 + 64), and 640 · 640 where the window is nearly the whole text.
    #expect(try scores("windowed", ["window": 20], .decoder) == 53_120)
    #expect(try scores("windowed", ["window": 600], .decoder) == 409_600)
    // 640 · (40 + 64), and 640 · (1 + 64) more for a global token and the tile of its query.
    #expect(try scores("windowed", ["window": 20, "global_tokens": 0], .encoder) == 66_560)
    #expect(try scores("windowed", ["window": 20, "global_tokens": 1], .encoder) == 108_160)
    // The first and the last of ten blocks see all, their neighbours five, the others six: 66 · 64² pairs. In a decoder
    // the first blocks see one, two and three, the others four: 34 · 64².
    #expect(try scores("bigbird", ["block_size": 64, "random_blocks": 1], .encoder) == 270_336)
    #expect(try scores("bigbird", ["block_size": 64, "random_blocks": 1], .decoder) == 139_264)
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
