import Base
import Foundation
import Tensor
import Testing
import Transformer

/// What is left of the logits before a token is drawn, against the logits processors of `transformers`.
@Suite struct SamplingTests {
  @Test func candidatesAreThoseOfTransformers() throws {
    let recorded = try JSON(parsing: Array(Data(contentsOf: URL(filePath: fixture("tensor/sampling.json")))))
    let cases = try #require(recorded["cases"]?.array)
    #expect(cases.count == 14)
    for entry in cases {
      func list(_ key: String) -> [Double] { (entry[key]?.array ?? []).map { $0.number ?? .nan } }
      var options = GenerationOptions(maximumTokens: 1)
      options.temperature = entry["temperature"]?.number ?? 1
      options.topK = entry["top_k"]?.integer
      options.topP = entry["top_p"]?.number
      options.repetitionPenalty = entry["repetition_penalty"]?.number ?? 1
      let logits = list("logits").map { Float($0) }
      let found = options.candidates(logits.span, after: list("tokens").map { Int32($0) })
      let kept = found.sorted { $0.token < $1.token }
      let label = "\(entry.object?.members.prefix { $0.key != "logits" }.map { "\($0.key) \($0.value.compact)" } ?? [])"
      #expect(kept.map { Double($0.token) } == list("kept"), "\(label)")
      for (one, other) in zip(kept, list("scores")) {
        #expect(abs(Double(one.logit) / options.temperature - other) < 1e-5 * max(1, abs(other)), "\(label)")
      }
      #expect(zip(found, found.dropFirst()).allSatisfy { $0.logit >= $1.logit })
    }
  }

  @Test func aPenaltyPreventsRepetition() throws {
    let model = GenerationTests.model(.gpt2)
    for temperature in [0, 1e-3] {
      var options = GenerationOptions(maximumTokens: 9)
      options.temperature = temperature
      // No token of the text is likelier than one that it does not have yet.
      options.repetitionPenalty = 1e6
      for (prompt, text) in zip(GenerationTests.prompts, try model.generate(GenerationTests.prompts, options)) {
        // Beyond some new tokens only those with negative logits are left.
        #expect(Set(text.tokens.prefix(3)).count == 3 && Set(text.tokens.prefix(3)).isDisjoint(with: prompt))
      }
      options.repetitionPenalty = 1
      let plain = try model.generate(GenerationTests.prompts, options)
      options.repetitionPenalty = 1.0000001
      #expect(try model.generate(GenerationTests.prompts, options).map(\.tokens) == plain.map(\.tokens))
    }
  }

  @Test func aTextEndsWhereTheCallerSays() throws {
    let model = GenerationTests.model(.gpt2)
    let options = GenerationOptions(maximumTokens: 9)
    let whole = try model.generate(GenerationTests.prompts, options)
    let ended = try model.generate(GenerationTests.prompts, options, isEnd: { $0.count == 4 })
    for (one, other) in zip(whole, ended) {
      #expect(other.tokens == Array(one.tokens.prefix(4)) && other.isComplete == (one.tokens.count >= 4))
    }
  }

  @Test func eachPromptHasDrawsOfItsOwn() throws {
    let model = GenerationTests.model(.gpt2)
    var options = GenerationOptions(maximumTokens: 8)
    options.temperature = 2
    let together = try model.generate([[3, 4], [3, 4]], options)
    #expect(together[0].tokens != together[1].tokens)
    options.firstPrompt = 1
    #expect(areSame(try model.generate([[3, 4]], options), [together[1]]))
  }
}

/// Whether the same prompts gave the same results in batches of different sizes.
///
/// With AVX-512 a row of a product does not depend on the rows beside it, so the bits are the same. OpenBLAS, which
/// makes the products of other CPUs, rounds by the number of rows.
func areSame(_ a: [Generated], _ b: [Generated]) -> Bool {
  if Machine.kernels == "AVX-512" { return a == b }
  return a.map(\.tokens) == b.map(\.tokens) && a.map(\.isComplete) == b.map(\.isComplete)
    && zip(a, b).allSatisfy { abs($0.logProbability - $1.logProbability) < 1e-5 }
}
