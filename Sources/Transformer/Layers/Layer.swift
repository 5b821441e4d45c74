public import Tensor

/// A step of a model with its gradient: forward and backward stand side by side and share a named `Saved`.
public protocol Layer {
  /// What forward keeps for backward.
  associatedtype Saved

  /// The output `[tokens, outputs]` for an input `[tokens, inputs]`.
  func forward(_ x: Tensor, _ pass: Pass) -> (output: Tensor, saved: Saved)

  /// Adds to the gradients of the layer's parameters.
  ///
  /// - Parameter dOutput: `[tokens, outputs]`
  /// - Returns: dX, `[tokens, inputs]`
  func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) -> Tensor
}
