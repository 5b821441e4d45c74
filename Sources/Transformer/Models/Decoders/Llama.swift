internal import Base

/// Llama (Touvron et al. 2023), and models of its layout such as SmolLM2.
enum Llama: DecoderFamily {
  static let modelType = "llama"
  static let className = "LlamaForCausalLM"
  static let prefix = LlamaLayout.prefix
  static let wordTable = LlamaLayout.wordTable
  static let positions: [PositionKind] = [.rotary]
  static let attentions: [AttentionKind] = [.dotProduct]
  static let ignoredSuffixes = LlamaLayout.ignoredSuffixes

  static let keys = LlamaLayout.keys(
    contextLength: 2048,
    own: [
      .flag("attention_bias", \.hasAttentionBias, default: false),
      .flag("mlp_bias", \.hasFeedForwardBias, default: false),
    ])

  static func decoder(_ configuration: DecoderConfiguration, _ scope: ParameterScope) -> Decoder {
    LlamaLayout(
      hasQueryKeyValueBias: configuration.hasAttentionBias, hasOutputBias: configuration.hasAttentionBias,
      hasFeedForwardBias: configuration.hasFeedForwardBias
    ).decoder(configuration, scope)
  }
}
