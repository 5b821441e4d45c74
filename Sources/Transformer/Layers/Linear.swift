public import Tensor

/// y = x · weightᵀ + bias
public struct Linear: Layer {
  /// `[outputs, inputs]`, or a taller matrix of which `rows` are this layer's.
  public let weight: Parameter
  /// `[outputs]`, or a longer one likewise.
  public let bias: Parameter
  /// The rows of `weight` and `bias` that this layer uses: all, unless several layers share one parameter as the query,
  /// key and value of GPT-2 do.
  public let rows: Range<Int>

  /// The input, `[tokens, inputs]`.
  public typealias Saved = Tensor

  /// The parameters `weight` and `bias` of the scope.
  public init(
    _ scope: ParameterScope, inputs: Int, outputs: Int, standardDeviation: Double = 0.02,
    layout: Parameter.Layout = .plain
  ) {
    weight = scope.parameter(
      "weight", [outputs, inputs], .normal(standardDeviation: standardDeviation), layout: layout)
    bias = scope.parameter("bias", [outputs], .zeros)
    rows = 0..<outputs
  }

  private init(weight: Parameter, bias: Parameter, rows: Range<Int>) {
    self.weight = weight
    self.bias = bias
    self.rows = rows
  }

  /// The layer of some of this one's outputs, on the same parameters.
  public func slice(_ rows: Range<Int>) -> Linear {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= outputs, "outputs \(rows) of \(outputs)")
    return Linear(
      weight: weight, bias: bias,
      rows: (self.rows.lowerBound + rows.lowerBound)..<(self.rows.lowerBound + rows.upperBound))
  }

  /// Number of output columns.
  public var outputs: Int { rows.count }

  private var isWhole: Bool { rows.count == weight.shape[0] }

  /// `[tokens, inputs]` to `[tokens, outputs]`.
  public func forward(_ x: Tensor, _ pass: Pass) -> (output: Tensor, saved: Tensor) {
    var y = Tensor.uninitialized([x.rows, outputs])
    forward(x, into: &y, column: 0)
    return (y, x)
  }

  /// Writes the output into columns of a wider tensor.
  func forward(_ x: Tensor, into y: inout Tensor, column: Int) {
    linear(x, weight: weight.value, rows: rows, bias: bias.value, into: &y, column: column)
  }

  /// dX = dY · weight, dWeight += dYᵀ · x, dBias += Σ dY
  public func backward(_ dOutput: Tensor, _ saved: Tensor, _ pass: Pass) -> Tensor {
    addParameterGradients(dOutput, x: saved)
    return inputGradient(dOutput)
  }

  /// dX = dY · weight alone.
  func inputGradient(_ dY: Tensor) -> Tensor {
    var dX = Tensor.uninitialized([dY.rows, weight.shape[1]])
    linearInputGradient(dY, column: 0, weight: weight.value, rows: rows, into: &dX, accumulate: false)
    return dX
  }

  /// The gradient from columns of a wider dY, written to or added to dX.
  func backward(_ dY: Tensor, column: Int, x: Tensor, into dX: inout Tensor, accumulate: Bool) {
    addParameterGradients(dY, column: column, x: x)
    linearInputGradient(dY, column: column, weight: weight.value, rows: rows, into: &dX, accumulate: accumulate)
  }

  /// dWeight += dYᵀ · x, dBias += Σ dY alone.
  func addParameterGradients(_ dY: Tensor, column: Int = 0, x: Tensor) {
    weight.addGradient { gradient, accumulate in
      // The first of several layers that share the parameter must not leave the others' rows unwritten.
      if !accumulate && !isWhole { gradient.fill(0) }
      linearWeightGradient(
        dY, column: column, x: x, into: &gradient, rows: rows, accumulate: accumulate || !isWhole)
    }
    bias.addToGradient {
      addColumnSums(of: dY, column: column, to: &$0, first: rows.lowerBound, count: rows.count)
    }
  }
}
