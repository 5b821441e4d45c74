public import Tensor

/// y = x · weightᵀ + bias
public struct Linear: Layer {
  /// `[outputs, inputs]`
  public let weight: Parameter
  /// `[outputs]`
  public let bias: Parameter

  /// The input, `[tokens, inputs]`.
  public typealias Saved = Tensor

  /// The parameters `weight` and `bias` of the scope.
  public init(_ scope: ParameterScope, inputs: Int, outputs: Int, standardDeviation: Double = 0.02) {
    weight = scope.parameter("weight", [outputs, inputs], .normal(standardDeviation: standardDeviation))
    bias = scope.parameter("bias", [outputs], .zeros)
  }

  /// Number of output columns.
  public var outputs: Int { weight.shape[0] }

  /// `[tokens, inputs]` to `[tokens, outputs]`.
  public func forward(_ x: Tensor, _ pass: Pass) -> (output: Tensor, saved: Tensor) {
    (linear(x, weight: weight.value, bias: bias.value), x)
  }

  /// Writes the output into columns of a wider tensor.
  func forward(_ x: Tensor, into y: inout Tensor, column: Int) {
    linear(x, weight: weight.value, rows: 0..<outputs, bias: bias.value, into: &y, column: column)
  }

  /// dX = dY · weight, dWeight += dYᵀ · x, dBias += Σ dY
  public func backward(_ dOutput: Tensor, _ saved: Tensor, _ pass: Pass) -> Tensor {
    addParameterGradients(dOutput, column: 0, x: saved)
    return linearInputGradient(dOutput, weight: weight.value)
  }

  /// The gradient from columns of a wider dY, written to or added to dX.
  func backward(_ dY: Tensor, column: Int, x: Tensor, into dX: inout Tensor, accumulate: Bool) {
    addParameterGradients(dY, column: column, x: x)
    linearInputGradient(
      dY, column: column, weight: weight.value, rows: 0..<outputs, into: &dX, accumulate: accumulate)
  }

  func addParameterGradients(_ dY: Tensor, column: Int, x: Tensor) {
    weight.addGradient { gradient, accumulate in
      linearWeightGradient(dY, column: column, x: x, into: &gradient, rows: 0..<outputs, accumulate: accumulate)
    }
    bias.addToGradient { addColumnSums(of: dY, column: column, to: &$0, count: outputs) }
  }
}
