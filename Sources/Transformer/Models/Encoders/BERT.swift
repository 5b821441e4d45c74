internal import Tensor

/// BERT (Devlin et al. 2019).
enum BERT: EncoderFamily {
  static let modelType = "bert"
  static let classPrefix = "Bert"
  static let prefix = "bert."

  /// RoBERTa has the same keys.
  static let keys: [ConfigurationKey<EncoderConfiguration>] = [
    .integer("vocab_size", \.vocabularySize, in: 1...10_000_000),
    .integer("hidden_size", \.hiddenSize, in: 1...65_536),
    .integer("num_hidden_layers", \.layerCount, in: 1...1_000),
    .integer("num_attention_heads", \.headCount, in: 1...1_024),
    .integer("intermediate_size", \.intermediateSize, in: 1...1_000_000),
    .choice("hidden_act", \.activation, activationNames, default: .gelu),
    .integer("max_position_embeddings", \.positionCount, in: 1...1_000_000),
    .integer("type_vocab_size", \.typeCount, in: 1...1_000, default: 2),
    .number("layer_norm_eps", \.layerNormEpsilon, in: 0...1, default: 1e-12),
    .number("hidden_dropout_prob", \.hiddenDropout, in: 0...0.99, default: 0.1),
    .number("attention_probs_dropout_prob", \.attentionDropout, in: 0...0.99, default: 0.1),
    .number("classifier_dropout", \.classifierDropout, in: 0...0.99, defaultOf: \.hiddenDropout),
    .number("initializer_range", \.initializerRange, in: 0...100, default: 0.02),
  ]

  /// The pooler, which is part of the encoder, and an output layer.
  static let heads = [
    "ForSequenceClassification": HeadLayout(hidden: "bert.pooler.dense", output: "classifier")
  ]

  /// The encoder below a scope; RoBERTa's parameters have the same names.
  static func encoder(_ configuration: EncoderConfiguration, _ scope: ParameterScope) -> Encoder {
    let hiddenSize = configuration.hiddenSize
    let (linear, norm, table) = (configuration.linear, configuration.norm, configuration.table)
    let names = scope["embeddings"].at(.embeddings)
    let embeddings = TextEmbeddings(
      words: table(names["word_embeddings"], configuration.vocabularySize),
      positions: configuration.positionTable(names["position_embeddings"]),
      types: table(names["token_type_embeddings"], configuration.typeCount),
      norm: norm(names["LayerNorm"]), dropout: names.dropout(configuration.hiddenDropout),
      firstPosition: configuration.firstPosition)
    let blocks = (0..<configuration.layerCount).map { index in
      let layer = scope["encoder"]["layer"][index].at(.layer(index))
      let attention = layer["attention"]
      return PostNormBlock(
        attention: configuration.attention(
          layer: index, attention["self"], names: ("query", "key", "value"), output: attention["output"]["dense"]),
        attentionNorm: norm(attention["output"]["LayerNorm"]),
        feedForward: FeedForward(
          inner: linear(layer["intermediate"]["dense"], hiddenSize, configuration.intermediateSize),
          outer: linear(layer["output"]["dense"], configuration.intermediateSize, hiddenSize),
          activation: configuration.activation),
        feedForwardNorm: norm(layer["output"]["LayerNorm"]),
        attentionDropout: attention.dropout(configuration.hiddenDropout),
        feedForwardDropout: layer.dropout(configuration.hiddenDropout))
    }
    return Encoder(configuration: configuration, embeddings: embeddings, blocks: blocks)
  }
}
