internal import Tensor

/// What follows the blocks of a decoder; its output is what the head reads.
public enum DecoderEnding {
  /// The last norm, with the sum before it.
  case norm(any Normalization)
  /// A hidden layer, of a model whose embeddings no block has changed.
  case hidden(HiddenLayer)

  /// What forward keeps for backward.
  enum Saved {
    case norm(Normalized, DropoutSite?)
    case hidden(HiddenLayer.Saved)
  }

  /// The stream `[output rows, columns]` to `[output rows, hidden]`.
  func forward(_ stream: ResidualStream, _ pass: Pass) -> (output: Tensor, saved: Saved) {
    switch self {
    case .norm(let norm):
      let (output, saved) = stream.normalized(norm, pass)
      return (output, .norm(saved, stream.dropout))
    case .hidden(let layer):
      precondition(stream.branch == nil, "a hidden layer reads embeddings, not the sum of a block")
      let (output, saved) = layer.forward(stream.residual, pass)
      return (output, .hidden(saved))
    }
  }

  /// The gradients of the stream's two parts; nil for a branch that it does not have.
  func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) -> (dResidual: Tensor, dBranch: Tensor?) {
    switch (self, saved) {
    case (.norm(let norm), .norm(let saved, let dropout)):
      return norm.backward(dOutput, dSum: nil, saved, dropout: dropout?(pass))
    case (.hidden(let layer), .hidden(let saved)): return (layer.backward(dOutput, saved, pass), nil)
    default: preconditionFailure("saved by another ending")
    }
  }

  /// Adds the cost of a pass in which `rows` output rows of width `hiddenSize` are made.
  func addCost(rows: Int, hiddenSize: Int, to cost: inout PassCost) {
    switch self {
    // The last norm with its sum, and its gradient.
    case .norm: cost.liveValues += 3 * rows * hiddenSize
    case .hidden(let layer): layer.addCost(rows: rows, to: &cost)
    }
  }
}
