internal import Base

/// What one family of encoders has of its own: the keys of its `config.json`, the names of its parameters, and how
/// `transformers` lays out its heads.
///
/// A family is one file, and one line in `EncoderFamilies.all`.
protocol EncoderFamily: SendableMetatype {
  /// `model_type` in `config.json`.
  static var modelType: String { get }

  /// What the names of its classes in `transformers` begin with: "Bert".
  static var classPrefix: String { get }

  /// What the encoder's names begin with if a head stands beside it: "bert.".
  static var prefix: String { get }

  /// The keys of `config.json`.
  static var keys: [ConfigurationKey<EncoderConfiguration>] { get }

  /// How `transformers` lays out its heads, by `EncoderHead.classSuffix`. A head that is missing here may know the
  /// family (`EncoderHead.layouts`), or else gets names of our own.
  static var heads: [String: HeadLayout] { get }

  /// Endings of the names of tensors that checkpoints store and no layer uses.
  static var ignoredSuffixes: [String] { get }

  /// What is wrong with a configuration whose keys are valid on their own.
  static func problems(_ configuration: EncoderConfiguration) -> [String]

  /// The encoder below a scope.
  static func encoder(_ configuration: EncoderConfiguration, _ scope: ParameterScope) -> Encoder
}

extension EncoderFamily {
  /// The numbers of positions, which old checkpoints store.
  static var ignoredSuffixes: [String] { ["position_ids"] }

  static func problems(_ configuration: EncoderConfiguration) -> [String] { [] }

  /// Keys that every family may have, of which one value is supported.
  private static var fixedKeys: [ConfigurationKey<EncoderConfiguration>] {
    [
      .fixed("position_embedding_type", .string("absolute"), "only absolute positions are supported"),
      .fixed("is_decoder", .bool(false), "only encoders, which read both ways, are supported"),
    ]
  }

  /// What a file says; the reader notes every problem.
  static func configuration(_ reader: inout ConfigurationReader) -> EncoderConfiguration {
    var configuration = EncoderConfiguration(json: reader.object)
    reader.read(keys, into: &configuration)
    reader.require(
      configuration.hiddenSize % configuration.headCount == 0,
      "the hidden size \(configuration.hiddenSize) is not a multiple of the \(configuration.headCount) heads")
    for problem in problems(configuration) { reader.require(false, problem) }
    reader.read(fixedKeys, into: &configuration)
    return configuration
  }
}
