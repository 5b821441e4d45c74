public import Base
public import Tensor

/// What an encoder's `config.json` says, in the terms of this code.
public struct EncoderConfiguration: Sendable {
  /// Rows of the word table.
  public var vocabularySize = 1
  /// Columns of a token.
  public var hiddenSize = 1
  /// Columns of the word table where they differ from `hiddenSize`: in a deep averaging network.
  public var embeddingSize = 1
  /// Number of blocks.
  public var layerCount = 1
  /// Heads in a block.
  public var headCount = 1
  /// Columns inside the feed-forward layer.
  public var intermediateSize = 1
  /// The feed-forward layer's activation.
  public var activation = Activation.gelu
  /// The kind of attention.
  public internal(set) var attention: AttentionKind
  /// The own settings of this kind of attention, by name.
  public internal(set) var attentionSettings: [String: Int] = [:]
  /// Rows of the position table.
  public var positionCount = 1
  /// Rows of the checkpoint's position table, where `EncoderChanges` asks for a longer one; its rows are repeated.
  public internal(set) var storedPositionCount: Int?
  /// Positions begin in the row after this one; RoBERTa's padding id. -1 if they begin in the first row.
  var paddingPosition = -1
  /// Segments, 0 where the model has none.
  public var typeCount = 0
  /// Added to the variance in layer norms.
  public var layerNormEpsilon = 1e-12
  /// Dropout of sublayer outputs and embeddings.
  public var hiddenDropout = 0.0
  /// Dropout of attention weights.
  public var attentionDropout = 0.0
  /// Probability that a word is left out of the mean, in a deep averaging network.
  public var wordDropout = 0.0
  /// Dropout before the classifier.
  public var classifierDropout = 0.0
  /// Standard deviation of new weights.
  public var initializerRange = 0.02
  /// The file as it was read, written back with a checkpoint.
  public internal(set) var json: JSON.Object

  init(attention: AttentionKind, json: JSON.Object) {
    self.attention = attention
    self.json = json
  }

  /// `model_type` in the file, "bert" for instance.
  public var modelType: String { json["model_type"]?.string ?? "" }

  /// The row of the first position.
  public var firstPosition: Int { paddingPosition + 1 }

  /// Tokens that a text may have, special ones included.
  public var maximumLength: Int { positionCount - firstPosition }

  /// The sizes of a block's attention.
  var attentionSizes: AttentionSizes {
    AttentionSizes(
      hiddenSize: hiddenSize, headCount: headCount, keyValueHeadCount: headCount, contextLength: maximumLength,
      layerCount: layerCount, place: .encoder, positions: .learned, settings: attentionSettings)
  }

  /// The attention of a block.
  ///
  /// - Parameters:
  ///   - layer: the number of the block, from 0
  ///   - scope: below which the projections, and the variant's own parameters, are
  ///   - names: of the projections to query, key and value below the scope
  ///   - output: where the projection of the heads' joined outputs is
  func attention(
    layer: Int, _ scope: ParameterScope, names: (query: String, key: String, value: String), output: ParameterScope
  ) -> any Attention {
    func square(_ scope: ParameterScope) -> Linear { linear(scope, hiddenSize, hiddenSize) }
    return attention.variant.make(
      AttentionParts(
        attentionSizes, layer: layer, scope: scope, rotary: nil, standardDeviation: initializerRange,
        dropout: attentionDropout, linear: linear,
        projections: { (square($0[names.query]), [square($0[names.key]), square($0[names.value])]) },
        output: { _ in square(output) }))
  }

  /// The table of positions.
  func positionTable(_ scope: ParameterScope) -> Embedding {
    Embedding(
      scope, entries: positionCount, hiddenSize: hiddenSize, standardDeviation: initializerRange,
      repeated: storedPositionCount.map { firstPosition..<$0 })
  }

  /// A linear layer whose new weights have the file's standard deviation.
  func linear(_ scope: ParameterScope, _ inputs: Int, _ outputs: Int) -> Linear {
    Linear(scope, inputs: inputs, outputs: outputs, standardDeviation: initializerRange)
  }

  /// A layer norm of a token.
  func norm(_ scope: ParameterScope) -> LayerNorm {
    LayerNorm(scope, hiddenSize: hiddenSize, epsilon: layerNormEpsilon)
  }

  /// A table with a row of `hiddenSize` for each of some ids.
  func table(_ scope: ParameterScope, _ entries: Int) -> Embedding {
    Embedding(scope, entries: entries, hiddenSize: hiddenSize, standardDeviation: initializerRange)
  }
}
