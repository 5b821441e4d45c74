public import Tensor

/// A GPT-style decoder: embeddings, pre-norm blocks, a last norm.
public struct Decoder {
  /// The sizes.
  public let configuration: DecoderConfiguration
  /// One row for each token of the vocabulary.
  public let words: Embedding
  /// One row for each position; nil for rotary positions.
  public let positions: Embedding?
  /// Dropout of the embeddings.
  public let dropout: DropoutSite
  /// The layers.
  public let blocks: [PreNormBlock]
  /// The norm after the last one.
  public let norm: any Normalization

  /// What forward keeps for backward.
  public struct Saved {
    let lookups: [(parameter: Parameter, ids: [Int32])]
    let blocks: [PreNormBlock.Saved]
    let lastDropout: DropoutSite?
    let norm: Normalized
  }

  /// The tables whose rows are added up to a token's embedding, and the rows.
  func lookups(_ batch: TokenBatch, _ places: [Int32]) -> [(parameter: Parameter, ids: [Int32])] {
    [(words.weight, batch.ids)] + (positions.map { [($0.weight, places)] } ?? [])
  }

  /// Tokens to the output rows, `[output rows, hidden]`. With a cache, the tokens are the next ones of its sequences.
  public func forward(
    _ batch: TokenBatch, _ pass: Pass, rows: OutputRows = .all, cache: DecoderCache? = nil
  ) -> (output: Tensor, saved: Saved) {
    // 1. embeddings
    let lookups = lookups(batch, cache?.positions(of: pass) ?? pass.positions)
    let embedded = drop(embed(lookups.map { ($0.parameter.value, $0.ids) }), dropout(pass))
    // 2. blocks
    var stream = ResidualStream(residual: embedded)
    var saved: [PreNormBlock.Saved] = []
    for (index, block) in blocks.enumerated() {
      let blockRows = index == blocks.count - 1 ? rows : .all
      let (next, savedBlock) = block.forward(stream, blockRows, pass, cache: cache?.layer(index))
      // Without a backward pass, each layer's memory serves the next.
      if pass.isTraining { saved.append(savedBlock) }
      stream = next
    }
    cache?.advance(pass)
    // 3. the last norm
    let (y, savedNorm) = stream.normalized(norm, pass)
    return (
      y,
      Saved(lookups: lookups, blocks: saved, lastDropout: stream.dropout, norm: savedNorm)
    )
  }

  /// Adds to the gradients of all parameters; dOutput `[output rows, hidden]`.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass, rows: OutputRows = .all) {
    precondition(saved.blocks.count == blocks.count, "backward needs a forward pass in training")
    // 3.
    var (dResidual, dBranch) = norm.backward(dOutput, dSum: nil, saved.norm, dropout: saved.lastDropout?(pass))
    // 2.
    for (index, (block, savedBlock)) in zip(blocks, saved.blocks).enumerated().reversed() {
      let blockRows = index == blocks.count - 1 ? rows : .all
      (dResidual, dBranch) = block.backward(dResidual: dResidual, dBranch: dBranch, savedBlock, blockRows, pass)
    }
    // 1.
    let dEmbedded = drop(dResidual, dropout(pass))
    for (parameter, ids) in saved.lookups {
      parameter.addToGradient(rows: ids) { addEmbeddingGradient(dEmbedded, ids: ids, to: &$0) }
    }
  }

  /// What a cache keeps of each layer: for `DecoderCache`.
  public var cachedLayers: [DecoderCache.Layer] {
    blocks.map { DecoderCache.Layer(width: $0.attention.cachedWidth, window: $0.attention.cachedTokens) }
  }

  /// Adds the cost of a pass over a batch.
  func addCost(_ batch: BatchShape, to cost: inout PassCost) {
    let hiddenSize = configuration.hiddenSize
    cost.tokens += batch.tokens
    for (index, block) in blocks.enumerated() {
      block.addCost(index == blocks.count - 1 ? batch : batch.withAllRows, hiddenSize: hiddenSize, to: &cost)
    }
    // The last norm with its sum, and its gradient; of fewer rows, their copies too.
    cost.liveValues += 3 * batch.outputRows * hiddenSize
    if batch.outputRows < batch.tokens { cost.liveValues += 2 * batch.outputRows * hiddenSize }
    cost.liveValues += batch.tokens * (blocks.map { $0.backwardValues(hiddenSize: hiddenSize) }.max() ?? 0)
  }
}
