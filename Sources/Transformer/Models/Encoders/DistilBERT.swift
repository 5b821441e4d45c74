internal import Tensor

/// DistilBERT (Sanh et al. 2019): BERT's blocks under other names and keys, without segments and pooler.
enum DistilBERT: EncoderFamily {
  static let modelType = "distilbert"
  static let classPrefix = "DistilBert"
  static let prefix = "distilbert."

  /// The epsilon of layer norms has no key: it is 1e-12 in the reference implementation.
  static let keys: [ConfigurationKey<EncoderConfiguration>] = [
    .integer("vocab_size", \.vocabularySize, in: 1...10_000_000),
    .integer("dim", \.hiddenSize, in: 1...65_536),
    .integer("n_layers", \.layerCount, in: 1...1_000),
    .integer("n_heads", \.headCount, in: 1...1_024),
    .integer("hidden_dim", \.intermediateSize, in: 1...1_000_000),
    .choice("activation", \.activation, activationNames, default: .gelu),
    .integer("max_position_embeddings", \.positionCount, in: 1...1_000_000),
    .number("dropout", \.hiddenDropout, in: 0...0.99, default: 0.1),
    .number("attention_dropout", \.attentionDropout, in: 0...0.99, default: 0.1),
    .number("seq_classif_dropout", \.classifierDropout, in: 0...0.99, default: 0.2),
    .number("initializer_range", \.initializerRange, in: 0...100, default: 0.02),
  ]

  /// A dense layer with ReLU and an output layer.
  static let heads = [
    "ForSequenceClassification": HeadLayout(hidden: "pre_classifier", activation: .relu, output: "classifier")
  ]

  static func encoder(_ configuration: EncoderConfiguration, _ scope: ParameterScope) -> Encoder {
    let hiddenSize = configuration.hiddenSize
    let (linear, norm, table) = (configuration.linear, configuration.norm, configuration.table)
    let names = scope["embeddings"].at(.embeddings)
    let embeddings = TextEmbeddings(
      words: table(names["word_embeddings"], configuration.vocabularySize),
      positions: configuration.positionTable(names["position_embeddings"]),
      types: nil, norm: norm(names["LayerNorm"]), dropout: names.dropout(configuration.hiddenDropout))
    let blocks = (0..<configuration.layerCount).map { index in
      let layer = scope["transformer"]["layer"][index].at(.layer(index))
      let attention = layer["attention"]
      return PostNormBlock(
        attention: configuration.attention(
          layer: index, attention, names: ("q_lin", "k_lin", "v_lin"), output: attention["out_lin"]),
        attentionNorm: norm(layer["sa_layer_norm"]),
        feedForward: FeedForward(
          inner: linear(layer["ffn"]["lin1"], hiddenSize, configuration.intermediateSize),
          outer: linear(layer["ffn"]["lin2"], configuration.intermediateSize, hiddenSize),
          activation: configuration.activation),
        feedForwardNorm: norm(layer["output_layer_norm"]),
        // The reference drops nothing between the attention's projection and its residual.
        attentionDropout: layer.dropout(0),
        feedForwardDropout: layer.dropout(configuration.hiddenDropout))
    }
    return Encoder(configuration: configuration, embeddings: embeddings, blocks: blocks)
  }
}
