internal import Base
internal import Tensor

/// GPT-2 (Radford et al. 2019). Its linear weights are stored transposed (Conv1D), and query, key and value are one
/// matrix.
///
/// With rotary positions there is no position table. Another kind of attention has its parameters below `attn`, where
/// GPT-2 has `attn.c_attn`.
enum GPT2: DecoderFamily {
  static let modelType = "gpt2"
  static let className = "GPT2LMHeadModel"
  static let prefix = "transformer."
  static let wordTable = "wte"
  static let positions: [PositionKind] = [.learned, .rotary]
  /// The causal mask.
  static let ignoredSuffixes = [".attn.bias", ".attn.masked_bias"]

  static let keys: [ConfigurationKey<DecoderConfiguration>] = [
    .integer("vocab_size", \.vocabularySize, in: 1...10_000_000),
    .integer("n_positions", \.contextLength, in: 1...1_000_000, default: 1024),
    .integer("n_embd", \.hiddenSize, in: 1...65_536),
    .integer("n_layer", \.layerCount, in: 1...1_000),
    .integer("n_head", \.headCount, in: 1...1_024),
    .integer("n_inner", \.intermediateSize, in: 1...1_000_000, defaultOf: { 4 * $0.hiddenSize }),
    .choice("activation_function", \.activation, activationNames, default: .geluTanh),
    .number("layer_norm_epsilon", \.normEpsilon, in: 0...1, default: 1e-5),
    .number("embd_pdrop", \.embeddingDropout, in: 0...0.99, default: 0.1),
    .number("resid_pdrop", \.residualDropout, in: 0...0.99, default: 0.1),
    .number("attn_pdrop", \.attentionDropout, in: 0...0.99, default: 0.1),
    .number("initializer_range", \.initializerRange, in: 0...100, default: 0.02),
    .flag("tie_word_embeddings", \.tiesOutput, default: true),
    // GPT-2's own ids would lie outside a small vocabulary.
    .null("bos_token_id"), .null("eos_token_id"),
    .fixed("scale_attn_weights", .bool(true), "only true is supported"),
    .fixed("scale_attn_by_inverse_layer_idx", .bool(false), "only false is supported"),
    .fixed("add_cross_attention", .bool(false), "only false is supported"),
  ]

  static func decoder(_ configuration: DecoderConfiguration, _ scope: ParameterScope) -> Decoder {
    let (hiddenSize, deviation) = (configuration.hiddenSize, configuration.initializerRange)
    // What is added to the residual stream is made smaller, so that the sum over all layers starts at one size.
    let outputDeviation = deviation / (2 * Double(configuration.layerCount)).squareRoot()
    func linear(_ scope: ParameterScope, _ inputs: Int, _ outputs: Int, _ deviation: Double) -> Linear {
      Linear(scope, inputs: inputs, outputs: outputs, standardDeviation: deviation, layout: .transposed)
    }
    func norm(_ scope: ParameterScope) -> LayerNorm {
      LayerNorm(scope, hiddenSize: hiddenSize, epsilon: configuration.normEpsilon)
    }
    func table(_ scope: ParameterScope, _ entries: Int) -> Embedding {
      Embedding(scope.at(.embeddings), entries: entries, hiddenSize: hiddenSize, standardDeviation: deviation)
    }
    let isRotary = configuration.positions == .rotary
    let words = table(scope[wordTable], configuration.vocabularySize)
    let positions = isRotary ? nil : table(scope["wpe"], configuration.contextLength)
    let rotary =
      isRotary
      ? RotaryTable(headSize: configuration.headSize, base: configuration.rotaryBase) : nil
    let dropout = scope.dropout(configuration.embeddingDropout)
    let blocks = (0..<configuration.layerCount).map { index in
      let layer = scope["h"][index].at(.layer(index))
      let attentionNorm = norm(layer["ln_1"])
      let attention = configuration.attention.variant.make(
        AttentionParts(
          configuration.attentionSizes, layer: index, scope: layer["attn"], rotary: rotary,
          standardDeviation: deviation, dropout: configuration.attentionDropout,
          linear: { linear($0, $1, $2, deviation) },
          projections: { scope in
            let joined = linear(scope["c_attn"], hiddenSize, 3 * hiddenSize, deviation)
            return (joined.slice(0..<hiddenSize), [joined.slice(hiddenSize..<(3 * hiddenSize))])
          }, output: { linear($0["c_proj"], hiddenSize, hiddenSize, outputDeviation) }))
      let feedForwardNorm = norm(layer["ln_2"])
      return PreNormBlock(
        attentionNorm: attentionNorm, attention: attention, feedForwardNorm: feedForwardNorm,
        feedForward: FeedForward(
          inner: linear(layer["mlp"]["c_fc"], hiddenSize, configuration.intermediateSize, deviation),
          outer: linear(layer["mlp"]["c_proj"], configuration.intermediateSize, hiddenSize, outputDeviation),
          activation: configuration.activation),
        attentionDropout: layer.dropout(configuration.residualDropout),
        feedForwardDropout: layer.dropout(configuration.residualDropout))
    }
    return Decoder(
      configuration: configuration, words: words, positions: positions, dropout: dropout, blocks: blocks,
      ending: .norm(norm(scope["ln_f"])))
  }
}

extension DecoderConfiguration {
  /// The configuration of a new GPT-2.
  ///
  /// - Parameters:
  ///   - contextLength: tokens of a sequence at most
  ///   - intermediateSize: columns inside the feed-forward layer; nil for four times the hidden size
  ///   - attentionSettings: the attention's own settings, by name; those left out have their defaults
  ///   - dropout: of embeddings, sublayer outputs and attention weights
  /// - Precondition: the attention works with the positions (`AttentionKind.problems`)
  public static func gpt2(
    vocabularySize: Int, contextLength: Int, hiddenSize: Int, layerCount: Int, headCount: Int,
    intermediateSize: Int? = nil, attention: AttentionKind = .dotProduct, positions: PositionKind = .learned,
    attentionSettings: [String: Int] = [:], dropout: Double = 0.1, initializerRange: Double = 0.02,
    tiesOutput: Bool = true
  ) -> DecoderConfiguration {
    let kind = DecoderKind(family: GPT2.self, attention: attention, positions: positions)
    let configuration = kind.newConfiguration {
      $0.vocabularySize = vocabularySize
      $0.contextLength = contextLength
      $0.hiddenSize = hiddenSize
      $0.layerCount = layerCount
      $0.headCount = headCount
      $0.intermediateSize = intermediateSize ?? 4 * hiddenSize
      $0.attentionSettings.merge(attentionSettings) { $1 }
      ($0.embeddingDropout, $0.residualDropout, $0.attentionDropout) = (dropout, dropout, dropout)
      $0.initializerRange = initializerRange
      $0.tiesOutput = tiesOutput
    }
    let problems = kind.problems(configuration)
    precondition(problems.isEmpty, problems.joined(separator: "; "))
    return configuration
  }
}
