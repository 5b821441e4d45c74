import Base
import Foundation
import Tensor
import Testing
import Transformer

/// Roles and depths that the constructors set.
@Suite struct ParameterTests {
  /// Parameters of the fixtures with their depth and role: head and embeddings, first and last layer.
  static let encoders: [(model: String, name: String, depth: ParameterDepth, role: ParameterRole)] = [
    ("bert", "bert.embeddings.word_embeddings.weight", .embeddings, .table),
    ("bert", "bert.embeddings.LayerNorm.bias", .embeddings, .vector),
    ("bert", "bert.encoder.layer.0.attention.self.query.weight", .layer(0), .matrix),
    ("bert", "bert.encoder.layer.1.output.dense.bias", .layer(1), .vector),
    ("bert", "bert.pooler.dense.weight", .head, .matrix), ("bert", "classifier.weight", .head, .matrix),
    ("distilbert", "distilbert.embeddings.position_embeddings.weight", .embeddings, .table),
    ("distilbert", "distilbert.transformer.layer.1.ffn.lin1.weight", .layer(1), .matrix),
    ("distilbert", "pre_classifier.weight", .head, .matrix),
    ("roberta", "roberta.encoder.layer.1.output.LayerNorm.weight", .layer(1), .vector),
    ("roberta", "classifier.out_proj.weight", .head, .matrix),
  ]

  static let decoders: [(model: String, name: String, depth: ParameterDepth, role: ParameterRole)] = [
    ("gpt2-untied", "transformer.wte.weight", .embeddings, .table),
    ("gpt2-untied", "transformer.wpe.weight", .embeddings, .table),
    ("gpt2-untied", "transformer.h.0.ln_1.weight", .layer(0), .vector),
    ("gpt2-untied", "transformer.h.1.mlp.c_proj.bias", .layer(1), .vector),
    ("gpt2-untied", "transformer.ln_f.weight", .head, .vector), ("gpt2-untied", "lm_head.weight", .head, .matrix),
    ("gpt2-random-synthesizer", "transformer.h.0.attn.places.weight", .layer(0), .table),
  ]

  @Test(arguments: encoders.indices) func encoderParameters(_ index: Int) throws {
    let row = Self.encoders[index]
    let model = try SequenceClassifier(folder: fixture("models/" + row.model), labelCount: 2)
    let parameter = try #require(model.registry.parameters.first { $0.name == row.name })
    #expect(parameter.depth == row.depth && parameter.role == row.role)
    // What stands above the last layer is the head.
    let heads = model.registry.parameters.filter { !$0.name.contains("layer.") && !$0.name.contains("embeddings") }
    #expect(Set(heads.map(\.name)) == model.headNames)
  }

  @Test(arguments: decoders.indices) func decoderParameters(_ index: Int) throws {
    let row = Self.decoders[index]
    let model = try CausalLanguageModel(folder: fixture("models/" + row.model))
    let parameter = try #require(model.registry.parameters.first { $0.name == row.name })
    #expect(parameter.depth == row.depth && parameter.role == row.role)
  }

  /// Products read every matrix, and the word table if it is the output layer too.
  @Test(arguments: ["gpt2-tied", "gpt2-untied"]) func multipliedParameters(_ name: String) throws {
    let model = try CausalLanguageModel(folder: fixture("models/" + name))
    for parameter in model.registry.parameters {
      let isTied = name == "gpt2-tied" && parameter.name == "transformer.wte.weight"
      #expect(parameter.isMultiplied == (parameter.role == .matrix || isTied), "\(parameter.name)")
      #expect((parameter.role == .vector) == (parameter.shape.count == 1), "\(parameter.name)")
    }
  }

  @Test func levels() {
    let depths: [ParameterDepth] = [.embeddings, .layer(0), .layer(2), .head]
    #expect(depths.map { $0.level(layerCount: 3) } == [0, 1, 3, 4])
  }

  /// The keys of `config.json` that a new model writes are those that are read.
  @Test(arguments: DecoderVariant.all) func keysAreReadAsTheyAreWritten(_ variant: DecoderVariant) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("attune-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let written = DecoderConfiguration.gpt2(
      vocabularySize: 11, contextLength: 8, hiddenSize: 12, layerCount: 2, headCount: 3, intermediateSize: 20,
      attention: variant.attention, positions: variant.positions, attentionSettings: variant.settings, dropout: 0.25,
      initializerRange: 0.125,
      tiesOutput: false)
    try CausalLanguageModel(written, seed: 1).write(to: folder)
    let read = try CausalLanguageModel.configuration(folder: folder)
    #expect(read.vocabularySize == 11 && read.contextLength == 8 && read.hiddenSize == 12 && read.layerCount == 2)
    #expect(read.headCount == 3 && read.keyValueHeadCount == 3 && read.intermediateSize == 20)
    #expect(read.attention == variant.attention && read.positions == variant.positions)
    #expect(read.embeddingDropout == 0.25 && read.residualDropout == 0.25 && read.attentionDropout == 0.25)
    #expect(read.initializerRange == 0.125 && !read.tiesOutput && read.normEpsilon == 1e-5)
    #expect(read.activation == .geluTanh && read.attentionSettings == written.attentionSettings)
  }

  /// The order of keys, which a reader of `config.json` sees, and the values of a new GPT-2.
  @Test func newGPT2Configuration() {
    let json = DecoderConfiguration.gpt2(
      vocabularySize: 11, contextLength: 7, hiddenSize: 12, layerCount: 2, headCount: 3, dropout: 0.25
    ).json
    #expect(
      JSON.object(json).compact
        == #"{"model_type":"gpt2","vocab_size":11,"n_positions":7,"n_embd":12,"n_layer":2,"n_head":3,"n_inner":48,"#
        + #""activation_function":"gelu_new","layer_norm_epsilon":1e-05,"embd_pdrop":0.25,"resid_pdrop":0.25,"#
        + #""attn_pdrop":0.25,"initializer_range":0.02,"tie_word_embeddings":true,"bos_token_id":null,"#
        + #""eos_token_id":null}"#)
  }

  /// Positions and settings that a kind of attention does not have.
  @Test(arguments: AttentionKind.allCases, AttentionPlace.allCases)
  func attentionProblems(_ kind: AttentionKind, _ place: AttentionPlace) {
    func problems(_ positions: PositionKind, _ settings: [String: Int]) -> [String] {
      kind.problems(
        AttentionSizes(
          hiddenSize: 12, headCount: 2, keyValueHeadCount: 2, contextLength: 8, layerCount: 2, place: place,
          positions: positions, settings: kind.smallSettings(in: place).merging(settings) { $1 })
      ).map(\.setting)
    }
    if kind.variant.refusal(in: place) != nil {
      #expect(problems(kind.variant.positions[0], [:]) == ["attention"])
      return
    }
    for positions in PositionKind.allCases {
      #expect(problems(positions, [:]).contains("positions") == !kind.variant.positions.contains(positions))
    }
    #expect(problems(kind.variant.positions[0], [:]).isEmpty)
    #expect(problems(kind.variant.positions[0], ["no such setting": 1]) == ["no such setting"])
    for setting in kind.variant.settings(in: place) {
      #expect(problems(kind.variant.positions[0], [setting.name: setting.range.lowerBound - 1]) == [setting.name])
      #expect(kind.problems([setting.name: setting.standard], in: place).isEmpty)
    }
  }
}
