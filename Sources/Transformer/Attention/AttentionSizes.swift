/// The kind of model that an attention is part of.
public enum AttentionPlace: String, Sendable, CaseIterable {
  /// Tokens see what comes before and after them.
  case encoder
  /// Tokens see what comes before them.
  case decoder
}

/// How a model's tokens know their positions.
public enum PositionKind: String, Sendable, Codable, CaseIterable {
  /// A row of a table is added to each token's embedding (BERT, GPT-2).
  case learned
  /// Queries and keys are rotated by their positions (RoFormer).
  case rotary
}

/// The sizes of an attention.
public struct AttentionSizes: Sendable {
  /// Columns of a token.
  public let hiddenSize: Int
  /// Number of heads.
  public let headCount: Int
  /// Heads of keys and values; a divisor of `headCount`.
  public let keyValueHeadCount: Int
  /// Tokens of a sequence at most.
  public let contextLength: Int
  /// Number of blocks of the model.
  public let layerCount: Int
  /// Whether the model is an encoder or a decoder.
  public let place: AttentionPlace
  /// How tokens know their positions.
  public let positions: PositionKind
  /// The variant's own settings, by name.
  public let settings: [String: Int]

  /// All sizes.
  public init(
    hiddenSize: Int, headCount: Int, keyValueHeadCount: Int, contextLength: Int, layerCount: Int,
    place: AttentionPlace, positions: PositionKind, settings: [String: Int] = [:]
  ) {
    self.hiddenSize = hiddenSize
    self.headCount = headCount
    self.keyValueHeadCount = keyValueHeadCount
    self.contextLength = contextLength
    self.layerCount = layerCount
    self.place = place
    self.positions = positions
    self.settings = settings
  }

  /// Columns of one head.
  public var headSize: Int { hiddenSize / headCount }

  /// The value of one of the variant's own settings, which the variant declares.
  public func setting(_ name: String) -> Int {
    guard let value = settings[name] else { preconditionFailure("no value of the setting \(name)") }
    return value
  }
}
