/// RoBERTa (Liu et al. 2019): BERT's names and blocks; positions begin after the padding id, and there is no pooler in
/// front of its classifier.
enum RoBERTa {
  static let family = EncoderFamily(
    modelType: "roberta", architecture: "RobertaForSequenceClassification", prefix: "roberta.",
    configuration: configuration, encoder: BERT.encoder, head: head)

  static func configuration(_ reader: inout ConfigurationReader) -> EncoderConfiguration {
    var configuration = BERT.configuration(&reader, family)
    configuration.firstPosition = reader.integer("pad_token_id", in: 0...1_000, default: 1) + 1
    reader.require(
      configuration.positionCount > configuration.firstPosition,
      "max_position_embeddings is \(configuration.positionCount), but the first \(configuration.firstPosition) are not used"
    )
    return configuration
  }

  /// A dense layer and an output layer, with dropout in front of both.
  static func head(
    _ configuration: EncoderConfiguration, _ encoder: ParameterScope, _ model: ParameterScope, _ labels: Int
  ) -> ClassificationHead {
    let (width, dropout) = (configuration.hiddenSize, model.dropout(configuration.classifierDropout))
    let names = model["classifier"]
    return ClassificationHead(
      pooling: .native, hidden: configuration.linear(names["dense"], width, width), hiddenActivation: .tanh,
      firstDropout: model.dropout(configuration.classifierDropout), dropout: dropout,
      output: configuration.linear(names["out_proj"], width, labels))
  }
}
