/// What one family of encoders has of its own: the keys of its `config.json`, the names of its parameters, and the head for
/// classification that `transformers` gives it.
struct EncoderFamily: Sendable {
  /// `model_type` in `config.json`.
  let modelType: String
  /// The class of `transformers` that opens a classifier of the family.
  let architecture: String
  /// What the encoder's names begin with where a head stands beside it.
  let prefix: String
  /// Reads the keys; every wrong one is noted.
  let configuration: @Sendable (inout ConfigurationReader) -> EncoderConfiguration
  /// The encoder below a scope.
  let encoder: @Sendable (EncoderConfiguration, ParameterScope) -> Encoder
  /// The family's own head for so many labels: the scope of the encoder, which may hold a pooler, and that of the whole model.
  let head:
    @Sendable (EncoderConfiguration, _ encoder: ParameterScope, _ model: ParameterScope, Int) -> ClassificationHead

  /// All that can be fine-tuned as classifiers.
  static let all = [BERT.family, RoBERTa.family, DistilBERT.family]
}
