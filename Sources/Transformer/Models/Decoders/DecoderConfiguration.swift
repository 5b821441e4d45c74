public import Base
public import Tensor

/// What a decoder's `config.json` says, in the terms of this code.
public struct DecoderConfiguration: Sendable {
  /// Rows of the word table.
  public var vocabularySize = 1
  /// Columns of a token in the blocks, and of what the head reads.
  public var hiddenSize = 1
  /// Columns of the word table, where they are not `hiddenSize`; 0 otherwise.
  public var embeddingSize = 0
  /// Number of blocks.
  public var layerCount = 1
  /// Query heads in a block.
  public var headCount = 1
  /// Key and value heads in a block; a divisor of `headCount`. A family without a key for it leaves 0, which becomes
  /// `headCount`.
  public var keyValueHeadCount = 0
  /// Columns of one head where `config.json` says it; nil for `hiddenSize / headCount`.
  public var ownHeadSize: Int?
  /// For each block, how many of the last tokens a token sees, itself included, or nil for all; empty for all in every
  /// block. A kind of attention other than the standard one has settings of its own.
  public var windows: [Int?] = []
  /// Whether the projections of the attention have biases, in families where both exist.
  public var hasAttentionBias = false
  /// Whether the feed-forward layers have biases, in families where both exist.
  public var hasFeedForwardBias = false
  /// Columns inside the feed-forward layer.
  public var intermediateSize = 1
  /// The feed-forward layer's activation.
  public var activation = Activation.geluTanh
  /// The kind of attention.
  public let attention: AttentionKind
  /// The own settings of this kind of attention, by name.
  public var attentionSettings: [String: Int] = [:]
  /// How tokens know their positions.
  public let positions: PositionKind
  /// Base of the angles of rotary positions.
  public var rotaryBase = 10_000.0
  /// How those angles change in a model that reads more tokens than it was first trained with.
  public var rotaryScaling = RotaryScaling.none
  /// Tokens of a sequence at most.
  public var contextLength = 1
  /// Added to the variance, or the mean square, in norms.
  public var normEpsilon = 1e-5
  /// Dropout of the embeddings.
  public var embeddingDropout = 0.0
  /// Dropout of sublayer outputs.
  public var residualDropout = 0.0
  /// Dropout of attention weights.
  public var attentionDropout = 0.0
  /// Standard deviation of new weights.
  public var initializerRange = 0.02
  /// Whether the output layer is the word table.
  public var tiesOutput = true
  /// The file as it was read, written back with a checkpoint.
  public internal(set) var json: JSON.Object

  init(attention: AttentionKind, positions: PositionKind, json: JSON.Object) {
    self.attention = attention
    self.positions = positions
    self.json = json
  }

  /// `model_type` in the file, "gpt2" for instance.
  public var modelType: String { json["model_type"]?.string ?? "" }

  /// Columns of one head.
  public var headSize: Int { ownHeadSize ?? hiddenSize / headCount }

  /// How many of the last tokens a token of a block sees; nil for all.
  func window(layer: Int) -> Int? { windows.isEmpty ? nil : windows[layer] }

  /// What a query of a block sees.
  func pattern(layer: Int) -> AttentionPattern {
    guard let window = window(layer: layer), window < contextLength else { return .causal }
    return .window(before: window - 1, after: 0)
  }

  /// How many of the last tokens of a sequence the first block gives to the others; nil for all.
  var latents: Int? { attention.variant.latents(attentionSizes) }

  /// The sizes of a block's attention.
  var attentionSizes: AttentionSizes {
    AttentionSizes(
      hiddenSize: hiddenSize, headCount: headCount, keyValueHeadCount: keyValueHeadCount,
      contextLength: contextLength, layerCount: layerCount, place: .decoder, positions: positions,
      settings: attentionSettings)
  }
}
