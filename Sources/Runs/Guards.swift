internal import Tensor
internal import Training
package import Transformer

/// Stops a run whose numbers are numbers no longer, before they reach the weights.
///
/// - Parameters:
///   - loss: of the step
///   - norm: of the gradients, before clipping
///   - examples: where the step's examples are from, asked for only where something is wrong
package func requireFinite(
  loss: Double, norm: Double, _ parameters: [Parameter], step: Int, learningRate: Double, examples: () -> [String]
) throws {
  if loss.isFinite && norm.isFinite { return }
  var what = "the loss"
  if loss.isFinite {
    // The first in the order of the model is not where it began, but it is a place to look.
    let broken = parameters.first { $0.hasGradient && !$0.gradientOrZero.sumOfSquares().isFinite }
    what = broken.map { "the gradient of \($0.name)" } ?? "the sum of all squared gradients"
  } else if let broken = parameters.first(where: { !$0.value.sumOfSquares().isFinite }) {
    what = "the loss, and the weight \(broken.name)"
  }
  throw RunError.notFinite(what: what, step: step, learningRate: learningRate, examples: examples())
}

/// Refuses a run whose batches are more than 32 bits can count, which is how dropout tells them apart.
package func requireCountable(steps: Int, accumulation: Int, _ preflight: Preflight) {
  let (batches, isTooLarge) = steps.multipliedReportingOverflow(by: accumulation)
  if !isTooLarge && batches <= Int(UInt32.max) { return }
  preflight.problem(
    "accumulation is \(accumulation), in \(steps) steps more than \(UInt32.max) batches: a step of all examples needs no more"
      + " than there are batches of them")
}

/// Refuses to keep weights that are no numbers: the checkpoint that was there stays.
package func requireFinite(weights parameters: [Parameter], step: Int, learningRate: Double) throws {
  guard let broken = parameters.first(where: { !$0.value.sumOfSquares().isFinite }) else { return }
  throw RunError.notFinite(
    what: "the weight \(broken.name)", step: step, learningRate: learningRate, examples: [])
}
