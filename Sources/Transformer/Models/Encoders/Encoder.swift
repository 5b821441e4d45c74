public import Tensor

/// A BERT-style encoder: embeddings and post-norm blocks. Its families differ in names and keys.
public struct Encoder: TextEncoder {
  /// The sizes.
  public let configuration: EncoderConfiguration
  /// Words, positions and segments.
  public let embeddings: TextEmbeddings
  /// The layers.
  public let blocks: [PostNormBlock]

  /// The word table of the embeddings.
  public var words: Embedding { embeddings.words }
  /// Number of blocks.
  public var layerCount: Int { blocks.count }

  /// What forward keeps for backward.
  public struct Saved {
    let embeddings: TextEmbeddings.Saved
    let blocks: [PostNormBlock.Saved]
  }

  /// The output rows of the last layer, `[output rows, hidden]`.
  public func forward(_ batch: TokenBatch, _ rows: OutputRows, _ pass: Pass) -> (output: Tensor, saved: Saved) {
    let (embedded, savedEmbeddings) = embeddings.forward(batch, pass)
    var x = embedded
    var saved: [PostNormBlock.Saved] = []
    for (index, block) in blocks.enumerated() {
      let (y, savedBlock) = block.forward(x, index == blocks.count - 1 ? rows : .all, pass)
      // Without a backward pass, each layer's memory serves the next.
      if pass.isTraining { saved.append(savedBlock) }
      x = y
    }
    return (x, Saved(embeddings: savedEmbeddings, blocks: saved))
  }

  /// Adds to the gradients of all parameters; dOutput `[output rows, hidden]`.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ rows: OutputRows, _ pass: Pass) {
    embeddings.backward(blocksBackward(dOutput, saved, rows, pass), saved.embeddings, pass)
  }

  /// Adds to the gradients of the blocks and of the embeddings' norm: dOutput `[output rows, hidden]` to the gradient
  /// of each token's word embedding, `[tokens, hidden]`.
  public func wordGradient(_ dOutput: Tensor, _ saved: Saved, _ rows: OutputRows, _ pass: Pass) -> Tensor {
    embeddings.sumGradient(blocksBackward(dOutput, saved, rows, pass), saved.embeddings, pass)
  }

  /// Adds to the gradients of the blocks' parameters: dOutput `[output rows, hidden]` to the gradient of the first
  /// block's input, `[tokens, hidden]`.
  func blocksBackward(_ dOutput: Tensor, _ saved: Saved, _ rows: OutputRows, _ pass: Pass) -> Tensor {
    precondition(saved.blocks.count == blocks.count, "backward needs a forward pass in training")
    var dX = dOutput
    for (index, block) in blocks.enumerated().reversed() {
      dX = block.backward(dX, saved.blocks[index], index == blocks.count - 1 ? rows : .all, pass)
    }
    return dX
  }

  /// Adds the cost of a pass over a batch.
  public func addCost(_ batch: BatchShape, to cost: inout PassCost) {
    let hiddenSize = configuration.hiddenSize
    cost.tokens += batch.tokens
    embeddings.addCost(batch, to: &cost)
    for (index, block) in blocks.enumerated() {
      block.addCost(index == blocks.count - 1 ? batch : batch.withAllRows, hiddenSize: hiddenSize, to: &cost)
    }
    cost.liveValues += batch.tokens * (blocks.map { $0.backwardValues(hiddenSize: hiddenSize) }.max() ?? 0)
  }
}
