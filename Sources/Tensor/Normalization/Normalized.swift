/// What the backward pass of a norm needs: of `addNormalize` or of `addRootMeanSquareNormalize`.
public struct Normalized: Sendable {
  /// residual + dropout(branch), `[tokens, hidden]`
  public let sum: Tensor
  /// The mean of each row, `[tokens]`; nil for a norm that does not subtract it.
  let mean: Tensor?
  /// What each row is multiplied by, `[tokens]`: 1 / standard deviation, or 1 / root of the mean square.
  let reciprocal: Tensor
}
