/// RoBERTa (Liu et al. 2019): BERT's names and blocks; positions begin after the padding id, and there is no pooler in
/// front of its classifier.
enum RoBERTa {
  static let prefix = "roberta."

  static func configuration(_ reader: inout ConfigurationReader) -> EncoderConfiguration {
    var configuration = BERT.shared(&reader)
    configuration.modelType = "roberta"
    configuration.firstPosition = reader.integer("pad_token_id", in: 0...1_000, default: 1) + 1
    reader.require(
      configuration.positionCount > configuration.firstPosition,
      "max_position_embeddings is \(configuration.positionCount), but the first \(configuration.firstPosition) are not used"
    )
    return configuration
  }
}
