internal import Base

/// Qwen3 (Yang et al. 2025): Llama's layout with norms of each head's query and key.
enum Qwen3: DecoderFamily {
  static let modelType = "qwen3"
  static let className = "Qwen3ForCausalLM"
  static let prefix = LlamaLayout.prefix
  static let wordTable = LlamaLayout.wordTable
  static let positions: [PositionKind] = [.rotary]
  static let attentions: [AttentionKind] = [.dotProduct]
  static let ignoredSuffixes = LlamaLayout.ignoredSuffixes

  static let keys = LlamaLayout.keys(
    contextLength: 32_768, keyValueHeads: 32, headSize: 128,
    own: [.flag("attention_bias", \.hasAttentionBias, default: false)] + LayerWindows.keys)

  static func decoder(_ configuration: DecoderConfiguration, _ scope: ParameterScope) -> Decoder {
    LlamaLayout(
      hasQueryKeyValueBias: configuration.hasAttentionBias, hasOutputBias: configuration.hasAttentionBias,
      hasHeadNorms: true
    ).decoder(configuration, scope)
  }
}
