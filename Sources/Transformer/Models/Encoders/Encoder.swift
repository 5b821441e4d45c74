public import Tensor

/// A BERT-style encoder: embeddings and post-norm blocks. Families differ in names and keys, and each makes one of
/// these.
public struct Encoder {
  /// The sizes.
  public let configuration: EncoderConfiguration
  /// Words, positions and segments.
  public let embeddings: TextEmbeddings
  /// The layers.
  public let blocks: [PostNormBlock]

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
  func addCost(_ batch: BatchShape, to cost: inout PassCost) {
    let hiddenSize = configuration.hiddenSize
    cost.tokens += batch.tokens
    embeddings.addCost(batch, to: &cost)
    for (index, block) in blocks.enumerated() {
      block.addCost(index == blocks.count - 1 ? batch : batch.withAllRows, hiddenSize: hiddenSize, to: &cost)
    }
    cost.liveValues += batch.tokens * (blocks.map { $0.backwardValues(hiddenSize: hiddenSize) }.max() ?? 0)
  }

  /// Why a batch cannot be run, or nil: an id outside the vocabulary, or a text longer than the positions.
  public func problem(with batch: TokenBatch) -> String? {
    if let id = batch.ids.first(where: { $0 < 0 || $0 >= configuration.vocabularySize }) {
      return "token id \(id), but the embedding has rows 0..<\(configuration.vocabularySize)"
    }
    let types = configuration.typeCount
    if types > 1, let type = batch.typeIDs.first(where: { $0 < 0 || $0 >= types }) {
      return "token type \(type), but the embedding has rows 0..<\(types)"
    }
    let longest = zip(batch.offsets, batch.offsets.dropFirst()).map { $1 - $0 }.max() ?? 0
    if longest > configuration.maximumLength {
      return "a text of \(longest) tokens, but the model has \(configuration.maximumLength) positions"
    }
    return nil
  }
}
