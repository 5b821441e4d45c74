import Tensor
public import Transformer

/// The L2 norm of all gradients together, √(Σ g²), over the parameters that have one.
public func gradientNorm(_ parameters: [Parameter]) -> Double {
  parameters.reduce(0) { sum, parameter in
    guard parameter.hasGradient, let gradient = parameter.gradient else { return sum }
    return sum + (parameter.gradientRows.map { gradient.sumOfSquares(rows: $0) } ?? gradient.sumOfSquares())
  }.squareRoot()
}

/// The factor that scales gradients of norm `norm` down to `maximum`, as `torch.nn.utils.clip_grad_norm_` computes it.
public func clippingFactor(norm: Double, maximum: Double) -> Double {
  min(1, maximum / (norm + 1e-6))
}
