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

  /// - Parameters:
  ///   - x: `[tokens, width]`: what is attended to
  ///   - queryInput: the rows of x that ask, as `readout` says
  ///   - cache: earlier tokens of the sequences, to which those of x are added
  /// - Returns: `[rows of queryInput, width]`
  func forward(
    _ x: Tensor, queryInput: Tensor, _ readout: Readout, _ pass: Pass, cache: AttentionCache?
  ) -> (output: Tensor, saved: Saved) {
    switch self {
    case .dotProduct(let attention):
      let (y, saved) = attention.forward(x, queryInput: queryInput, readout, pass, cache: cache)
      return (y, .dotProduct(saved))
    case .synthesizer(let attention):
      let (y, saved) = attention.forward(x, queryInput: queryInput, readout, pass, cache: cache)
      return (y, .synthesizer(saved))
    }
  }

  /// Adds to the gradients of the parameters.
  ///
  /// - Returns: the gradients of x and of `queryInput`; with the readout `.all` both are one, and the second is nil, as it is
  ///   where nothing was made of `queryInput`.
  func backward(
    _ dOutput: Tensor, _ saved: Saved, _ readout: Readout, _ pass: Pass
  ) -> (x: Tensor, queryInput: Tensor?) {
    switch (self, saved) {
    case (.dotProduct(let attention), .dotProduct(let saved)): attention.backward(dOutput, saved, readout, pass)
    case (.synthesizer(let attention), .synthesizer(let saved)): attention.backward(dOutput, saved, readout, pass)
    default: preconditionFailure("saved by another kind of attention")
    }
  }
}
