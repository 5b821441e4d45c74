import Tensor
public import Transformer

/// The length of all gradients together, √(Σ g²), over the parameters that are not frozen.
public func gradientNorm(_ parameters: [Parameter]) -> Double {
  parameters.reduce(0) { sum, parameter in
    guard parameter.hasGradient, let gradient = parameter.gradient else { return sum }
    return sum + (parameter.gradientRows.map { gradient.sumOfSquares(rows: $0) } ?? gradient.sumOfSquares())
  }.squareRoot()
}

/// The factor that brings gradients of length `norm` down to `maximum`, as `torch.nn.utils.clip_grad_norm_` computes it.
public func clippingFactor(norm: Double, maximum: Double) -> Double {
  min(1, maximum / (norm + 1e-6))
}
