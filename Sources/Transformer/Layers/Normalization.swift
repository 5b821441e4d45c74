public import Tensor

/// A norm over the columns of each row, fused with the dropout and the residual connection before it:
///
///     sum = residual + dropout(branch), output = norm(sum)
public protocol Normalization {
  /// - Parameters:
  ///   - residual: `[tokens, hidden]`
  ///   - branch: `[tokens, hidden]`, or nil for the plain norm of the residual
  ///   - dropout: of the branch
  /// - Returns: the norm `[tokens, hidden]`, and what backward needs; a pre-norm block passes `saved.sum` on
  func forward(residual: Tensor, branch: Tensor?, dropout: Dropout?) -> (output: Tensor, saved: Normalized)

  /// Adds to the gradients of the norm's parameters.
  ///
  /// - Parameters:
  ///   - dOutput: `[tokens, hidden]`
  ///   - dSum: the gradient that reaches the sum from elsewhere (the residual stream of a pre-norm block), or nil
  /// - Returns: the gradients of residual and branch, both `[tokens, hidden]`
  func backward(
    _ dOutput: Tensor, dSum: Tensor?, _ saved: Normalized, dropout: Dropout?
  ) -> (dResidual: Tensor, dBranch: Tensor)
}

extension Normalization {
  /// Adds the tensors that a pass keeps: sum and output.
  func addCost(rows: Int, hiddenSize: Int, to cost: inout PassCost) { cost.liveValues += 2 * rows * hiddenSize }
}
