import Base
import Tensor

/// GPT-2 (Radford et al. 2019): the keys of its `config.json` and the names of its parameters. Its linear weights are
/// stored transposed (Conv1D), and query, key and value are one matrix.
///
/// With rotary positions there is no position table; a synthesizer has `attn.w1` (or, if random, the table
/// `attn.places`), `attn.w2` and `attn.value` in place of `attn.c_attn`. No model of `transformers` is like these, so the
/// folder then says a `model_type` of ours, which `transformers` refuses rather than reads as something else.
enum GPT2 {
  static let prefix = "transformer."
  static let modelType = "gpt2"

  /// A decoder that can be run.
  typealias Kind = (modelType: String, attention: AttentionKind, positions: PositionKind)
  /// All of them.
  static let kinds: [Kind] = [
    (modelType, .dotProduct, .learned), ("attune_rotary_gpt2", .dotProduct, .rotary),
    ("attune_synthesizer_gpt2", .synthesizer, .learned),
    ("attune_random_synthesizer_gpt2", .randomSynthesizer, .learned),
  ]

  static func configuration(_ reader: inout ConfigurationReader, _ kind: Kind) -> DecoderConfiguration {
    let width = reader.integer("n_embd", in: 1...65_536)
    let heads = reader.integer("n_head", in: 1...1_024)
    let positions = kind.positions
    reader.require(width % heads == 0, "the width \(width) is not a multiple of the \(heads) heads")
    reader.require(
      positions == .learned || width % heads != 0 || width / heads % 2 == 0,
      "rotary positions need heads of even width, not \(width / heads)")
    for (key, only) in [
      ("scale_attn_weights", true), ("scale_attn_by_inverse_layer_idx", false), ("add_cross_attention", false),
    ] {
      if let value = reader.object[key], value != .null, value != .bool(only) {
        reader.require(false, "\(key) is \(excerpt(value.compact)); only \(only) can be run")
      }
    }
    let tied = reader.object["tie_word_embeddings"]
    reader.require(
      tied == nil || tied == .bool(true) || tied == .bool(false), "tie_word_embeddings is not true or false")
    let positionCount = reader.integer("n_positions", in: 1...1_000_000, default: 1024)
    reader.require(
      positions == .learned || positionCount * (width / heads) <= RotaryTable.largest,
      "n_positions is \(positionCount); with heads of width \(width / heads), "
        + "rotary positions are limited to \(RotaryTable.largest / (width / heads == 0 ? 1 : width / heads))")
    return DecoderConfiguration(
      vocabularySize: reader.integer("vocab_size", in: 1...10_000_000),
      hiddenSize: width,
      layerCount: reader.integer("n_layer", in: 1...1_000),
      headCount: heads,
      innerSize: reader.integer("n_inner", in: 1...1_000_000, default: 4 * width),
      activation: reader.choice("activation_function", BERT.activations, default: .geluTanh),
      attention: kind.attention,
      positions: positions,
      positionCount: positionCount,
      layerNormEpsilon: reader.number("layer_norm_epsilon", in: 0...1, default: 1e-5),
      embeddingDropout: reader.number("embd_pdrop", in: 0...0.99, default: 0.1),
      residualDropout: reader.number("resid_pdrop", in: 0...0.99, default: 0.1),
      attentionDropout: reader.number("attn_pdrop", in: 0...0.99, default: 0.1),
      initializerRange: reader.number("initializer_range", in: 0...100, default: 0.02),
      tiesOutput: tied != .bool(false),
      json: reader.object)
  }

  static func decoder(_ configuration: DecoderConfiguration, _ scope: ParameterScope) -> Decoder {
    let (width, sd) = (configuration.hiddenSize, configuration.initializerRange)
    // What is added to the residual stream is made smaller, so that the sum over all layers starts at one size.
    let outputDeviation = sd / (2 * Double(configuration.layerCount)).squareRoot()
    func linear(_ scope: ParameterScope, _ inputs: Int, _ outputs: Int, _ deviation: Double) -> Linear {
      Linear(scope, inputs: inputs, outputs: outputs, standardDeviation: deviation, layout: .transposed)
    }
    func norm(_ scope: ParameterScope) -> LayerNorm {
      LayerNorm(scope, width: width, epsilon: configuration.layerNormEpsilon)
    }
    let words = Embedding(scope["wte"], entries: configuration.vocabularySize, width: width, standardDeviation: sd)
    let isRotary = configuration.positions == .rotary
    let positions =
      isRotary
      ? nil : Embedding(scope["wpe"], entries: configuration.positionCount, width: width, standardDeviation: sd)
    let rotary =
      isRotary
      ? RotaryTable(headSize: width / configuration.headCount, positions: configuration.positionCount) : nil
    let dropout = scope.dropout(configuration.embeddingDropout)
    func makeAttention(_ layer: ParameterScope) -> DecoderAttention {
      let (heads, dropout) = (configuration.headCount, configuration.attentionDropout)
      func synthesizer(_ source: SynthesizerAttention.Source) -> DecoderAttention {
        .synthesizer(
          SynthesizerAttention(
            source: source, scores: linear(layer["attn"]["w2"], width / heads, configuration.positionCount, sd),
            value: linear(layer["attn"]["value"], width, width, sd),
            output: linear(layer["attn"]["c_proj"], width, width, outputDeviation), headCount: heads,
            dropout: layer.dropout(dropout)))
      }
      switch configuration.attention {
      case .dotProduct:
        let joined = linear(layer["attn"]["c_attn"], width, 3 * width, sd)
        return .dotProduct(
          SelfAttention(
            query: joined.slice(0..<width), keyValue: [joined.slice(width..<(3 * width))],
            output: linear(layer["attn"]["c_proj"], width, width, outputDeviation), headCount: heads,
            dropout: layer.dropout(dropout), isCausal: true, rotary: rotary))
      case .synthesizer: return synthesizer(.token(linear(layer["attn"]["w1"], width, width, sd)))
      case .randomSynthesizer:
        let places = Embedding(
          layer["attn"]["places"], entries: configuration.positionCount, width: width, standardDeviation: sd)
        return synthesizer(.place(places))
      }
    }
    let blocks = (0..<configuration.layerCount).map { index in
      let layer = scope["h"][index]
      let attentionNorm = norm(layer["ln_1"])
      let attention = makeAttention(layer)
      let feedForwardNorm = norm(layer["ln_2"])
      return PreNormBlock(
        attentionNorm: attentionNorm, attention: attention, feedForwardNorm: feedForwardNorm,
        feedForward: FeedForward(
          inner: linear(layer["mlp"]["c_fc"], width, configuration.innerSize, sd),
          outer: linear(layer["mlp"]["c_proj"], configuration.innerSize, width, outputDeviation),
          activation: configuration.activation),
        attentionDropout: layer.dropout(configuration.residualDropout),
        feedForwardDropout: layer.dropout(configuration.residualDropout))
    }
    return Decoder(
      configuration: configuration, words: words, positions: positions, dropout: dropout, blocks: blocks,
      norm: norm(scope["ln_f"]))
  }
}
