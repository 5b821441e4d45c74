/// How a decoder's tokens know their positions.
public enum PositionKind: String, Sendable, Codable, CaseIterable {
  /// A row of a table is added to each token's embedding (GPT-2).
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
  /// How tokens know their positions.
  public let positions: PositionKind
  /// The variant's own settings, by name.
  public let settings: [String: Int]

  /// All sizes.
  public init(
    hiddenSize: Int, headCount: Int, keyValueHeadCount: Int, contextLength: Int, positions: PositionKind,
    settings: [String: Int] = [:]
  ) {
    self.hiddenSize = hiddenSize
    self.headCount = headCount
    self.keyValueHeadCount = keyValueHeadCount
    self.contextLength = contextLength
    self.positions = positions
    self.settings = settings
  }

  /// Columns of one head.
  public var headSize: Int { hiddenSize / headCount }
}
