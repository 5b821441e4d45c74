public import Tensor

/// A kind of attention that a decoder can be made with, by its name in settings and checkpoints.
///
/// A variant is one file, and one line in `AttentionVariants.all`. `config.json` says which variant a checkpoint has by
/// its `model_type`, which follows from the name (`DecoderKind.modelType`).
public protocol AttentionVariant: Attention, SendableMetatype {
  /// The value of `architecture.attention`, in snake case.
  static var name: String { get }

  /// The kinds of positions that it can be used with.
  static var positions: [PositionKind] { get }

  /// Its own settings: keys of `config.json` that begin with "attention_".
  static var settings: [AttentionSetting] { get }

  /// What is wrong with sizes that are valid on their own.
  static func problems(_ sizes: AttentionSizes) -> [AttentionProblem]

  /// Makes the parameters. Their order and names are those of the checkpoint.
  init(_ parts: AttentionParts)
}

extension AttentionVariant {
  /// No settings.
  public static var settings: [AttentionSetting] { [] }

  /// No problems.
  public static func problems(_ sizes: AttentionSizes) -> [AttentionProblem] { [] }
}

/// A whole number that one variant of attention needs, such as the length of a window.
public struct AttentionSetting: Sendable {
  /// Its name in snake case, without the variant's name.
  public let name: String
  /// The values that can be used.
  public let range: ClosedRange<Int>
  /// The value of a new model.
  public let standard: Int

  /// A setting that a variant declares.
  public init(_ name: String, in range: ClosedRange<Int>, default standard: Int) {
    self.name = name
    self.range = range
    self.standard = standard
  }

  /// The key in `config.json`.
  var key: String { "attention_" + name }
}

/// Why a variant cannot be made with the given sizes.
public struct AttentionProblem: Sendable, Equatable {
  /// The setting below `architecture` that has to change.
  public let setting: String
  /// What is wrong, and what to use instead.
  public let text: String

  /// A problem of a setting.
  public init(_ setting: String, _ text: String) {
    self.setting = setting
    self.text = text
  }
}

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

/// What a decoder family gives a variant to make itself of: the parts follow the family's names and layout.
public struct AttentionParts {
  /// The sizes.
  public let sizes: AttentionSizes
  /// Where the variant's own parameters are.
  public let scope: ParameterScope
  /// Rotates queries and keys; nil for learned positions.
  public let rotary: RotaryTable?
  /// Standard deviation of new weights.
  public let standardDeviation: Double
  private let dropoutProbability: Double
  private let makeLinear: (_ scope: ParameterScope, _ inputs: Int, _ outputs: Int) -> Linear
  private let makeProjections: (_ scope: ParameterScope) -> (query: Linear, keyValue: [Linear])
  private let makeOutput: (_ scope: ParameterScope) -> Linear

  /// - Parameters:
  ///   - scope: below which all parameters are made
  ///   - rotary: for rotary positions
  ///   - standardDeviation: of new weights
  ///   - dropout: probability that an attention weight becomes zero
  ///   - linear: a linear layer as the family stores it
  ///   - projections: the family's own query, key and value
  ///   - output: the family's projection of the heads' joined outputs
  public init(
    _ sizes: AttentionSizes, scope: ParameterScope, rotary: RotaryTable?, standardDeviation: Double, dropout: Double,
    linear: @escaping (_ scope: ParameterScope, _ inputs: Int, _ outputs: Int) -> Linear,
    projections: @escaping (_ scope: ParameterScope) -> (query: Linear, keyValue: [Linear]),
    output: @escaping (_ scope: ParameterScope) -> Linear
  ) {
    self.sizes = sizes
    self.scope = scope
    self.rotary = rotary
    self.standardDeviation = standardDeviation
    dropoutProbability = dropout
    makeLinear = linear
    makeProjections = projections
    makeOutput = output
  }

  /// A linear layer of the variant's own, below its scope.
  public func linear(_ name: String, inputs: Int, outputs: Int) -> Linear { makeLinear(scope[name], inputs, outputs) }

  /// A table of the variant's own, `[entries, hidden]`.
  public func table(_ name: String, entries: Int) -> Embedding {
    Embedding(scope[name], entries: entries, hiddenSize: sizes.hiddenSize, standardDeviation: standardDeviation)
  }

  /// The projections to queries, and to keys and values side by side.
  public func projections() -> (query: Linear, keyValue: [Linear]) { makeProjections(scope) }

  /// The projection of the heads' joined outputs.
  public func output() -> Linear { makeOutput(scope) }

  /// Dropout of the attention weights.
  public func dropout() -> DropoutSite { scope.dropout(dropoutProbability) }
}
