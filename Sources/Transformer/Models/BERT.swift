import Tensor

/// BERT (Devlin et al. 2019): the keys of its `config.json` and the names of its parameters.
enum BERT {
  static let family: EncoderFamily = EncoderFamily(
    modelType: "bert", architecture: "BertForSequenceClassification", prefix: "bert.",
    configuration: { configuration(&$0, family) }, encoder: encoder, head: head)

  /// RoBERTa has the same keys.
  static func configuration(_ reader: inout ConfigurationReader, _ family: EncoderFamily) -> EncoderConfiguration {
    let hiddenDropout = reader.number("hidden_dropout_prob", in: 0...0.99, default: 0.1)
    return EncoderConfiguration(
      family: family,
      vocabularySize: reader.integer("vocab_size", in: 1...10_000_000),
      hiddenSize: reader.integer("hidden_size", in: 1...65_536),
      layerCount: reader.integer("num_hidden_layers", in: 1...1_000),
      headCount: reader.integer("num_attention_heads", in: 1...1_024),
      innerSize: reader.integer("intermediate_size", in: 1...1_000_000),
      activation: reader.choice("hidden_act", activations, default: .gelu),
      positionCount: reader.integer("max_position_embeddings", in: 1...1_000_000),
      firstPosition: 0,
      typeCount: reader.integer("type_vocab_size", in: 1...1_000, default: 2),
      layerNormEpsilon: reader.number("layer_norm_eps", in: 0...1, default: 1e-12),
      hiddenDropout: hiddenDropout,
      attentionDropout: reader.number("attention_probs_dropout_prob", in: 0...0.99, default: 0.1),
      classifierDropout: reader.number("classifier_dropout", in: 0...0.99, default: hiddenDropout),
      initializerRange: reader.number("initializer_range", in: 0...100, default: 0.02),
      json: reader.object)
  }

  /// The names of activations in `config.json`.
  static let activations: [(String, Activation)] = [
    ("gelu", .gelu), ("gelu_new", .geluTanh), ("gelu_pytorch_tanh", .geluTanh), ("relu", .relu),
  ]

  /// The encoder below a scope; RoBERTa's parameters have the same names.
  static func encoder(_ configuration: EncoderConfiguration, _ scope: ParameterScope) -> Encoder {
    let (width, sd) = (configuration.hiddenSize, configuration.initializerRange)
    let linear = configuration.linear
    func norm(_ scope: ParameterScope) -> LayerNorm {
      LayerNorm(scope["LayerNorm"], width: width, epsilon: configuration.layerNormEpsilon)
    }
    let names = scope["embeddings"]
    let embeddings = TextEmbeddings(
      words: Embedding(
        names["word_embeddings"], entries: configuration.vocabularySize, width: width, standardDeviation: sd),
      positions: Embedding(
        names["position_embeddings"], entries: configuration.positionCount, width: width, standardDeviation: sd),
      types: Embedding(
        names["token_type_embeddings"], entries: configuration.typeCount, width: width, standardDeviation: sd),
      norm: norm(names), dropout: names.dropout(configuration.hiddenDropout),
      firstPosition: configuration.firstPosition)
    let blocks = (0..<configuration.layerCount).map { index in
      let layer = scope["encoder"]["layer"][index]
      let attention = layer["attention"]
      return PostNormBlock(
        attention: SelfAttention(
          query: linear(attention["self"]["query"], width, width),
          keyValue: [
            linear(attention["self"]["key"], width, width), linear(attention["self"]["value"], width, width),
          ],
          output: linear(attention["output"]["dense"], width, width),
          headCount: configuration.headCount, dropout: attention.dropout(configuration.attentionDropout)),
        attentionNorm: norm(attention["output"]),
        feedForward: FeedForward(
          inner: linear(layer["intermediate"]["dense"], width, configuration.innerSize),
          outer: linear(layer["output"]["dense"], configuration.innerSize, width),
          activation: configuration.activation),
        feedForwardNorm: norm(layer["output"]),
        attentionDropout: attention.dropout(configuration.hiddenDropout),
        feedForwardDropout: layer.dropout(configuration.hiddenDropout))
    }
    return Encoder(configuration: configuration, embeddings: embeddings, blocks: blocks)
  }

  /// The pooler, which is part of the encoder, and an output layer.
  static func head(
    _ configuration: EncoderConfiguration, _ encoder: ParameterScope, _ model: ParameterScope, _ labels: Int
  ) -> ClassificationHead {
    let (width, dropout) = (configuration.hiddenSize, model.dropout(configuration.classifierDropout))
    return ClassificationHead(
      pooling: .native, hidden: configuration.linear(encoder["pooler"]["dense"], width, width), hiddenActivation: .tanh,
      firstDropout: nil, dropout: dropout, output: configuration.linear(model["classifier"], width, labels))
  }
}
