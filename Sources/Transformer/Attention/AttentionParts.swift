public import Tensor

/// What a model family gives a variant to make itself of: the parts follow the family's names and layout.
public struct AttentionParts {
  /// The sizes.
  public let sizes: AttentionSizes
  /// The number of the block, from 0.
  public let layer: Int
  /// Where the variant's parameters are.
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
  ///   - layer: the number of the block, from 0
  ///   - scope: below which all parameters are made
  ///   - rotary: for rotary positions
  ///   - standardDeviation: of new weights
  ///   - dropout: probability that an attention weight becomes zero
  ///   - linear: a linear layer as the family stores it
  ///   - projections: the family's own query, key and value
  ///   - output: the family's projection of the heads' joined outputs
  public init(
    _ sizes: AttentionSizes, layer: Int, scope: ParameterScope, rotary: RotaryTable?, standardDeviation: Double,
    dropout: Double,
    linear: @escaping (_ scope: ParameterScope, _ inputs: Int, _ outputs: Int) -> Linear,
    projections: @escaping (_ scope: ParameterScope) -> (query: Linear, keyValue: [Linear]),
    output: @escaping (_ scope: ParameterScope) -> Linear
  ) {
    self.sizes = sizes
    self.layer = layer
    self.scope = scope
    self.rotary = rotary
    self.standardDeviation = standardDeviation
    dropoutProbability = dropout
    makeLinear = linear
    makeProjections = projections
    makeOutput = output
  }

  /// Where parameters of the variant's own are: a checkpoint of a model with another attention lacks them, and they are
  /// drawn where such a checkpoint is opened with this variant.
  public var ownScope: ParameterScope { scope.added }

  /// Where parameters are that all layers share, below the bare model's names: the first layer makes them, the others
  /// get the same.
  public var sharedScope: ParameterScope { scope.shared }

  /// A linear layer of the variant's own, below its scope.
  public func linear(_ name: String, inputs: Int, outputs: Int) -> Linear {
    makeLinear(ownScope[name], inputs, outputs)
  }

  /// A table of the variant's own, `[entries, hidden]`.
  public func table(_ name: String, entries: Int) -> Embedding {
    Embedding(ownScope[name], entries: entries, hiddenSize: sizes.hiddenSize, standardDeviation: standardDeviation)
  }

  /// Whole numbers of the variant's own, which nothing trains: see `ParameterScope.numbers`.
  public func numbers(_ name: String, _ shape: [Int], below bound: Int) -> [Int] {
    ownScope.numbers(name, shape, below: bound)
  }

  /// The projections to queries, and to keys and values side by side.
  public func projections() -> (query: Linear, keyValue: [Linear]) { makeProjections(scope) }

  /// The projection of the heads' joined outputs.
  public func output() -> Linear { makeOutput(scope) }

  /// Dropout of the attention weights.
  public func dropout() -> DropoutSite { scope.dropout(dropoutProbability) }
}
