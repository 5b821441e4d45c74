internal import Base

/// What one family of encoders has of its own: the keys of its `config.json`, the names of its parameters, and how
/// `transformers` lays out its heads.
///
/// A family is one file, and one line in `EncoderFamilies.all`. It makes its attention with
/// `EncoderConfiguration.attention`, so that it has every variant.
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

  /// Whether it makes its attention with `EncoderConfiguration.attention`. A network without attention has one kind.
  static var hasAttention: Bool { get }

  /// What is wrong with a configuration whose keys are valid on their own.
  static func problems(_ configuration: EncoderConfiguration) -> [String]

  /// The kind of encoder that it makes.
  associatedtype Model: TextEncoder

  /// The encoder below a scope.
  static func encoder(_ configuration: EncoderConfiguration, _ scope: ParameterScope) -> Model
}

extension EncoderFamily {
  /// The numbers of positions, which old checkpoints store.
  static var ignoredSuffixes: [String] { ["position_ids"] }

  static var hasAttention: Bool { true }

  static func problems(_ configuration: EncoderConfiguration) -> [String] { [] }
}
