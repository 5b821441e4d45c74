public import Tensor

// What the attention of each block weights tokens by. The blocks run as in `forward` without dropout; beside each, its
// attention says what it weights by.

extension Encoder {
  /// The probabilities of one sequence's attention: for each layer and head `[tokens, keys]`.
  public func attentionProbabilities(_ batch: TokenBatch) -> [[Tensor]] {
    let pass = Pass(offsets: batch.offsets)
    var x = embeddings.forward(batch, pass).output
    return blocks.map { block in
      let probabilities = block.attention.probabilities(x, pass)
      x = block.forward(x, .all, pass).output
      return probabilities
    }
  }
}

extension Decoder {
  /// The probabilities of one sequence's attention: for each layer and head `[tokens, keys]`.
  public func attentionProbabilities(_ batch: TokenBatch) -> [[Tensor]] {
    let pass = Pass(offsets: batch.offsets)
    let embedded = embed(lookups(batch, pass.positions).map { ($0.parameter.value, $0.ids) })
    var stream = ResidualStream(residual: embedded)
    return blocks.map { block in
      let probabilities = block.attention.probabilities(stream.normalized(block.attentionNorm, pass).output, pass)
      stream = block.forward(stream, .all, pass).output
      return probabilities
    }
  }
}
