public import Tensor

/// The input of an encoder: the sum of a token's word, position and, in BERT and RoBERTa, segment embeddings,
/// normalized.
public struct TextEmbeddings {
  /// One row for each token of the vocabulary.
  public let words: Embedding
  /// One row for each position.
  public let positions: Embedding
  /// One row for each segment; DistilBERT has none.
  public let types: Embedding?
  /// The norm of the sum.
  public let norm: any Normalization
  /// Dropout of the normalized sum.
  public let dropout: DropoutSite
  /// The row of the first position: RoBERTa's positions begin after its padding id.
  public let firstPosition: Int

  /// What forward keeps for backward.
  public struct Saved {
    let lookups: [(parameter: Parameter, ids: [Int32])]
    let norm: Normalized
  }

  /// Embeddings of the given parts.
  public init(
    words: Embedding, positions: Embedding, types: Embedding?, norm: any Normalization, dropout: DropoutSite,
    firstPosition: Int = 0
  ) {
    self.words = words
    self.positions = positions
    self.types = types
    self.norm = norm
    self.dropout = dropout
    self.firstPosition = firstPosition
  }

  /// Tokens to `[tokens, hidden]`. The model has checked ids and lengths before.
  public func forward(_ batch: TokenBatch, _ pass: Pass) -> (output: Tensor, saved: Saved) {
    var lookups = [(words.weight, batch.ids), (positions.weight, batch.positions(from: Int32(firstPosition)))]
    if let types {
      // A model with one segment has no row for a second text.
      lookups.append((types.weight, types.entries == 1 ? batch.typeIDs.map { _ in 0 } : batch.typeIDs))
    }
    let sum = embed(lookups.map { ($0.0.value, $0.1) })
    let (y, saved) = norm.forward(residual: sum, branch: nil, dropout: nil)
    return (drop(y, dropout(pass)), Saved(lookups: lookups.map { ($0.0, $0.1) }, norm: saved))
  }

  /// Adds to the tables' gradients; dOutput `[tokens, hidden]`.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) {
    let dSum = sumGradient(dOutput, saved, pass)
    for (parameter, ids) in saved.lookups {
      parameter.addToGradient(rows: ids) { addEmbeddingGradient(dSum, ids: ids, to: &$0) }
    }
  }

  /// Adds to the norm's gradients: dOutput `[tokens, hidden]` to the gradient of the sum, and so of each summand.
  func sumGradient(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) -> Tensor {
    norm.backward(drop(dOutput, dropout(pass)), dSum: nil, saved.norm, dropout: nil).dResidual
  }

  /// Adds the tensors that a pass keeps: the sum, and its norm, which with dropout is the first block's input.
  func addCost(_ batch: BatchShape, to cost: inout PassCost) {
    cost.liveValues += 2 * batch.tokens * words.weight.shape[1]
  }
}
