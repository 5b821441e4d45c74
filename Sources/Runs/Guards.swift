internal import Tensor
package import Transformer

/// Stops a run if its loss, gradients or weights are not finite, before the weights change.
///
/// - Parameters:
///   - loss: the loss of the step
///   - norm: the norm of all gradients, before clipping
///   - examples: the file and line of the step's examples; only called if there is a problem
package func requireFinite(
  loss: Double, norm: Double, _ parameters: [Parameter], step: Int, learningRate: Double, examples: () -> [String]
) throws {
  if loss.isFinite && norm.isFinite { return }
  var what = "the loss"
  if loss.isFinite {
    // The first gradient in model order is not necessarily the cause, but it is a place to look.
    let broken = parameters.first { $0.hasGradient && !$0.gradientOrZero.sumOfSquares().isFinite }
    what = broken.map { "the gradient of \($0.name)" } ?? "the sum of all squared gradients"
  } else if let broken = parameters.first(where: { !$0.value.sumOfSquares().isFinite }) {
    what = "the loss, and the weight \(broken.name)"
  }
  throw RunError.notFinite(what: what, step: step, learningRate: learningRate, examples: examples())
}

/// Refuses a run with more batches than 32 bits can count: dropout identifies a batch by a 32-bit number.
package func requireCountable(steps: Int, accumulation: Int, _ preflight: Preflight) {
  let (batches, isTooLarge) = steps.multipliedReportingOverflow(by: accumulation)
  if !isTooLarge && batches <= Int(UInt32.max) { return }
  preflight.problem(
    "accumulation is \(accumulation), so \(steps) steps have more than \(UInt32.max) batches: accumulation need not be"
      + " larger than the number of batches in an epoch")
}

/// Refuses to save weights that are not finite. The existing checkpoint is kept.
package func requireFinite(weights parameters: [Parameter], step: Int, learningRate: Double) throws {
  guard let broken = parameters.first(where: { !$0.value.sumOfSquares().isFinite }) else { return }
  throw RunError.notFinite(
    what: "the weight \(broken.name)", step: step, learningRate: learningRate, examples: [])
}
