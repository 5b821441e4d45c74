public import Tensor

/// Multi-head self-attention with projections for query, key and value (Vaswani et al. 2017, §3.2.2): of every token to
/// every other (BERT), or of each to those before it and itself (GPT).
public struct SelfAttention {
  /// The queries' projection, `[width, width]`.
  public let query: Linear
  /// The projections to keys and, beside them, values: one layer of twice the width, or two.
  public let keyValue: [Linear]
  /// The projection of the heads' joined outputs.
  public let output: Linear
  /// Number of heads.
  public let headCount: Int
  /// Dropout of the probabilities.
  public let dropout: DropoutSite
  /// Whether a token sees only itself and those before it.
  public let isCausal: Bool
  /// Turns queries and keys by their positions; nil where positions are added to the embeddings.
  public let rotary: RotaryTable?

  /// What forward keeps for backward.
  public struct Saved {
    let x: Tensor
    let queryInput: Tensor
    let query: Tensor
    let keyValue: Tensor
    let context: Tensor
    let attention: AttentionSaved
  }

  /// Attention with the given projections.
  public init(
    query: Linear, keyValue: [Linear], output: Linear, headCount: Int, dropout: DropoutSite,
    isCausal: Bool = false, rotary: RotaryTable? = nil
  ) {
    precondition(keyValue.reduce(0) { $0 + $1.outputs } == 2 * query.outputs, "keys and values are as wide as queries")
    self.query = query
    self.keyValue = keyValue
    self.output = output
    self.headCount = headCount
    self.dropout = dropout
    self.isCausal = isCausal
    self.rotary = rotary
  }

  /// Where the output of each layer of `keyValue` begins.
  private var columns: [Int] { keyValue.reduce(into: [0]) { $0.append($0.last! + $1.outputs) } }

  private func shape(_ readout: Readout, _ pass: Pass) -> AttentionShape {
    readout.shape(pass, headCount: headCount, isCausal: isCausal)
  }

  /// - Parameters:
  ///   - x: `[tokens, width]`: what keys and values are made of
  ///   - queryInput: the rows of x that ask, as `readout` says
  ///   - cache: keys and values of earlier tokens, to which those of x are added
  /// - Returns: `[rows of queryInput, width]`
  func forward(
    _ x: Tensor, queryInput: Tensor, _ readout: Readout, _ pass: Pass, cache: AttentionCache? = nil
  ) -> (output: Tensor, saved: Saved) {
    let width = x.columns
    // 1. projections; keys and values side by side in one tensor
    var q = query.forward(queryInput, pass).output
    var kv = Tensor.uninitialized([x.rows, 2 * width])
    for (layer, column) in zip(keyValue, columns) { layer.forward(x, into: &kv, column: column) }
    // 2. positions
    if let rotary {
      let positions = cache?.positions(of: pass) ?? pass.positions
      let asked = readout.gather(positions, pass)
      rotary.rotate(&q, column: 0, width: width, headCount: headCount, positions: asked)
      rotary.rotate(&kv, column: 0, width: width, headCount: headCount, positions: positions)
    }
    // 3. attention
    let (context, saved): (Tensor, AttentionSaved)
    if let cache {
      cache.append(kv, pass)
      (context, saved) = attention(
        query: q, keyValue: cache.keyValue, cache.shape(readout, pass, headCount), dropout: nil)
    } else {
      (context, saved) = attention(query: q, keyValue: kv, shape(readout, pass), dropout: dropout(pass))
    }
    // 4. output projection
    let y = output.forward(context, pass).output
    return (
      y, Saved(x: x, queryInput: queryInput, query: q, keyValue: kv, context: context, attention: saved)
    )
  }

  /// - Returns: the gradient through keys and values `[tokens, width]`, and the one through the queries
  ///   `[rows of queryInput, width]`; with the readout `.all` both are one, and `queryInput` is nil.
  func backward(
    _ dOutput: Tensor, _ saved: Saved, _ readout: Readout, _ pass: Pass
  ) -> (x: Tensor, queryInput: Tensor?) {
    let width = saved.x.columns
    // 4.
    let dContext = output.backward(dOutput, saved.context, pass)
    // 3.
    var (dQ, dKV, _) = attentionBackward(
      dContext, query: saved.query, keyValue: saved.keyValue, saved.attention, shape(readout, pass),
      dropout: dropout(pass))
    // 2. a rotation's transpose is the rotation back
    if let rotary {
      let positions = pass.positions
      let asked = readout.gather(positions, pass)
      rotary.rotate(&dQ, column: 0, width: width, headCount: headCount, positions: asked, backwards: true)
      rotary.rotate(&dKV, column: 0, width: width, headCount: headCount, positions: positions, backwards: true)
    }
    // 1.
    var dX = Tensor.uninitialized(saved.x.shape)
    for (layer, column) in zip(keyValue, columns) {
      layer.backward(dKV, column: column, x: saved.x, into: &dX, accumulate: column > 0)
    }
    if readout == .all {
      query.backward(dQ, column: 0, x: saved.queryInput, into: &dX, accumulate: true)
      return (dX, nil)
    }
    return (dX, query.backward(dQ, saved.queryInput, pass))
  }
}
