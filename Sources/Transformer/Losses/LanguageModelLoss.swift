public import Tensor

/// The loss that a language model is trained with. Evaluation always uses the softmax over the whole vocabulary.
///
/// A loss is one file.
public protocol LanguageModelLoss {
  /// Parameters that the loss has beside those of the model.
  var parameters: [Parameter] { get }

  /// The loss of some rows, and its gradient; adds to the gradients of the head and of `parameters`.
  ///
  /// - Parameters:
  ///   - x: the rows that have a target, `[targets, hidden]`
  ///   - targets: the token that should come next, `[targets]`
  ///   - normalizer: the divisor of the sum of losses: the number of targets of the whole optimizer step
  /// - Returns: the loss in nats, and dX `[targets, hidden]`
  func lossAndGradient(
    _ x: Tensor, targets: [Int32], _ head: LanguageModelHead, normalizer: Double, _ pass: Pass
  ) -> (loss: Double, dX: Tensor)

  /// Adds the products for so many targets, and the values that are in memory with them.
  func addCost(targets: Int, _ head: LanguageModelHead, to cost: inout PassCost)
}

/// −log of the softmax over the whole vocabulary: maximum likelihood.
public struct SoftmaxLoss: LanguageModelLoss {
  /// The loss; it has no settings.
  public init() {}

  /// None.
  public var parameters: [Parameter] { [] }

  /// As `LanguageModelHead.lossAndGradient`.
  public func lossAndGradient(
    _ x: Tensor, targets: [Int32], _ head: LanguageModelHead, normalizer: Double, _ pass: Pass
  ) -> (loss: Double, dX: Tensor) { head.lossAndGradient(x, targets: targets, normalizer: normalizer) }

  /// As `LanguageModelHead.addCost`.
  public func addCost(targets: Int, _ head: LanguageModelHead, to cost: inout PassCost) {
    head.addCost(targets: targets, to: &cost)
  }
}
