public import Tensor

/// A table of rows, one an id.
public struct Embedding {
  /// `[entries, width]`
  public let weight: Parameter

  /// The parameter `weight` of the scope.
  public init(_ scope: ParameterScope, entries: Int, width: Int, standardDeviation: Double = 0.02) {
    weight = scope.parameter("weight", [entries, width], .normal(standardDeviation: standardDeviation))
  }

  /// Number of rows.
  public var entries: Int { weight.shape[0] }
}

/// What a token is to an encoder: the sum of its word, its place and, in BERT and RoBERTa, its segment, normalised.
public struct TextEmbeddings {
  /// One row a token of the vocabulary.
  public let words: Embedding
  /// One row a position.
  public let positions: Embedding
  /// One row a segment; DistilBERT has none.
  public let types: Embedding?
  /// The norm of the sum.
  public let norm: LayerNorm
  /// Dropout of the normalised sum.
  public let dropout: DropoutSite
  /// The row of the first position: RoBERTa's begin after its padding id.
  public let firstPosition: Int

  /// What forward keeps for backward.
  public struct Saved {
    let lookups: [(parameter: Parameter, ids: [Int32])]
    let norm: Normalized
  }

  /// Embeddings of the given parts.
  public init(
    words: Embedding, positions: Embedding, types: Embedding?, norm: LayerNorm, dropout: DropoutSite,
    firstPosition: Int = 0
  ) {
    self.words = words
    self.positions = positions
    self.types = types
    self.norm = norm
    self.dropout = dropout
    self.firstPosition = firstPosition
  }

  /// Tokens to `[tokens, width]`. Ids and lengths are checked by the model before.
  public func forward(_ batch: TokenBatch, _ pass: Pass) -> (output: Tensor, saved: Saved) {
    var lookups = [(words.weight, batch.ids), (positions.weight, batch.positions(from: Int32(firstPosition)))]
    if let types {
      // A model with one segment has no row for a second text.
      lookups.append((types.weight, types.entries == 1 ? batch.typeIDs.map { _ in 0 } : batch.typeIDs))
    }
    let sum = embed(lookups.map { ($0.0.value, $0.1) })
    let (y, saved) = norm.forward(sum, pass)
    return (drop(y, dropout(pass)), Saved(lookups: lookups.map { ($0.0, $0.1) }, norm: saved))
  }

  /// Adds to the tables' gradients.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) {
    let dSum = norm.backward(drop(dOutput, dropout(pass)), saved.norm, pass)
    for (parameter, ids) in saved.lookups {
      parameter.addToGradient(rows: ids) { addEmbeddingGradient(dSum, ids: ids, to: &$0) }
    }
  }
}
