public import Tensor

/// Root-mean-square normalization (Zhang and Sennrich 2019), as Llama has it: x / √(mean(x²) + ε) · weight.
public struct RMSNorm: Normalization {
  /// The scale, `[hidden]`.
  public let weight: Parameter
  /// Added to the mean square.
  public let epsilon: Double

  /// The parameter `weight` of the scope.
  public init(_ scope: ParameterScope, hiddenSize: Int, epsilon: Double) {
    weight = scope.parameter("weight", .vector, [hiddenSize], .ones)
    self.epsilon = epsilon
  }

  /// residual and branch `[tokens, hidden]` to norm(residual + dropout(branch)).
  public func forward(residual: Tensor, branch: Tensor?, dropout: Dropout?) -> (output: Tensor, saved: Normalized) {
    addRootMeanSquareNormalize(
      residual: residual, branch: branch, dropout: dropout, weight: weight.value, epsilon: epsilon)
  }

  /// dOutput and dSum `[tokens, hidden]` to the gradients of residual and branch.
  public func backward(
    _ dOutput: Tensor, dSum: Tensor?, _ saved: Normalized, dropout: Dropout?
  ) -> (dResidual: Tensor, dBranch: Tensor) {
    var dWeight = Tensor(zeros: weight.shape)
    let (dResidual, dBranch) = addRootMeanSquareNormalizeBackward(
      dOutput, dSum: dSum, saved, dropout: dropout, weight: weight.value, dWeight: &dWeight)
    weight.addToGradient { $0.add(dWeight) }
    return (dResidual, dBranch)
  }
}
