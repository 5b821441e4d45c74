/// What a parameter is used as. An optimizer chooses its update rule by it.
public enum ParameterRole: String, Sendable, CaseIterable {
  /// The weight of a linear layer, `[outputs, inputs]`.
  case matrix
  /// Rows that are looked up by number, `[entries, hidden]`; also where a tied output layer multiplies by them.
  case table
  /// A bias, or the scale of a norm: one dimension.
  case vector
}

/// Where in a model a parameter is used, from the input to the output.
public enum ParameterDepth: Sendable, Hashable {
  /// Below the first layer.
  case embeddings
  /// In the layer of this number, from 0.
  case layer(Int)
  /// Above the last layer.
  case head

  /// 0 for the embeddings, i + 1 for layer i, `layerCount` + 1 for the head.
  public func level(layerCount: Int) -> Int {
    switch self {
    case .embeddings: 0
    case .layer(let index): index + 1
    case .head: layerCount + 1
    }
  }
}
