import Tensor
import Testing
import Transformer

/// Properties that hold for any weights.
@Suite struct GenerationTests {
  static func model(_ variant: DecoderVariant) -> CausalLanguageModel {
    let model = CausalLanguageModel(
      .gpt2(
        vocabularySize: 23, contextLength: 16, hiddenSize: 24, layerCount: 3, headCount: 3,
        attention: variant.attention, positions: variant.positions, attentionSettings: variant.settings,
        initializerRange: 0.3), seed: 11)
    return model
  }

  static let prompts: [[Int32]] = [
    [3], [4, 9, 2], [7, 7, 7, 1, 0, 22], [5, 6], [3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  ]

  @Test(arguments: DecoderVariant.all) func cacheDoesNotChangeTokens(_ variant: DecoderVariant) throws {
    let model = Self.model(variant)
    for temperature in [0, 0.8] {
      for beams in [1, 4] where temperature == 0 || beams == 1 {
        var options = GenerationOptions(maximumTokens: 9, endTokens: [12])
        options.temperature = temperature
        options.beams = beams
        let cached = try model.generate(Self.prompts, options)
        options.usesCache = false
        let plain = try model.generate(Self.prompts, options)
        #expect(cached.map(\.tokens) == plain.map(\.tokens))
        #expect(zip(cached, plain).allSatisfy { abs($0.logProbability - $1.logProbability) < 1e-4 })
      }
    }
  }

  @Test(arguments: DecoderVariant.all) func promptsDoNotAffectEachOther(_ variant: DecoderVariant) throws {
    let model = Self.model(variant)
    let options = GenerationOptions(maximumTokens: 9, endTokens: [12])
    let together = try model.generate(Self.prompts, options)
    let alone = try Self.prompts.map { try model.generate([$0], options)[0] }
    #expect(together.map(\.tokens) == alone.map(\.tokens))
    #expect(together[0] == together[4])
  }

  @Test func oneBeamTopOneAndLowTemperatureAreGreedy() throws {
    let model = Self.model(.gpt2)
    let greedy = try model.generate(Self.prompts, GenerationOptions(maximumTokens: 8, endTokens: [12])).map(\.tokens)
    var topOne = GenerationOptions(maximumTokens: 8, endTokens: [12])
    topOne.temperature = 1.7
    topOne.topK = 1
    var cool = topOne
    cool.topK = nil
    cool.temperature = 1e-4
    var narrow = topOne
    narrow.topK = nil
    narrow.topP = 1e-9
    for options in [topOne, cool, narrow] { #expect(try model.generate(Self.prompts, options).map(\.tokens) == greedy) }
    // Beam search with one beam, called as such.
    for (prompt, expected) in zip(Self.prompts, greedy) {
      var one = GenerationOptions(maximumTokens: 8, endTokens: [12])
      one.lengthPenalty = 0
      #expect(model.beamSearch(prompt, one)[0].tokens == expected)
    }
  }

  @Test func enoughBeamsFindTheMostProbableText() throws {
    let model = CausalLanguageModel(
      .gpt2(vocabularySize: 4, contextLength: 8, hiddenSize: 8, layerCount: 1, headCount: 2, initializerRange: 0.5),
      seed: 2)
    // All 4³ continuations fit into 64 beams: beam search must find the most probable of all.
    var options = GenerationOptions(maximumTokens: 3)
    options.beams = 64
    let found = try model.generate([[1]], options)[0]
    var best = -Double.infinity
    for a in Int32(0)..<4 {
      for b in Int32(0)..<4 {
        for c in Int32(0)..<4 {
          let losses = model.losses(TokenBatch([[1, a, b]]), targets: [a, b, c])
          best = max(best, -losses.reduce(0, +))
        }
      }
    }
    #expect(abs(found.logProbability - best) < 1e-5)
  }

  @Test func probabilityIsThatOfTheTokens() throws {
    let model = Self.model(.gpt2)
    var options = GenerationOptions(maximumTokens: 6, endTokens: [12])
    options.temperature = 1.3
    options.topK = 7
    for (prompt, result) in zip(Self.prompts, try model.generate(Self.prompts, options)) {
      let all = prompt + result.tokens + (result.isComplete ? [12] : [])
      let targets = all.dropFirst().enumerated().map { $0.offset < prompt.count - 1 ? -1 : $0.element }
      let losses = model.losses(TokenBatch([Array(all.dropLast())]), targets: targets)
      #expect(abs(losses.reduce(0, +) + result.logProbability) < 1e-4)
      #expect(result.isComplete || result.tokens.count == min(6, 16 - prompt.count + 1))
    }
  }

  @Test func drawsFollowProbabilities() throws {
    let model = Self.model(.gpt2)
    var options = GenerationOptions(maximumTokens: 1)
    options.temperature = 1
    let draws = 4000
    let results = try model.generate(Array(repeating: [3, 4], count: draws), options)
    let expected = softmax(model.nextTokenLogits(TokenBatch([[3, 4]]))).values
    for (token, probability) in expected.enumerated() {
      let found = Double(results.count { $0.tokens == [Int32(token)] }) / Double(draws)
      let deviation = (Double(probability) * (1 - Double(probability)) / Double(draws)).squareRoot()
      #expect(abs(found - Double(probability)) < 4.5 * deviation + 1e-9, "token \(token)")
    }
    // Another seed draws others, the same seed the same.
    let fewer = { try model.generate(Array(repeating: [3, 4], count: 50), options) }
    #expect(areSame(try fewer(), Array(results.prefix(50))))
    options.seed = 2
    #expect(try fewer().map(\.tokens) != results.prefix(50).map(\.tokens))
  }

  @Test func invalidPromptsAreErrors() {
    let model = Self.model(.gpt2)
    let options = GenerationOptions(maximumTokens: 3)
    #expect(throws: GenerationError.emptyPrompt(index: 1)) { try model.generate([[1], []], options) }
    #expect(throws: GenerationError.promptTooLong(index: 0, tokens: 17, limit: 16)) {
      try model.generate([Array(repeating: 1, count: 17)], options)
    }
    #expect(throws: GenerationError.unknownToken(index: 0, token: 23, vocabulary: 23)) {
      try model.generate([[23]], options)
    }
  }
}
