/// RoBERTa (Liu et al. 2019): BERT's keys, names and blocks. Positions begin after the padding id.
enum RoBERTa: EncoderFamily {
  static let modelType = "roberta"
  static let classPrefix = "Roberta"
  static let prefix = "roberta."

  static let keys: [ConfigurationKey<EncoderConfiguration>] =
    BERT.keys + [.integer("pad_token_id", \.paddingPosition, in: 0...1_000, default: 1)]

  /// A dense layer and an output layer, with dropout before both.
  static let heads = [
    "ForSequenceClassification": HeadLayout(
      hidden: "classifier.dense", dropsBeforeHidden: true, output: "classifier.out_proj")
  ]

  static func problems(_ configuration: EncoderConfiguration) -> [String] {
    if configuration.positionCount > configuration.firstPosition { return [] }
    let (rows, first) = (configuration.positionCount, configuration.firstPosition)
    return ["max_position_embeddings is \(rows), but the first \(first) are not used"]
  }

  static func encoder(_ configuration: EncoderConfiguration, _ scope: ParameterScope) -> Encoder {
    BERT.encoder(configuration, scope)
  }
}
