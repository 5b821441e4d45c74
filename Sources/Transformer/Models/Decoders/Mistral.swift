internal import Base

/// Mistral (Jiang et al. 2023): Llama's layout in which a token may see the last tokens alone (`sliding_window`).
enum Mistral: DecoderFamily {
  static let modelType = "mistral"
  static let className = "MistralForCausalLM"
  static let prefix = LlamaLayout.prefix
  static let wordTable = LlamaLayout.wordTable
  static let positions: [PositionKind] = [.rotary]
  static let attentions: [AttentionKind] = [.dotProduct]
  static let ignoredSuffixes = LlamaLayout.ignoredSuffixes

  static let keys = LlamaLayout.keys(contextLength: 131_072, keyValueHeads: 8, own: [window])

  /// Of all layers; null for none.
  private static let window = ConfigurationKey<DecoderConfiguration>(
    name: "sliding_window",
    read: { reader, configuration in
      if reader.object["sliding_window"] == .null { return }
      let window = reader.integer("sliding_window", in: 1...10_000_000, default: 4096)
      configuration.windows = Array(repeating: window, count: configuration.layerCount)
    }, write: { ($0.windows.first ?? nil).map { .integer($0) } ?? .null })

  static func decoder(_ configuration: DecoderConfiguration, _ scope: ParameterScope) -> Decoder {
    LlamaLayout().decoder(configuration, scope)
  }
}
