public import Tensor

/// Layer normalization (Ba et al. 2016): (x − mean) / √(variance + ε) · weight + bias.
public struct LayerNorm: Normalization {
  /// The scale, `[hidden]`.
  public let weight: Parameter
  /// The shift, `[hidden]`.
  public let bias: Parameter
  /// Added to the variance.
  public let epsilon: Double

  /// The parameters `weight` and `bias` of the scope.
  public init(_ scope: ParameterScope, hiddenSize: Int, epsilon: Double) {
    weight = scope.parameter("weight", .vector, [hiddenSize], .ones)
    bias = scope.parameter("bias", .vector, [hiddenSize], .zeros)
    self.epsilon = epsilon
  }

  /// residual and branch `[tokens, hidden]` to norm(residual + dropout(branch)).
  public func forward(residual: Tensor, branch: Tensor?, dropout: Dropout?) -> (output: Tensor, saved: Normalized) {
    addNormalize(
      residual: residual, branch: branch, dropout: dropout, gamma: weight.value, beta: bias.value, epsilon: epsilon)
  }

  /// dOutput and dSum `[tokens, hidden]` to the gradients of residual and branch.
  public func backward(
    _ dOutput: Tensor, dSum: Tensor?, _ saved: Normalized, dropout: Dropout?
  ) -> (dResidual: Tensor, dBranch: Tensor) {
    var dGamma = Tensor(zeros: weight.shape)
    var dBeta = Tensor(zeros: bias.shape)
    let (dResidual, dBranch) = addNormalizeBackward(
      dOutput, dSum: dSum, saved, dropout: dropout, gamma: weight.value, dGamma: &dGamma, dBeta: &dBeta)
    weight.addToGradient { $0.add(dGamma) }
    bias.addToGradient { $0.add(dBeta) }
    return (dResidual, dBranch)
  }
}
