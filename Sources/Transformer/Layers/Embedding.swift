/// A table with one row for each id.
public struct Embedding {
  /// `[entries, hidden]`
  public let weight: Parameter

  /// The parameter `weight` of the scope.
  ///
  /// - Parameter repeated: rows that are repeated, in order, if the checkpoint's table ends with the last of them and
  ///   this one is longer
  public init(
    _ scope: ParameterScope, entries: Int, hiddenSize: Int, standardDeviation: Double = 0.02,
    repeated: Range<Int>? = nil
  ) {
    weight = scope.parameter(
      "weight", .table, [entries, hiddenSize], .normal(standardDeviation: standardDeviation), repeated: repeated)
  }

  /// Number of rows.
  public var entries: Int { weight.shape[0] }
}
