internal import Base
internal import Tensor

/// The deep averaging network (Iyyer et al. 2015): the mean of a text's word vectors, and feed-forward layers.
///
/// `transformers` has no such model, so checkpoints have a `model_type` of their own.
package enum DeepAveraging: EncoderFamily {
  static let modelType = "attune_dan"
  static let classPrefix = "DeepAveraging"
  static let prefix = "dan."
  static let hasAttention = false

  static let keys: [ConfigurationKey<EncoderConfiguration>] = [
    .integer("vocab_size", \.vocabularySize, in: 1...10_000_000),
    .integer("embedding_size", \.embeddingSize, in: 1...65_536),
    .integer("hidden_size", \.hiddenSize, in: 1...65_536),
    .integer("num_hidden_layers", \.layerCount, in: 0...1_000),
    .choice("hidden_act", \.activation, activationNames, default: .relu),
    .number("word_dropout", \.wordDropout, in: 0...0.99, default: 0.3),
    .number("hidden_dropout_prob", \.hiddenDropout, in: 0...0.99, default: 0),
    .number("classifier_dropout", \.classifierDropout, in: 0...0.99, defaultOf: \.hiddenDropout),
    .number("initializer_range", \.initializerRange, in: 0...100, default: 0.05),
    // A mean has no positions: the limit is there for one place that may hold a text.
    .integer("max_position_embeddings", \.positionCount, in: 1...1_000_000, default: 1_000_000),
  ]

  /// An output layer on the last layer.
  static let heads = ["ForSequenceClassification": HeadLayout(output: "classifier")]

  package static func problems(_ configuration: EncoderConfiguration) -> [String] {
    let (width, hiddenSize) = (configuration.embeddingSize, configuration.hiddenSize)
    if configuration.layerCount > 0 || width == hiddenSize { return [] }
    return ["without hidden layers hidden_size has to be embedding_size, \(width), but is \(hiddenSize)"]
  }

  package static func encoder(_ configuration: EncoderConfiguration, _ scope: ParameterScope) -> DeepAveragingEncoder {
    let words = scope["word_embeddings"].at(.embeddings)
    let layers = (0..<configuration.layerCount).map { index in
      let layer = scope["layers"][index].at(.layer(index))
      let inputs = index == 0 ? configuration.embeddingSize : configuration.hiddenSize
      // Glorot and Bengio (2010), as the authors' code: activations and gradients keep their size over the layers.
      let deviation = (2 / Double(inputs + configuration.hiddenSize)).squareRoot()
      return (
        Linear(layer, inputs: inputs, outputs: configuration.hiddenSize, standardDeviation: deviation),
        layer.dropout(configuration.hiddenDropout)
      )
    }
    return DeepAveragingEncoder(
      configuration: configuration,
      words: Embedding(
        words, entries: configuration.vocabularySize, hiddenSize: configuration.embeddingSize,
        standardDeviation: configuration.initializerRange),
      wordDropout: words.dropout(configuration.wordDropout), layers: layers.map(\.0), dropouts: layers.map(\.1))
  }
}

extension EncoderConfiguration {
  /// The configuration of a new deep averaging network: the defaults of `config.json` with what `change` sets.
  public static func deepAveraging(_ change: (inout EncoderConfiguration) -> Void) -> EncoderConfiguration {
    var reader = ConfigurationReader(["model_type": .string(DeepAveraging.modelType)], path: "")
    var configuration = EncoderConfiguration(attention: .dotProduct, json: reader.object)
    reader.read(DeepAveraging.keys, into: &configuration)
    change(&configuration)
    for (key, value) in members(DeepAveraging.keys, of: configuration) { configuration.json[key] = value }
    return configuration
  }
}
