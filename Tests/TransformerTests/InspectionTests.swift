import Base
import Tensor
import Testing
import Transformer

/// What can be looked at in a model: the probabilities of its attention, and what each token contributes.
@Suite struct InspectionTests {
  static let encoders = ["bert", "distilbert", "roberta"]
  /// Those with attention.
  static let decoders = DecoderParityTests.models.filter { !$0.hasPrefix("bigram") }

  /// The tolerance of issue 19, absolute: probabilities are at most 1.
  private static let tolerance: Float = 1e-5

  private func compare(_ found: [[Tensor]], _ recording: Recording) {
    for (layer, heads) in found.enumerated() {
      guard let shape = recording.file.shape(of: "attention.\(layer)") else {
        Issue.record("layer \(layer) is not recorded")
        continue
      }
      let expected = recording.file.tensor("attention.\(layer)")
      #expect(shape == [heads.count] + heads[0].shape)
      let values = heads.flatMap(\.values)
      #expect(zip(values, expected.values).allSatisfy { abs($0 - $1) < Self.tolerance })
      for head in heads {
        let sums = (0..<head.rows).map { row in head.copyOfRows(row..<row + 1).values.reduce(0, +) }
        #expect(sums.allSatisfy { abs($0 - 1) < Self.tolerance })
      }
    }
    #expect(recording.file.shape(of: "attention.\(found.count)") == nil, "a layer is missing")
  }

  @Test(arguments: encoders) func attentionOfEncoders(_ name: String) throws {
    let recording = try Recording("models/\(name)/inspection.safetensors")
    let model = try SequenceClassifier(folder: fixture("models/" + name), labelCount: 3, opening: .evaluation)
    compare(model.encoder.attentionProbabilities(recording.batch), recording)
  }

  @Test(arguments: decoders) func attentionOfDecoders(_ name: String) throws {
    let recording = try Recording("models/\(name)/inspection.safetensors")
    let model = try CausalLanguageModel(folder: fixture("models/" + name))
    compare(model.decoder.attentionProbabilities(recording.batch), recording)
  }

  /// Every kind of attention can be looked at: rows sum to 1, and a decoder's see no later token.
  @Test(arguments: DecoderParityTests.models) func everyDecoderCanBeInspected(_ name: String) throws {
    let recording = try Recording("models/\(name)/one-sequence.safetensors")
    let model = try CausalLanguageModel(folder: fixture("models/" + name))
    let found = model.decoder.attentionProbabilities(recording.batch)
    #expect(found.count == model.configuration.layerCount)
    for head in found.joined() {
      let rows = (0..<head.rows).map { head.copyOfRows($0..<$0 + 1).values }
      #expect(rows.allSatisfy { abs($0.reduce(0, +) - 1) < Self.tolerance })
      guard head.rows == head.columns else { continue }
      #expect(rows.enumerated().allSatisfy { query, row in row[(query + 1)...].allSatisfy { $0 == 0 } })
    }
  }

  @Test(arguments: Set(ParityTests.cases.map(\.model)).sorted()) func everyEncoderCanBeInspected(_ name: String) throws
  {
    let recording = try Recording("models/\(name)/one-sequence.safetensors")
    let labels = try #require(recording.file.shape(of: "logits")?.last)
    let model = try SequenceClassifier(folder: fixture("models/" + name), labelCount: labels, opening: .evaluation)
    let found = model.encoder.attentionProbabilities(recording.batch)
    // A deep averaging network has no attention.
    #expect(found.count == (model.encoder as? Encoder)?.blocks.count ?? 0)
    for head in found.joined() {
      let rows = (0..<head.rows).map { head.copyOfRows($0..<$0 + 1).values }
      #expect(rows.allSatisfy { abs($0.reduce(0, +) - 1) < Self.tolerance })
    }
  }

  @Test(arguments: encoders) func contributionsAreThoseOfPyTorch(_ name: String) throws {
    let recording = try Recording("models/\(name)/inspection.safetensors")
    let model = try SequenceClassifier(folder: fixture("models/" + name), labelCount: 3, opening: .evaluation)
    let expected = recording.file.tensor("contributions")
    #expect(expected.shape == [3, recording.batch.ids.count])
    for output in 0..<3 {
      let found = model.tokenContributions(recording.batch, output: output)
      let row = expected.copyOfRows(output..<output + 1).values
      #expect(zip(found, row).allSatisfy { abs($0 - $1) < 1e-5 })
    }
    #expect(model.registry.parameters.allSatisfy { $0.gradientOrZero.values.allSatisfy { $0 == 0 } })
  }

  /// The definition: how the output changes with the length of one token's embedding. Dropout has no effect.
  @Test(arguments: ["bert", "dan"]) func contributionsAreDerivatives(_ name: String) throws {
    let model = try SequenceClassifier(folder: fixture("models/" + name), labelCount: 3, opening: .evaluation)
    let ids: [Int32] = [5, 17, 60, 3, 44]
    let batch = TokenBatch([(ids, [0, 0, 0, 1, 1])])
    let contributions = model.tokenContributions(batch, output: 1)
    let words = model.encoder.words.weight
    let original = words.value
    func output(_ token: Int, scaledBy factor: Float) -> Double {
      words.value.withMutableSpan { span in
        for column in 0..<original.columns { span[Int(ids[token]) * original.columns + column] *= factor }
      }
      defer { words.value = original }
      return Double(model.logits(batch).values[1])
    }
    for token in ids.indices {
      let step: Float = 1 / 64
      let slope = (output(token, scaledBy: 1 + step) - output(token, scaledBy: 1 - step)) / Double(2 * step)
      #expect(abs(slope - Double(contributions[token])) < 2e-3 * (1 + abs(slope)), "token \(token)")
    }
  }
}
