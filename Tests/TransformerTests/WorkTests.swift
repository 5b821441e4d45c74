import Tensor
import Testing
import Transformer

/// No unnecessary work: the multiplications of all linear layers against those that the result needs.
@Suite struct WorkTests {
  static let lengths = [5, 3, 1, 7]
  static let tokens = 16

  static func batch() -> TokenBatch { TokenBatch(lengths.map { (0..<$0).map { Int32(1 + $0) } }) }

  /// The last block's queries, output and feed-forward layer, and the head, on one row of each text.
  @Test(arguments: ["bert", "distilbert", "roberta"], [Pooling.native, .mean])
  func classifierReadsOneRowOfTheLastLayer(_ name: String, _ pooling: Pooling) throws {
    let folder = fixture("models/" + name)
    let sizes = try SequenceClassifier.configuration(folder: folder)
    let model = try SequenceClassifier(folder: folder, labelCount: 3, pooling: pooling)
    let (h, inner, texts) = (sizes.hiddenSize, sizes.intermediateSize, Self.lengths.count)
    func block(rows: Int) -> Int { 2 * Self.tokens * h * h + rows * (2 * h * h + 2 * h * inner) }
    let needed =
      (sizes.layerCount - 1) * block(rows: Self.tokens) + block(rows: pooling == .mean ? Self.tokens : texts)
      + texts * (pooling == .native ? h * h : 0) + texts * h * 3
    let pass = Pass(offsets: Self.batch().offsets, isTraining: true, seed: 1, step: 1)
    #expect(ProductCount.of { _ = model.logits(Self.batch()) } == needed)
    // Backward: the gradients of inputs and of weights.
    let whole = ProductCount.of {
      let (logits, saved) = model.forward(Self.batch(), pass)
      let (_, dLogits) = crossEntropy(logits, targets: [0, 1, 2, 0], normalizer: 4)
      model.backward(dLogits, saved, pass)
    }
    #expect(whole == 3 * needed)
  }

  /// Logits only for targets, and the last block's queries only from each text's first target on.
  @Test(arguments: [0, 1, 6, 16]) func languageModelComputesLogitsForTargets(_ count: Int) {
    let (h, vocabulary, layers) = (24, 101, 2)
    let model = CausalLanguageModel(
      .gpt2(vocabularySize: vocabulary, contextLength: 16, hiddenSize: h, layerCount: layers, headCount: 3), seed: 1)
    func body(rows: Int) -> Int { ((layers - 1) * Self.tokens * 12 + Self.tokens * 2 + rows * 10) * h * h }
    let targets = (0..<Self.tokens).map { $0 % 2 == 0 && $0 / 2 < count || $0 >= 32 - count ? Int32($0) : -1 }
    let wanted = targets.count { $0 >= 0 }
    let offsets = Self.batch().offsets
    let rows = zip(offsets, offsets.dropFirst()).reduce(0) { sum, text in
      sum + ((text.0..<text.1).first { targets[$0] >= 0 }.map { text.1 - $0 } ?? 0)
    }
    let pass = Pass(offsets: offsets, isTraining: true, seed: 1, step: 1)
    let whole = ProductCount.of {
      _ = model.lossAndGradients(Self.batch(), targets: targets, normalizer: 1, pass)
    }
    let needed = body(rows: rows) + wanted * h * vocabulary
    #expect(whole == 3 * needed)
    #expect(ProductCount.of { _ = model.losses(Self.batch(), targets: targets) } == needed)
    let next = ProductCount.of { _ = model.nextTokenLogits(Self.batch()) }
    #expect(next == body(rows: Self.lengths.count) + Self.lengths.count * h * vocabulary)
  }

  /// A dense synthesizer has one projection for its scores, a random one none; dot products have two.
  @Test(arguments: [(AttentionKind(DenseSynthesizer.self), 11), (AttentionKind(RandomSynthesizer.self), 10)])
  func synthesizersHaveFewerProjections(_ kind: AttentionKind, _ squares: Int) {
    let (h, vocabulary, layers) = (24, 101, 2)
    let model = CausalLanguageModel(
      .gpt2(
        vocabularySize: vocabulary, contextLength: 16, hiddenSize: h, layerCount: layers, headCount: 3,
        attention: kind), seed: 1)
    let needed = layers * Self.tokens * squares * h * h + Self.tokens * h * vocabulary
    let targets = [Int32](repeating: 1, count: Self.tokens)
    let pass = Pass(offsets: Self.batch().offsets, isTraining: true, seed: 1, step: 1)
    let whole = ProductCount.of {
      _ = model.lossAndGradients(Self.batch(), targets: targets, normalizer: 1, pass)
    }
    #expect(whole == 3 * needed)
    let cache = DecoderCache(
      layers: Array(repeating: DecoderCache.Layer(width: h), count: layers), slots: Self.lengths.count, capacity: 8)
    _ = model.nextTokenLogits(Self.batch(), cache: cache)
    let next = TokenBatch(Self.lengths.map { _ in [4] })
    let cost = ProductCount.of { _ = model.nextTokenLogits(next, cache: cache) }
    #expect(cost == Self.lengths.count * (layers * squares * h * h + h * vocabulary))
  }

  /// With a cache each new token costs the work of one token, however many came before it.
  @Test func cachedTokenCostsOneToken() {
    let (h, vocabulary, layers) = (24, 101, 2)
    let model = CausalLanguageModel(
      .gpt2(vocabularySize: vocabulary, contextLength: 16, hiddenSize: h, layerCount: layers, headCount: 3), seed: 1)
    let cache = DecoderCache(
      layers: Array(repeating: DecoderCache.Layer(width: 2 * h), count: layers), slots: Self.lengths.count, capacity: 8)
    _ = model.nextTokenLogits(Self.batch(), cache: cache)
    let next = TokenBatch(Self.lengths.map { _ in [4] })
    let cost = ProductCount.of { _ = model.nextTokenLogits(next, cache: cache) }
    #expect(cost == Self.lengths.count * (layers * 12 * h * h + h * vocabulary))
  }

  /// At most 256 prompts are continued together, the longest ones last; the cache has room for the new tokens.
  @Test func promptsThatAreContinuedTogether() {
    let model = CausalLanguageModel(
      .gpt2(vocabularySize: 11, contextLength: 16, hiddenSize: 8, layerCount: 2, headCount: 2), seed: 1)
    let few = model.generationCost(prompts: [3, 5, 2], maximumTokens: 4)
    #expect(few.reading.tokens == 10 && few.cacheBytes == 3 * 9 * 2 * 16 * 4)
    let many = model.generationCost(
      prompts: Array(repeating: 1, count: 100) + Array(repeating: 9, count: 200), maximumTokens: 12)
    #expect(many.reading.tokens == 200 * 9 + 56 && many.cacheBytes == 256 * 16 * 2 * 16 * 4)
  }

  /// A table's gradient is zero in the rows that were not read.
  @Test func onlyRowsThatWereReadHaveAGradient() {
    var gradient = Tensor(zeros: [50, 8])
    let dY = Tensor(normal: [3, 8], standardDeviation: 1, seed: 1, stream: 1)
    addEmbeddingGradient(dY, ids: [7, 3, 7], to: &gradient)
    let rows = (0..<50).filter { row in gradient.values[(row * 8)..<(row * 8 + 8)].contains { $0 != 0 } }
    #expect(rows == [3, 7])
  }
}
