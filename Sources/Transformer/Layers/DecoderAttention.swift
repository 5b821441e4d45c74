import Tensor

/// The attention of a decoder's block: of each token to those before it and itself.
public enum DecoderAttention {
  case dotProduct(SelfAttention)
  case synthesizer(SynthesizerAttention)

  /// What forward keeps for backward.
  public enum Saved {
    case dotProduct(SelfAttention.Saved)
    case synthesizer(SynthesizerAttention.Saved)
  }

  /// `[tokens, width]` to `[tokens, width]`. With a cache, the tokens are the next ones of its sequences.
  func forward(_ x: Tensor, _ pass: Pass, cache: AttentionCache?) -> (output: Tensor, saved: Saved) {
    switch self {
    case .dotProduct(let attention):
      let (y, saved) = attention.forward(x, queryInput: x, .all, pass, cache: cache)
      return (y, .dotProduct(saved))
    case .synthesizer(let attention):
      let (y, saved) = attention.forward(x, pass, cache: cache)
      return (y, .synthesizer(saved))
    }
  }

  /// Adds to the gradients of the parameters and returns that of the input.
  func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) -> Tensor {
    switch (self, saved) {
    case (.dotProduct(let attention), .dotProduct(let saved)): attention.backward(dOutput, saved, .all, pass).x
    case (.synthesizer(let attention), .synthesizer(let saved)): attention.backward(dOutput, saved, pass)
    default: preconditionFailure("saved by another kind of attention")
    }
  }
}
