public import Configuration
public import Transformer

/// The own settings of kinds of attention. Which of them a kind has, in which range and with which default, its variant
/// declares: `AttentionVariant.settings`.
public struct AttentionSettings: RunSettings {
  /// Of windowed attention. In an encoder a token sees so many tokens on each side, in a decoder the last so many,
  /// itself included; by default 256.
  public var window: Int?
  /// Of windowed attention in an encoder: the number of first tokens that see all others and are seen by all; by
  /// default 1.
  public var globalTokens: Int?
  /// Of bigbird attention: the tokens of a block; by default 64.
  public var blockSize: Int?
  /// Of bigbird attention: the number of random blocks that each block sees, besides its neighbours and the first and
  /// last block; by default 3.
  public var randomBlocks: Int?
  /// Of linformer attention: the number of places that keys and values of a text are projected to; by default 256.
  public var projectionLength: Int?
  /// Of linformer attention, which projections are one matrix: headwise (one for keys and one for values in each layer;
  /// the default), key_value (one in each layer) or layerwise (one for all layers).
  public var projectionSharing: ProjectionSharing?
  /// Of perceiver attention: the number of last tokens that ask in the first layer, and that the later layers see; by
  /// default 32.
  public var latents: Int?

  /// Nothing is given.
  public init() {}
}

extension AttentionSettings {
  /// The values that are given, by name.
  var values: [String: Int] {
    [
      "window": window, "global_tokens": globalTokens, "block_size": blockSize, "random_blocks": randomBlocks,
      "projection_length": projectionLength,
      "projection_sharing": projectionSharing.flatMap { ProjectionSharing.allCases.firstIndex(of: $0) },
      "latents": latents,
    ].compactMapValues(\.self)
  }
}
