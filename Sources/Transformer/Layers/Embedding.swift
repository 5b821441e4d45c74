/// A table with one row for each id.
public struct Embedding {
  /// `[entries, hidden]`
  public let weight: Parameter

  /// The parameter `weight` of the scope.
  public init(_ scope: ParameterScope, entries: Int, hiddenSize: Int, standardDeviation: Double = 0.02) {
    weight = scope.parameter(
      "weight", .table, [entries, hiddenSize], .normal(standardDeviation: standardDeviation))
  }

  /// Number of rows.
  public var entries: Int { weight.shape[0] }
}
