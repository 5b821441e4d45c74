import Base
import Tensor
import Testing
import Transformer

@Suite struct DeepAveragingTests {
  private static let batch = TokenBatch([[1, 5, 9, 1, 7, 7], [4], [3, 0, 8, 2, 10]])

  private static func encoder(
    _ registry: ParameterRegistry, wordDropout: Double = 0, dropout: Double = 0, layers: Int = 2
  ) -> DeepAveragingEncoder {
    let configuration = EncoderConfiguration.deepAveraging {
      ($0.vocabularySize, $0.embeddingSize, $0.hiddenSize, $0.layerCount) = (11, 6, layers == 0 ? 6 : 10, layers)
      ($0.wordDropout, $0.hiddenDropout, $0.activation) = (wordDropout, dropout, .gelu)
    }
    return DeepAveraging.encoder(configuration, registry.root)
  }

  /// With dropped words and values, for a head that reads one row of a text, all rows, or some.
  @Test(arguments: [OutputRows.firstTokens, .all, .lastTokens([2, 1, 3])], [0, 1, 3])
  func gradients(_ rows: OutputRows, _ layers: Int) {
    let registry = GradientTests.registry()
    let encoder = Self.encoder(registry, wordDropout: 0.4, dropout: 0.2, layers: layers)
    GradientTests.disturb(registry)
    let pass = GradientTests.pass(Self.batch.offsets)
    let kept = encoder.keptWords(Self.batch, pass)
    #expect(kept.ids.count < Self.batch.ids.count, "no word is dropped")
    let error = gradientError(
      Differentiable(
        inputs: [], parameters: registry.parameters, forward: { _ in encoder.forward(Self.batch, rows, pass).output },
        backward: { _, dY in
          encoder.backward(dY, encoder.forward(Self.batch, rows, pass).saved, rows, pass)
          return []
        }))
    #expect(error < GradientTests.tolerance)
  }

  /// The mean in training is that of a batch without the dropped words.
  @Test func wordsAreDroppedWhole() {
    let registry = GradientTests.registry()
    let encoder = Self.encoder(registry, wordDropout: 0.5)
    var counts = [0, 0]
    for step in 0..<200 {
      let pass = Pass(offsets: Self.batch.offsets, isTraining: true, seed: 3, step: UInt32(step))
      let (ids, offsets) = encoder.keptWords(Self.batch, pass)
      for (whole, part) in zip(
        zip(Self.batch.offsets, Self.batch.offsets.dropFirst()), zip(offsets, offsets.dropFirst()))
      {
        let (all, kept) = (Array(Self.batch.ids[whole.0..<whole.1]), Array(ids[part.0..<part.1]))
        #expect(!kept.isEmpty, "a text without a word")
        var rest = all[...]
        for id in kept {
          while rest.first != id, !rest.isEmpty { rest.removeFirst() }
          #expect(rest.popFirst() == id, "\(kept) is not a part of \(all) in its order")
        }
      }
      counts[0] += ids.count
      counts[1] += Self.batch.ids.count
      // The one word of the second text is never dropped.
      #expect(ids[offsets[1]..<offsets[2]] == [4])
      let kept = TokenBatch(zip(offsets, offsets.dropFirst()).map { Array(ids[$0..<$1]) })
      let without = encoder.forward(kept, .firstTokens, Pass(offsets: kept.offsets)).output
      #expect(encoder.forward(Self.batch, .firstTokens, pass).output == without)
    }
    // 12 words of 200 steps at one half, and texts whose words are all kept because none was.
    #expect((0.48...0.62).contains(Double(counts[0]) / Double(counts[1])), "\(counts)")
    let pass = Pass(offsets: Self.batch.offsets)
    #expect(encoder.keptWords(Self.batch, pass).ids == Self.batch.ids, "words are dropped outside training")
  }

  /// One row a text, whatever a head reads; the order of the words has no effect, and no text has one on another.
  @Test func aTextIsABagOfWords() {
    let encoder = Self.encoder(GradientTests.registry())
    let pass = Pass(offsets: Self.batch.offsets)
    let texts = encoder.forward(Self.batch, .firstTokens, pass).output
    #expect(encoder.forward(Self.batch, .all, pass).output == texts.gatherRows([0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2]))
    #expect(encoder.forward(Self.batch, .lastTokens([0, 1, 2]), pass).output == texts.gatherRows([1, 2, 2]))
    for (index, words) in [[7, 5, 9, 1, 7, 1], [4], [10, 8, 3, 0, 2]].enumerated() {
      let alone = encoder.forward(TokenBatch([words.map { Int32($0) }]), .firstTokens, Pass(offsets: [0, words.count]))
      let row = texts.gatherRows([index]).values
      #expect(zip(alone.output.values, row).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test func configurationIsWrittenAsItIsRead() {
    let configuration = EncoderConfiguration.deepAveraging {
      ($0.vocabularySize, $0.embeddingSize, $0.hiddenSize, $0.layerCount) = (11, 6, 10, 2)
    }
    #expect(configuration.modelType == "attune_dan" && configuration.json["embedding_size"]?.integer == 6)
    #expect(configuration.json["hidden_act"]?.string == "relu" && configuration.json["word_dropout"]?.number == 0.3)
    #expect(DeepAveraging.problems(configuration).isEmpty)
    let shallow = EncoderConfiguration.deepAveraging {
      ($0.embeddingSize, $0.hiddenSize, $0.layerCount) = (6, 10, 0)
    }
    #expect(DeepAveraging.problems(shallow).first?.contains("embedding_size, 6, but is 10") == true)
  }
}
