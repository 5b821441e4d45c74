import Base
import Foundation
import Tensor
import Testing
import Training
import Transformer

/// A key bias adds one number to all scores of a query: a third of GPT-2's joined bias has a gradient of zero, and what
/// is computed there is rounding. A rotary key bias is rotated with its key and has a gradient: all of it is compared.
private func withoutKeyBias(_ model: String, _ name: String, _ tensor: Tensor) -> Tensor {
  guard name.hasSuffix(".c_attn.bias"), model != "gpt2-rotary" else { return tensor }
  let width = tensor.count / 3
  let values = tensor.values
  return Tensor(values[..<width] + values[(2 * width)...], shape: [2 * width])
}

/// Each family against its class of `transformers`, and GPT-2 with other positions or attention, and the bigram model,
/// against PyTorch.
@Suite struct DecoderParityTests {
  static let models = [
    "gpt2-tied", "gpt2-untied", "gpt2-rotary", "gpt2-synthesizer", "gpt2-random-synthesizer", "gpt2-windowed",
    "gpt2-bigbird", "gpt2-perceiver", "llama", "llama-linear", "mistral", "qwen2", "qwen3",
    "bigram", "bigram-gelu",
  ]

  @Test(arguments: models, ["reference", "one-sequence"])
  func logitsLossGradientsAndFiveSteps(_ name: String, _ recorded: String) throws {
    let recording = try Recording("models/\(name)/\(recorded).safetensors")
    let model = try CausalLanguageModel(folder: fixture("models/" + name))
    #expect(model.unused.isEmpty)
    let targets = recording.file.tensor("targets").values.map { Int32($0) }
    let normalizer = Double(targets.count { $0 >= 0 })
    #expect(recording.distance(model.logits(recording.batch), "logits") < parityTolerance)
    recording.compareSteps(
      model.registry, hasSteps: recorded == "reference", hasGradients: recorded == "reference",
      part: { withoutKeyBias(name, $0.name, $1) }
    ) { step in
      let pass = Pass(offsets: recording.batch.offsets, isTraining: true)
      let loss = model.lossAndGradients(recording.batch, targets: targets, normalizer: normalizer, pass)
      if step == 1 {
        let losses = model.losses(recording.batch, targets: targets)
        #expect(abs(losses.reduce(0, +) / normalizer - loss) < 1e-5)
      }
      return loss
    }
  }

  @Test(arguments: models) func oneToken(_ name: String) throws {
    let recording = try Recording("models/\(name)/one-token.safetensors")
    let model = try CausalLanguageModel(folder: fixture("models/" + name))
    #expect(recording.distance(model.logits(recording.batch), "logits") < parityTolerance)
  }

  @Test(arguments: models, [true, false]) func greedyAndBeamSearch(_ name: String, _ usesCache: Bool) throws {
    let model = try CausalLanguageModel(folder: fixture("models/" + name))
    let recorded = try JSON(
      parsing: Array(try Data(contentsOf: URL(fileURLWithPath: fixture("models/\(name)/generation.json")))))
    let cases = try #require(recorded["cases"]?.array)
    #expect(cases.count == 8)
    for entry in cases {
      let prompt = try #require(entry["prompt"]).ids
      let end = entry["end_token"]?.integer.map { Int32($0) }
      var options = GenerationOptions(maximumTokens: 10, endTokens: Set([end].compactMap(\.self)))
      options.usesCache = usesCache
      let greedy = try model.generate([prompt], options)[0]
      #expect(greedy.tokens + (greedy.isComplete ? [end!] : []) == entry["greedy"]?.ids)

      options.beams = 3
      let best = try model.generate([prompt], options)[0]
      let expected = try #require(entry["beam3"]?.array).map(\.ids)
      let score = try #require(entry["beam3_scores"]?.array?.first?.number)
      let found = best.tokens + (best.isComplete ? [end!] : [])
      // Continuations of the bigram model with the same pairs of words in another order are equally probable.
      if name != "bigram" || found.sorted() != expected[0].sorted() { #expect(found == expected[0]) }
      let length = best.tokens.count + (best.isComplete ? 1 : 0)
      #expect(abs(best.logProbability / Double(length) - score) < 1e-4 * abs(score))
    }
  }

  @Test(arguments: models) func writtenCheckpointsAreReadBack(_ name: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("attune-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let model = try CausalLanguageModel(folder: fixture("models/" + name))
    try model.write(to: folder, endTokens: [5])
    let again = try CausalLanguageModel(folder: folder)
    #expect(again.registry.parameters.map(\.name) == model.registry.parameters.map(\.name))
    #expect(zip(again.registry.parameters, model.registry.parameters).allSatisfy { $0.value == $1.value })
    // The folder has the tensors and shapes that `transformers` wrote.
    let ours = try SafetensorsFile(path: folder + "/model.safetensors")
    let theirs = try SafetensorsFile(path: fixture("models/\(name)/model.safetensors"))
    #expect(Set(ours.names) == Set(theirs.names))
    #expect(ours.names.allSatisfy { ours.tensor($0) == theirs.tensor($0) })
  }

  @Test(arguments: DecoderVariant.all)
  func newModelsAreReadBackAndNotAsAnotherModel(_ variant: DecoderVariant) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("attune-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let model = CausalLanguageModel(
      .gpt2(
        vocabularySize: 11, contextLength: 8, hiddenSize: 12, layerCount: 2, headCount: 2,
        attention: variant.attention, positions: variant.positions, attentionSettings: variant.settings), seed: 3)
    try model.write(to: folder)
    let again = try CausalLanguageModel(folder: folder)
    #expect(again.configuration.positions == variant.positions && again.configuration.attention == variant.attention)
    // Only a plain GPT-2 is one for `transformers`.
    #expect((again.configuration.json["architectures"] != nil) == (variant == .gpt2))
    #expect((again.configuration.json["model_type"]?.string == "gpt2") == (variant == .gpt2))
    #expect(zip(again.registry.parameters, model.registry.parameters).allSatisfy { $0.value == $1.value })
    #expect(throws: CheckpointError.self) { try SequenceClassifier(folder: folder, labelCount: 2) }
    #expect(throws: CheckpointError.self) { try CausalLanguageModel(folder: fixture("models/bert")) }
  }
}

extension JSON {
  fileprivate var ids: [Int32] { (array ?? []).compactMap { $0.integer.map { Int32($0) } } }
}
