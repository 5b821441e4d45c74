import Tensor

/// DistilBERT (Sanh et al. 2019): BERT's blocks under other names and keys, without segments and pooler.
enum DistilBERT {
  static let family = EncoderFamily(
    modelType: "distilbert", architecture: "DistilBertForSequenceClassification", prefix: "distilbert.",
    configuration: configuration, encoder: encoder, head: head)

  static func configuration(_ reader: inout ConfigurationReader) -> EncoderConfiguration {
    EncoderConfiguration(
      family: family,
      vocabularySize: reader.integer("vocab_size", in: 1...10_000_000),
      hiddenSize: reader.integer("dim", in: 1...65_536),
      layerCount: reader.integer("n_layers", in: 1...1_000),
      headCount: reader.integer("n_heads", in: 1...1_024),
      innerSize: reader.integer("hidden_dim", in: 1...1_000_000),
      activation: reader.choice("activation", BERT.activations, default: .gelu),
      positionCount: reader.integer("max_position_embeddings", in: 1...1_000_000),
      firstPosition: 0,
      typeCount: 0,
      // Fixed in the reference implementation.
      layerNormEpsilon: 1e-12,
      hiddenDropout: reader.number("dropout", in: 0...0.99, default: 0.1),
      attentionDropout: reader.number("attention_dropout", in: 0...0.99, default: 0.1),
      classifierDropout: reader.number("seq_classif_dropout", in: 0...0.99, default: 0.2),
      initializerRange: reader.number("initializer_range", in: 0...100, default: 0.02),
      json: reader.object)
  }

  static func encoder(_ configuration: EncoderConfiguration, _ scope: ParameterScope) -> Encoder {
    let (width, sd) = (configuration.hiddenSize, configuration.initializerRange)
    let linear = configuration.linear
    func norm(_ scope: ParameterScope) -> LayerNorm {
      LayerNorm(scope, width: width, epsilon: configuration.layerNormEpsilon)
    }
    let names = scope["embeddings"]
    let embeddings = TextEmbeddings(
      words: Embedding(
        names["word_embeddings"], entries: configuration.vocabularySize, width: width, standardDeviation: sd),
      positions: Embedding(
        names["position_embeddings"], entries: configuration.positionCount, width: width, standardDeviation: sd),
      types: nil, norm: norm(names["LayerNorm"]), dropout: names.dropout(configuration.hiddenDropout))
    let blocks = (0..<configuration.layerCount).map { index in
      let layer = scope["transformer"]["layer"][index]
      let attention = layer["attention"]
      return PostNormBlock(
        attention: SelfAttention(
          query: linear(attention["q_lin"], width, width),
          keyValue: [linear(attention["k_lin"], width, width), linear(attention["v_lin"], width, width)],
          output: linear(attention["out_lin"], width, width),
          headCount: configuration.headCount, dropout: attention.dropout(configuration.attentionDropout)),
        attentionNorm: norm(layer["sa_layer_norm"]),
        feedForward: FeedForward(
          inner: linear(layer["ffn"]["lin1"], width, configuration.innerSize),
          outer: linear(layer["ffn"]["lin2"], configuration.innerSize, width),
          activation: configuration.activation),
        feedForwardNorm: norm(layer["output_layer_norm"]),
        // The reference drops nothing between the attention's projection and its residual.
        attentionDropout: layer.dropout(0),
        feedForwardDropout: layer.dropout(configuration.hiddenDropout))
    }
    return Encoder(configuration: configuration, embeddings: embeddings, blocks: blocks)
  }

  /// A dense layer with ReLU and an output layer.
  static func head(
    _ configuration: EncoderConfiguration, _ encoder: ParameterScope, _ model: ParameterScope, _ labels: Int
  ) -> ClassificationHead {
    let (width, dropout) = (configuration.hiddenSize, model.dropout(configuration.classifierDropout))
    return ClassificationHead(
      pooling: .native, hidden: configuration.linear(model["pre_classifier"], width, width), hiddenActivation: .relu,
      firstDropout: nil, dropout: dropout, output: configuration.linear(model["classifier"], width, labels))
  }
}
