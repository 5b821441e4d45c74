public import Tensor

/// Layer normalisation (Ba et al. 2016), alone or fused with the dropout and the residual connection before it.
public struct LayerNorm: Layer {
  /// The scale, `[width]`.
  public let weight: Parameter
  /// The shift, `[width]`.
  public let bias: Parameter
  /// Added to the variance.
  public let epsilon: Double

  /// What `addNormalize` keeps.
  public typealias Saved = Normalized

  /// The parameters `weight` and `bias` of the scope.
  public init(_ scope: ParameterScope, width: Int, epsilon: Double) {
    weight = scope.parameter("weight", [width], .ones)
    bias = scope.parameter("bias", [width], .zeros)
    self.epsilon = epsilon
  }

  /// norm(x)
  public func forward(_ x: Tensor, _ pass: Pass) -> (output: Tensor, saved: Normalized) {
    forward(residual: x, branch: nil, dropout: nil)
  }

  /// The gradient of norm(x).
  public func backward(_ dOutput: Tensor, _ saved: Normalized, _ pass: Pass) -> Tensor {
    backward(dOutput, dSum: nil, saved, dropout: nil).residual
  }

  /// norm(residual + dropout(branch)); `saved.sum` is the sum that a pre-norm block carries on.
  func forward(residual: Tensor, branch: Tensor?, dropout: Dropout?) -> (output: Tensor, saved: Normalized) {
    addNormalize(
      residual: residual, branch: branch, dropout: dropout, gamma: weight.value, beta: bias.value, epsilon: epsilon)
  }

  /// The gradients of the residual and of the branch.
  func backward(
    _ dOutput: Tensor, dSum: Tensor?, _ saved: Normalized, dropout: Dropout?
  ) -> (residual: Tensor, branch: Tensor) {
    var dGamma = Tensor(zeros: weight.shape)
    var dBeta = Tensor(zeros: bias.shape)
    let result = addNormalizeBackward(
      dOutput, dSum: dSum, saved, dropout: dropout, gamma: weight.value, dGamma: &dGamma, dBeta: &dBeta)
    weight.addToGradient { $0.add(dGamma) }
    bias.addToGradient { $0.add(dBeta) }
    return result
  }
}
