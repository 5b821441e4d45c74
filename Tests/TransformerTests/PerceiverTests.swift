import Tensor
import Testing
import Transformer

/// What holds for a decoder with latents, whatever its weights.
@Suite struct PerceiverTests {
  static func model(
    latents: Int, positions: PositionKind = .learned, layers: Int = 3,
    attention: AttentionKind = AttentionKind(Perceiver.self)
  ) -> CausalLanguageModel {
    CausalLanguageModel(
      .gpt2(
        vocabularySize: 23, contextLength: 16, hiddenSize: 24, layerCount: layers, headCount: 3, attention: attention,
        positions: positions, attentionSettings: attention == .dotProduct ? [:] : ["latents": latents],
        initializerRange: 0.3), seed: 11)
  }

  static let texts: [[Int32]] = [[4, 9, 2, 7, 7, 1, 0, 22, 3, 5, 6], [3], [5, 6, 1, 2], [8, 8, 3, 1, 4, 20, 11]]

  /// Where all tokens are latents, it is the standard attention, to the bit.
  @Test(arguments: PositionKind.allCases, [11, 16])
  func enoughLatentsAreFullAttention(_ positions: PositionKind, _ latents: Int) {
    let batch = TokenBatch(Self.texts)
    let expected = Self.model(latents: 0, positions: positions, attention: .dotProduct).logits(batch)
    #expect(Self.model(latents: latents, positions: positions).logits(batch) == expected)
  }

  @Test(arguments: PositionKind.allCases, [1, 3, 4, 8]) func nothingBeforeAChangedTokenMoves(
    _ positions: PositionKind, _ latents: Int
  ) {
    let model = Self.model(latents: latents, positions: positions)
    let text = Self.texts[0]
    let before = model.logits(TokenBatch([text]))
    for place in text.indices {
      var other = text
      other[place] = (other[place] + 5) % 23
      let after = model.logits(TokenBatch([other]))
      #expect(after.copyOfRows(0..<place) == before.copyOfRows(0..<place), "token \(place)")
      #expect(after.copyOfRows(place..<place + 1) != before.copyOfRows(place..<place + 1), "token \(place)")
    }
  }

