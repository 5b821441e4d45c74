internal import Base

/// Qwen2 and Qwen2.5 (Yang et al. 2024): Llama's layout with biases of queries, keys and values.
enum Qwen2: DecoderFamily {
  static let modelType = "qwen2"
  static let className = "Qwen2ForCausalLM"
  static let prefix = LlamaLayout.prefix
  static let wordTable = LlamaLayout.wordTable
  static let positions: [PositionKind] = [.rotary]
  static let attentions: [AttentionKind] = [.dotProduct]
  static let ignoredSuffixes = LlamaLayout.ignoredSuffixes

  static let keys = LlamaLayout.keys(contextLength: 32_768, keyValueHeads: 32, own: LayerWindows.keys)

  static func decoder(_ configuration: DecoderConfiguration, _ scope: ParameterScope) -> Decoder {
    LlamaLayout(hasQueryKeyValueBias: true).decoder(configuration, scope)
  }
}
