internal import Base
internal import Tensor

/// What a family that follows Llama's layout (Touvron et al. 2023) has of its own.
///
/// Common to all: RMSNorm before each sublayer, rotary positions by halves, heads of keys and values shared by heads of
/// queries, a gated feed-forward layer, and Llama's names.
struct LlamaLayout {
  /// Whether the projections to queries, keys and values have biases.
  var hasQueryKeyValueBias = false
  /// Whether the output projection of the attention has a bias.
  var hasOutputBias = false
  /// Whether the feed-forward layers have biases.
  var hasFeedForwardBias = false
  /// Whether each head's query and key are normalized.
  var hasHeadNorms = false
}

extension LlamaLayout {
  /// What the decoder's names begin with beside a head.
  static let prefix = "model."

  /// Rotary frequencies that old checkpoints store.
  static let ignoredSuffixes = ["rotary_emb.inv_freq"]

  /// The word table below the bare model.
  static let wordTable = "embed_tokens"

  /// The keys that all families have, with the defaults of `transformers`.
  ///
  /// - Parameters:
  ///   - keyValueHeads: where the key is missing; nil for the number of query heads
  ///   - headSize: where the key is missing; nil for the hidden size divided by the number of query heads
  ///   - own: the keys of the family alone, which may use those before them
  static func keys(
    contextLength: Int, keyValueHeads: Int? = nil, headSize: Int? = nil, own: [ConfigurationKey<DecoderConfiguration>]
  ) -> [ConfigurationKey<DecoderConfiguration>] {
    [
      .integer("vocab_size", \.vocabularySize, in: 1...10_000_000),
      .integer("max_position_embeddings", \.contextLength, in: 1...10_000_000, default: contextLength),
      .integer("hidden_size", \.hiddenSize, in: 1...65_536),
      .integer("intermediate_size", \.intermediateSize, in: 1...1_000_000),
      .integer("num_hidden_layers", \.layerCount, in: 1...1_000),
      .integer("num_attention_heads", \.headCount, in: 1...1_024),
      .keyValueHeads(default: keyValueHeads),
      .headSize(default: headSize),
      .choice("hidden_act", \.activation, activationNames, default: .silu),
      .number("rms_norm_eps", \.normEpsilon, in: 0...1, default: 1e-6),
      .number("attention_dropout", \.attentionDropout, in: 0...0.99, default: 0),
      .number("initializer_range", \.initializerRange, in: 0...100, default: 0.02),
      .flag("tie_word_embeddings", \.tiesOutput, default: false),
      .rotary(defaultBase: 10_000),
      .null("bos_token_id"), .null("eos_token_id"),
    ] + own
  }

  /// The decoder below a scope.
  func decoder(_ configuration: DecoderConfiguration, _ scope: ParameterScope) -> Decoder {
    let (hiddenSize, deviation) = (configuration.hiddenSize, configuration.initializerRange)
    func norm(_ scope: ParameterScope) -> RMSNorm {
      RMSNorm(scope, hiddenSize: hiddenSize, epsilon: configuration.normEpsilon)
    }
    let words = Embedding(
      scope[Self.wordTable].at(.embeddings), entries: configuration.vocabularySize, hiddenSize: hiddenSize,
      standardDeviation: deviation)
    let rotary = RotaryTable(
      frequencies: configuration.rotaryScaling.frequencies(
        base: configuration.rotaryBase, size: configuration.headSize), pairing: .halves)
    let dropout = scope.dropout(configuration.embeddingDropout)
    let blocks = (0..<configuration.layerCount).map { index in
      let layer = scope["layers"][index].at(.layer(index))
      let attentionNorm = norm(layer["input_layernorm"])
      let attention = attention(configuration, layer["self_attn"], rotary, layer: index)
      let feedForwardNorm = norm(layer["post_attention_layernorm"])
      return PreNormBlock(
        attentionNorm: attentionNorm, attention: attention, feedForwardNorm: feedForwardNorm,
        feedForward: feedForward(configuration, layer["mlp"]),
        attentionDropout: layer.dropout(configuration.residualDropout),
        feedForwardDropout: layer.dropout(configuration.residualDropout))
    }
    return Decoder(
      configuration: configuration, words: words, positions: nil, dropout: dropout, blocks: blocks,
      ending: .norm(norm(scope["norm"])))
  }

  private func attention(
    _ configuration: DecoderConfiguration, _ scope: ParameterScope, _ rotary: RotaryTable, layer: Int
  ) -> DotProductAttention {
    let (hiddenSize, deviation) = (configuration.hiddenSize, configuration.initializerRange)
    func projection(_ name: String, heads: Int) -> Linear {
      Linear(
        scope[name], inputs: hiddenSize, outputs: heads * configuration.headSize, standardDeviation: deviation,
        hasBias: hasQueryKeyValueBias)
    }
    func headNorm(_ name: String) -> RMSNorm {
      RMSNorm(scope[name], hiddenSize: configuration.headSize, epsilon: configuration.normEpsilon)
    }
    return DotProductAttention(
      query: projection("q_proj", heads: configuration.headCount),
      keyValue: ["k_proj", "v_proj"].map { projection($0, heads: configuration.keyValueHeadCount) },
      output: Linear(
        scope["o_proj"], inputs: configuration.headCount * configuration.headSize, outputs: hiddenSize,
        standardDeviation: deviation, hasBias: hasOutputBias),
      headCount: configuration.headCount, keyValueHeadCount: configuration.keyValueHeadCount,
      dropout: scope.dropout(configuration.attentionDropout), pattern: configuration.pattern(layer: layer),
      rotary: rotary,
      headNorms: hasHeadNorms ? HeadNorms(query: headNorm("q_norm"), key: headNorm("k_norm")) : nil)
  }

  private func feedForward(_ configuration: DecoderConfiguration, _ scope: ParameterScope) -> GatedFeedForward {
    func linear(_ name: String, _ inputs: Int, _ outputs: Int) -> Linear {
      Linear(
        scope[name], inputs: inputs, outputs: outputs, standardDeviation: configuration.initializerRange,
        hasBias: hasFeedForwardBias)
    }
    let (hiddenSize, inner) = (configuration.hiddenSize, configuration.intermediateSize)
    return GatedFeedForward(
      gate: linear("gate_proj", hiddenSize, inner), up: linear("up_proj", hiddenSize, inner),
      down: linear("down_proj", inner, hiddenSize), activation: configuration.activation)
  }
}

extension ConfigurationKey where Configuration == DecoderConfiguration {
  /// `num_key_value_heads`; null means as many as query heads.
  fileprivate static func keyValueHeads(default fallback: Int?) -> Self {
    let name = "num_key_value_heads"
    return Self(
      name: name,
      read: { reader, configuration in
        let isNull = reader.object[name] == .null
        configuration.keyValueHeadCount = reader.integer(
          name, in: 1...1_024, default: isNull ? configuration.headCount : fallback ?? configuration.headCount)
      }, write: { .integer($0.keyValueHeadCount) })
  }

  /// `head_dim`; null means the hidden size divided by the number of heads.
  fileprivate static func headSize(default fallback: Int?) -> Self {
    Self(
      name: "head_dim",
      read: { reader, configuration in
        let isNull = reader.object["head_dim"] == .null
        let width = reader.integer("head_dim", in: 1...65_536, default: isNull ? 0 : fallback ?? 0)
        configuration.ownHeadSize = width == 0 ? nil : width
      }, write: { .integer($0.headSize) })
  }
}