  /// Every target of a sequence is among the last m places of a pass over the tokens up to its group's end.
  @Test(arguments: PositionKind.allCases, [1, 3, 4, 8]) func everyTargetIsAskedFromTheLastPlaces(
    _ positions: PositionKind, _ latents: Int
  ) {
    let model = Self.model(latents: latents, positions: positions)
    let batch = TokenBatch(Self.texts)
    let targets = Self.texts.flatMap { text in text.indices.map { $0 % 3 == 1 ? -1 : (text[$0] + 1) % 23 } }
    let losses = model.losses(batch, targets: targets)
    var expected: [Double] = []
    for text in Self.texts {
      var groups: [[Double]] = []
      for end in stride(from: text.count, to: 0, by: -latents) {
        let asked = Array(max(0, end - latents)..<end)
        let part = Array(text[..<end])
        // Of this pass only the last m places are read.
        let rows = model.decoder.forward(
          TokenBatch([part]), Pass(offsets: [0, end]), rows: .lastTokens([asked.count])
        ).output
        let own = asked.indices.filter { asked[$0] % 3 != 1 }
        groups.append(
          model.head.losses(rows.gatherRows(own), targets: own.map { (text[asked[$0]] + 1) % 23 }))
      }
      expected += groups.reversed().flatMap(\.self)
    }
    #expect(losses.count == targets.count { $0 >= 0 } && losses.count == expected.count)
    #expect(zip(losses, expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test(arguments: PositionKind.allCases) func raggedBatchesEqualSingleTexts(_ positions: PositionKind) {
    let model = Self.model(latents: 3, positions: positions)
    let together = model.logits(TokenBatch(Self.texts)).values
    let alone = Self.texts.flatMap { model.logits(TokenBatch([$0])).values }
    #expect(zip(together, alone).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func threadsDoNotChangeBits() {
    let count = Threads.count
    defer { Threads.count = count }
    let batch = TokenBatch(Self.texts)
    let targets = Self.texts.flatMap(\.self)
    let results = [1, 2, 5].map { count -> [[Float]] in
      Threads.count = count
      let model = Self.model(latents: 3)
      let pass = Pass(offsets: batch.offsets, isTraining: true, seed: 3, step: 5)
      let loss = model.lossAndGradients(batch, targets: targets, normalizer: 4, pass)
      return [[Float(loss)]] + model.registry.parameters.map(\.gradientOrZero.values)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  /// The next token's latents are the last m tokens, however many the cache holds.
  @Test(arguments: PositionKind.allCases, [1, 3, 16]) func generationAsksTheLastPlaces(
    _ positions: PositionKind, _ latents: Int
  ) throws {
    let model = Self.model(latents: latents, positions: positions)
    var options = GenerationOptions(maximumTokens: 5)
    let made = try model.generate(Self.texts, options)
    options.usesCache = false
    #expect(try model.generate(Self.texts, options).map(\.tokens) == made.map(\.tokens))
    for (text, result) in zip(Self.texts, made) {
      var tokens = text
      for token in result.tokens {
        let logits = model.nextTokenLogits(TokenBatch([tokens])).values
        #expect(logits[Int(token)] == logits.max())
        tokens.append(token)
      }
    }
  }

  /// Products are made for the latents that have a target or are seen by one, and for no other token: the first block
  /// has keys and values of all tokens, the last one queries of the targets alone.
  @Test func workIsThatOfTheLatents() {
    let (h, latents) = (24, 4)
    let model = Self.model(latents: latents)
    let text = (0..<15).map { Int32($0) }
    /// The last `count` tokens have a target, in groups of 4, 4, 4 and 3 from the end.
    func products(_ count: Int) -> Int {
      let targets = text.map { Int($0) >= text.count - count ? $0 : -1 }
      return ProductCount.of { _ = model.losses(TokenBatch([text]), targets: targets) }
    }
    func needed(asked: Int, targets: Int) -> Int {
      let first = text.count * 2 * h * h + asked * 10 * h * h
      return first + asked * 12 * h * h + (asked * 2 + targets * 10) * h * h + targets * h * 23
    }
    #expect(products(2) == needed(asked: 4, targets: 2))
    #expect(products(4) == needed(asked: 4, targets: 4))
    #expect(products(6) == needed(asked: 8, targets: 6))
    #expect(products(15) == needed(asked: 15, targets: 15))
    #expect(products(0) == text.count * 2 * h * h)
  }

  /// While all tokens are latents, a new token costs the work of one; then the later blocks run on all latents.
  @Test func cachedTokensCostOneTokenUntilLatentsLeave() {
    let (h, latents, layers) = (24, 4, 3)
    let model = Self.model(latents: latents)
    let cache = DecoderCache(
      layers: Array(repeating: DecoderCache.Layer(width: 2 * h), count: layers)
        + [DecoderCache.Layer(width: h, window: latents)], slots: 1, capacity: 8)
    _ = model.nextTokenLogits(TokenBatch([[1, 2]]), cache: cache)
    let costs = (0..<4).map { _ in ProductCount.of { _ = model.nextTokenLogits(TokenBatch([[3]]), cache: cache) } }
    let one = layers * 12 * h * h + h * 23
    let full = 12 * h * h + latents * 12 * h * h + (latents * 2 + 10) * h * h + h * 23
    #expect(costs == [one, one, full, full])
  }

  @Test func moreLatentsThanTokensAreRefused() {
    let sizes = AttentionSizes(
      hiddenSize: 24, headCount: 3, keyValueHeadCount: 3, contextLength: 16, layerCount: 3, place: .decoder,
      positions: .learned, settings: ["latents": 17])
    let problems = AttentionKind(Perceiver.self).problems(sizes)
    #expect(problems.map(\.setting) == ["latents"])
    #expect(problems.first?.text.contains("at most the 16 tokens") == true)
  }

  /// What is shown of the attention: the first layer looks at all tokens before, later ones within their group.
  @Test func probabilitiesOfLaterLayersStayInTheirGroup() {
    let layers = Self.model(latents: 4).decoder.attentionProbabilities(TokenBatch([Self.texts[0]]))
    #expect(layers.count == 3)
    for (layer, heads) in layers.enumerated() {
      for head in heads {
        #expect(head.shape == [11, 11])
        // Groups from the end: 3, 4 and 4 tokens.
        func group(_ place: Int) -> Int { (place + 1) / 4 }
        for (index, value) in head.values.enumerated() {
          let (place, key) = (index / 11, index % 11)
          #expect((value > 0) == (key <= place && (layer == 0 || group(place) == group(key))), "\(layer) \(index)")
        }
        let sums = (0..<11).map { head.copyOfRows($0..<$0 + 1).values.reduce(0, +) }
        #expect(sums.allSatisfy { abs($0 - 1) < 1e-5 })
      }
    }
  }
}
