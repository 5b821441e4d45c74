/// Σ (prediction − target)² / normalizer and its gradient, for regression heads.
///
/// - Parameter predictions: `[examples, 1]`
/// - Returns: the loss and its gradient `[examples, 1]`.
public func squaredError(
  _ predictions: Tensor, targets: [Float], normalizer: Double
) -> (loss: Double, dPredictions: Tensor) {
  precondition(predictions.count == targets.count, "predictions \(predictions.shape), \(targets.count) targets")
  let errors = zip(predictions.values, targets).map { Double($0) - Double($1) }
  let loss = errors.reduce(0) { $0 + $1 * $1 } / normalizer
  return (loss, Tensor(errors.map { Float(2 * $0 / normalizer) }, shape: predictions.shape))
}
