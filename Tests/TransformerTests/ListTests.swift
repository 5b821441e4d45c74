import Base
import Foundation
import Tensor
import Testing
import Transformer

/// Walks the lists of attention variants, model families and heads: each entry has a gradient row, a parity fixture and
/// a page.
@Suite struct ListTests {
  /// The fixture folders of a `model_type`.
  static func fixtures(_ modelType: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: fixture("models")).sorted().filter { name in
      let path = fixture("models/\(name)/config.json")
      guard FileManager.default.fileExists(atPath: path) else { return false }
      return try JSON(parsing: Array(Data(contentsOf: URL(filePath: path))))["model_type"]?.string == modelType
    }
  }

  /// All pages below Documentation/ in one.
  static func pages() throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Documentation")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }.map {
      try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    }.joined(separator: "\n")
  }

  /// Whether a page has the name as a word, in any case.
  static func isDocumented(_ name: String) throws -> Bool {
    let pattern = try Regex("(?i)(^|[^a-z0-9_])" + NSRegularExpression.escapedPattern(for: name) + "($|[^a-z0-9_])")
    return try pages().contains(pattern)
  }

  @Test(arguments: AttentionKind.allCases) func everyAttentionIsTestedAndDocumented(_ kind: AttentionKind) throws {
    // In one family at least. Each recorded encoder and decoder has a numeric check of its gradients below.
    if kind.variant.refusal(in: .decoder) == nil {
      #expect(DecoderVariant.all.contains { $0.attention == kind }, "no gradient row of decoders")
      #expect(try Self.recordedDecoders().contains { $0.attention == kind }, "no parity fixture of a decoder")
    }
    if kind.variant.refusal(in: .encoder) == nil {
      #expect(try Self.recordedEncoders().contains { $0.1.attention == kind }, "no parity fixture of an encoder")
    }
    #expect(AttentionPlace.allCases.contains { kind.variant.refusal(in: $0) == nil }, "refused everywhere")
    #expect(try Self.isDocumented(kind.rawValue), "no page")
    #expect(kind.rawValue.allSatisfy { $0.isLowercase || $0 == "_" }, "not in snake case")
    #expect(AttentionKind(rawValue: kind.rawValue) == kind)
  }

  @Test func namesAreUnique() {
    let names = AttentionKind.allCases.map(\.rawValue)
    #expect(Set(names).count == names.count)
    let types = DecoderFamilies.modelTypes + EncoderFamilies.modelTypes
    #expect(Set(types).count == types.count)
    let heads = EncoderHeads.all.map { $0.classSuffix }
    #expect(Set(heads).count == heads.count)
  }

  /// The checkpoints that exist keep their `model_type`.
  @Test func modelTypesOfGPT2() {
    #expect(
      Array(DecoderFamilies.modelTypes.filter { $0.hasSuffix("gpt2") }.prefix(4)) == [
        "gpt2", "attune_rotary_gpt2", "attune_synthesizer_gpt2", "attune_random_synthesizer_gpt2",
      ])
    #expect(
      EncoderFamilies.modelTypes.starts(with: ["bert", "roberta", "distilbert", "attune_dan", "attune_windowed_bert"]))
  }

  /// What the recorded decoders are.
  static func recordedDecoders() throws -> [DecoderConfiguration] {
    try DecoderParityTests.models.map { try CausalLanguageModel.configuration(folder: fixture("models/" + $0)) }
  }

  /// What the recorded encoders are.
  static func recordedEncoders() throws -> [(name: String, EncoderConfiguration)] {
    try Set(ParityTests.cases.map(\.model)).sorted().map {
      ($0, try SequenceClassifier.configuration(folder: fixture("models/" + $0)))
    }
  }

  @Test(arguments: DecoderFamilies.families) func everyDecoderHasAFixture(_ modelType: String) throws {
    #expect(try Self.recordedDecoders().contains { $0.modelType == modelType }, "no parity fixture")
    #expect(try Self.isDocumented(modelType), "no page")
  }

  /// Each kind of positions in one family at least.
  @Test(arguments: PositionKind.allCases) func everyKindOfPositionsHasAFixture(_ kind: PositionKind) throws {
    #expect(try Self.recordedDecoders().contains { $0.positions == kind }, "no parity fixture")
    #expect(try Self.isDocumented(kind.rawValue), "no page")
  }

  @Test(arguments: EncoderFamilies.families) func everyEncoderHasAFixture(_ modelType: String) throws {
    let fixtures = try Self.fixtures(modelType)
    #expect(fixtures.contains { name in ParityTests.cases.contains { $0.model == name } }, "no parity fixture")
    #expect(try Self.isDocumented(modelType), "no page")
  }

  /// The fixture of a head is one whose `architectures` names its class.
  @Test func everyHeadIsTestedAndDocumented() throws {
    for head in EncoderHeads.all {
      let suffix = head.classSuffix
      #expect(GradientTests.heads.contains { $0.name == suffix }, "\(suffix) has no gradient row")
      let isRecorded = try ParityTests.cases.contains { name, _ in
        let config = try JSON(parsing: Array(Data(contentsOf: URL(filePath: fixture("models/\(name)/config.json")))))
        return config["architectures"]?.array?.first?.string?.hasSuffix(suffix) ?? false
      }
      #expect(isRecorded, "\(suffix) has no parity fixture")
      #expect(try Self.isDocumented(head.name), "\(head.name) has no page")
    }
  }

  /// Numeric gradients of the first recorded encoder of each family and attention, with the sizes of its fixture.
  @Test func encoderGradients() throws {
    let recorded = Dictionary(grouping: try Self.recordedEncoders(), by: \.1.modelType)
    for name in recorded.values.map({ $0[0].name }).sorted() { try encoderGradients(name) }
  }

  private func encoderGradients(_ name: String) throws {
    let model = try SequenceClassifier(folder: fixture("models/" + name), labelCount: 3)
    GradientTests.disturb(model.registry)
    // DistilBERT's classifier has a ReLU.
    for parameter in model.registry.parameters where parameter.name.hasSuffix("pre_classifier.bias") {
      GradientTests.separate(parameter, by: 12)
    }
    let batch = TokenBatch([([1, 5, 9], [0, 0, 0]), ([7], [0]), ([3, 3, 8, 2], [0, 0, 0, 0])])
    let pass = GradientTests.pass(batch.offsets)
    let error = gradientError(
      Differentiable(
        inputs: [], parameters: model.registry.parameters, forward: { _ in model.forward(batch, pass).output },
        backward: { _, dY in
          model.backward(dY, model.forward(batch, pass).saved, pass)
          return []
        }))
    #expect(error < GradientTests.tolerance, "\(name)")
  }

  /// Numeric gradients of each recorded decoder, with the sizes of its fixture.
  @Test(arguments: DecoderParityTests.models) func decoderGradients(_ name: String) throws {
    let configuration = try CausalLanguageModel.configuration(folder: fixture("models/" + name))
    let error = GradientTests.error(CausalLanguageModel(configuration, seed: 5))
    #expect(error < GradientTests.tolerance)
  }
}
