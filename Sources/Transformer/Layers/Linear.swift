public import Tensor

/// y = x · weightᵀ + bias, or without a bias.
public struct Linear: Layer {
  /// `[outputs, inputs]`, or a taller matrix of which this layer uses `rows`.
  public let weight: Parameter
  /// `[outputs]`, or a longer vector likewise; nil for a layer without a bias.
  public let bias: Parameter?
  /// The rows of `weight` and `bias` that this layer uses: all, unless layers share one parameter, as GPT-2's query,
  /// key and value do.
  public let rows: Range<Int>

  /// The input, `[tokens, inputs]`.
  public typealias Saved = Tensor

  /// The parameters `weight` and, with `hasBias`, `bias` of the scope.
  public init(
    _ scope: ParameterScope, inputs: Int, outputs: Int, standardDeviation: Double = 0.02,
    layout: Parameter.Layout = .plain, hasBias: Bool = true
  ) {
    weight = scope.parameter(
      "weight", .matrix, [outputs, inputs], .normal(standardDeviation: standardDeviation), layout: layout)
    bias = hasBias ? scope.parameter("bias", .vector, [outputs], .zeros) : nil
    rows = 0..<outputs
  }

  private init(weight: Parameter, bias: Parameter?, rows: Range<Int>) {
    self.weight = weight
    self.bias = bias
    self.rows = rows
  }

  /// A layer with some of this layer's outputs, on the same parameters.
  public func slice(_ rows: Range<Int>) -> Linear {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= outputs, "outputs \(rows) of \(outputs)")
    return Linear(
      weight: weight, bias: bias,
      rows: (self.rows.lowerBound + rows.lowerBound)..<(self.rows.lowerBound + rows.upperBound))
  }

  /// Number of input columns.
  public var inputs: Int { weight.shape[1] }

  /// Number of output columns.
  public var outputs: Int { rows.count }

  private var isWhole: Bool { rows.count == weight.shape[0] }

  /// `[tokens, inputs]` to `[tokens, outputs]`.
  public func forward(_ x: Tensor, _ pass: Pass) -> (output: Tensor, saved: Tensor) {
    var y = Tensor.uninitialized([x.rows, outputs])
    forward(x, into: &y, column: 0)
    return (y, x)
  }

  /// Writes the output of x `[tokens, inputs]` into columns of a wider y `[tokens, …]`.
  func forward(_ x: Tensor, into y: inout Tensor, column: Int) {
    linear(x, weight: weight.value, rows: rows, bias: bias?.value, into: &y, column: column)
  }

  /// dX = dY · weight, dWeight += dYᵀ · x, dBias += Σ dY
  ///
  /// - Parameter dOutput: `[tokens, outputs]`
  /// - Returns: `[tokens, inputs]`
  public func backward(_ dOutput: Tensor, _ saved: Tensor, _ pass: Pass) -> Tensor {
    addParameterGradients(dOutput, x: saved)
    return inputGradient(dOutput)
  }

  /// dX = dY · weight alone: dY `[tokens, outputs]` to `[tokens, inputs]`.
  func inputGradient(_ dY: Tensor) -> Tensor {
    var dX = Tensor.uninitialized([dY.rows, inputs])
    linearInputGradient(dY, column: 0, weight: weight.value, rows: rows, into: &dX, accumulate: false)
    return dX
  }

  /// The gradient from columns of a wider dY `[tokens, …]`, written to or added to dX `[tokens, inputs]`.
  func backward(_ dY: Tensor, column: Int, x: Tensor, into dX: inout Tensor, accumulate: Bool) {
    addParameterGradients(dY, column: column, x: x)
    linearInputGradient(dY, column: column, weight: weight.value, rows: rows, into: &dX, accumulate: accumulate)
  }

  /// dWeight += dYᵀ · x, dBias += Σ dY alone; dY `[tokens, …]`, x `[tokens, inputs]`.
  func addParameterGradients(_ dY: Tensor, column: Int = 0, x: Tensor) {
    weight.addGradient { gradient, accumulate in
      // The first of several layers that share the parameter must not leave the others' rows unwritten.
      if !accumulate && !isWhole { gradient.fill(0) }
      linearWeightGradient(
        dY, column: column, x: x, into: &gradient, rows: rows, accumulate: accumulate || !isWhole)
    }
    bias?.addToGradient {
      addColumnSums(of: dY, column: column, to: &$0, first: rows.lowerBound, count: rows.count)
    }
  }

  /// Adds the products of `count` rows.
  func addCost(rows count: Int, to cost: inout PassCost) { cost.addProducts(count * inputs * outputs) }
}
