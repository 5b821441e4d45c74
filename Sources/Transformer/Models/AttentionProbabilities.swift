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
  /// The probabilities of one sequence's attention: for each layer and head `[tokens, keys]`. Where later layers see
  /// groups of latents, a token's row is zero outside of its group.
  public func attentionProbabilities(_ batch: TokenBatch) -> [[Tensor]] {
    let pass = Pass(offsets: batch.offsets)
    let embedded = embed(lookups(batch, pass.positions).map { ($0.parameter.value, $0.ids) })
    var stream = ResidualStream(residual: embedded)
    return zip(blocks, passes(.all, pass)).map { block, own in
      let x = stream.normalized(block.attentionNorm, pass).output
      let groups = zip(own.pass.offsets, own.pass.offsets.dropFirst()).map { begin, end in
        block.attention.probabilities(x.copyOfRows(begin..<end), Pass(offsets: [0, end - begin]))
      }
      stream = block.forward(stream, own.rows, own.pass).output
      return groups.count == 1 ? groups[0] : groups[0].indices.map { head in diagonal(groups.map { $0[head] }) }
    }
  }

  /// Square matrices along the diagonal of a larger one.
  private func diagonal(_ parts: [Tensor]) -> Tensor {
    let count = parts.reduce(0) { $0 + $1.rows }
    var result = Tensor(zeros: [count, count])
    result.withMutableSpan { values in
      var first = 0
      for part in parts {
        for (index, value) in part.values.enumerated() {
          values[(first + index / part.columns) * count + first + index % part.columns] = value
        }
        first += part.rows
      }
    }
    return result
  }
}
