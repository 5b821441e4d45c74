internal import Base

/// A family of encoders with one of the kinds of attention that it can have.
struct EncoderKind {
  let family: any EncoderFamily.Type
  let attention: AttentionKind

  /// Whether `transformers` has a class for it.
  var isOfTransformers: Bool { attention == .dotProduct }

  /// `model_type` in `config.json`: the family's own, or one that `transformers` refuses rather than reads as another
  /// model, such as "attune_windowed_bert".
  var modelType: String {
    isOfTransformers ? family.modelType : "attune_\(attention.rawValue)_\(family.modelType)"
  }

  /// The family's keys, and those of the attention's own settings.
  var keys: [ConfigurationKey<EncoderConfiguration>] { family.keys + attentionKeys }

  /// The keys of the attention's own settings.
  var attentionKeys: [ConfigurationKey<EncoderConfiguration>] { attention.keys(in: .encoder, \.attentionSettings) }

  /// Keys that every family may have, of which one value is supported.
  private static let fixedKeys: [ConfigurationKey<EncoderConfiguration>] = [
    .fixed("position_embedding_type", .string("absolute"), "only absolute positions are supported"),
    .fixed("is_decoder", .bool(false), "only encoders, which read both ways, are supported"),
  ]

  /// What a file says; the reader notes every problem.
  func configuration(_ reader: inout ConfigurationReader) -> EncoderConfiguration {
    var configuration = EncoderConfiguration(attention: attention, json: reader.object)
    reader.read(keys, into: &configuration)
    for problem in problems(configuration) { reader.require(false, problem) }
    reader.read(Self.fixedKeys, into: &configuration)
    return configuration
  }

  /// What is wrong with a configuration whose keys are valid on their own.
  private func problems(_ configuration: EncoderConfiguration) -> [String] {
    var problems = family.problems(configuration)
    if configuration.hiddenSize % configuration.headCount != 0 {
      problems.insert(
        "the hidden size \(configuration.hiddenSize) is not a multiple of the \(configuration.headCount) heads", at: 0)
    }
    // A variant's own check divides by the number of heads, for example.
    if !problems.isEmpty { return problems }
    return attention.lines(attention.problems(configuration.attentionSizes), in: .encoder)
  }
}
