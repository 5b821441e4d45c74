public import Base
public import Tensor

/// What an encoder's `config.json` says, in the terms of this code.
public struct EncoderConfiguration: Sendable {
  /// Rows of the word table.
  public var vocabularySize = 1
  /// Columns of a token.
  public var hiddenSize = 1
  /// Number of blocks.
  public var layerCount = 1
  /// Heads in a block.
  public var headCount = 1
  /// Columns inside the feed-forward layer.
  public var intermediateSize = 1
  /// The feed-forward layer's activation.
  public var activation = Activation.gelu
  /// Rows of the position table.
  public var positionCount = 1
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
  /// Dropout before the classifier.
  public var classifierDropout = 0.0
  /// Standard deviation of new weights.
  public var initializerRange = 0.02
  /// The file as it was read, written back with a checkpoint.
  public var json: JSON.Object

  init(json: JSON.Object) { self.json = json }

  /// `model_type` in the file, "bert" for instance.
  public var modelType: String { json["model_type"]?.string ?? "" }

  /// The row of the first position.
  public var firstPosition: Int { paddingPosition + 1 }

  /// Tokens that a text may have, special ones included.
  public var maximumLength: Int { positionCount - firstPosition }

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
