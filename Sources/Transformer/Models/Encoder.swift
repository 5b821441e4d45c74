public import Base
public import Tensor

/// What an encoder's `config.json` says, in the terms of this code.
public struct EncoderConfiguration: Sendable {
  /// What reads and makes this kind of encoder.
  let family: EncoderFamily
  /// Rows of the word table.
  public var vocabularySize: Int
  /// Width of a token.
  public var hiddenSize: Int
  /// Number of blocks.
  public var layerCount: Int
  /// Heads in a block.
  public var headCount: Int
  /// Width inside the feed-forward layer.
  public var innerSize: Int
  /// The feed-forward layer's activation.
  public var activation: Activation
  /// Rows of the position table.
  public var positionCount: Int
  /// The row of the first position: 0, or after RoBERTa's padding id.
  public var firstPosition: Int
  /// Segments, 0 where the model has none.
  public var typeCount: Int
  /// Added to the variance in layer norms.
  public var layerNormEpsilon: Double
  /// Dropout of sublayer outputs and embeddings.
  public var hiddenDropout: Double
  /// Dropout of attention probabilities.
  public var attentionDropout: Double
  /// Dropout before the classifier.
  public var classifierDropout: Double
  /// Standard deviation of new weights.
  public var initializerRange: Double
  /// The file as it was read, written back with a checkpoint.
  public var json: JSON.Object

  /// `model_type` in the file, "bert" for instance.
  public var modelType: String { family.modelType }

  /// Tokens that a text may have, special ones included.
  public var maximumLength: Int { positionCount - firstPosition }

  /// Number of values in the weight matrices and tables, which is nearly all that the encoder has.
  var weightCount: Int {
    (vocabularySize + positionCount + typeCount) * hiddenSize
      + layerCount * (4 * hiddenSize * hiddenSize + 2 * hiddenSize * innerSize)
  }

  /// A linear layer whose new weights are as the file wants them.
  func linear(_ scope: ParameterScope, _ inputs: Int, _ outputs: Int) -> Linear {
    Linear(scope, inputs: inputs, outputs: outputs, standardDeviation: initializerRange)
  }
}

/// A BERT-style encoder: embeddings and post-norm blocks. `BERT`, `DistilBERT` and `RoBERTa` differ in names and keys
/// only and each make one of these.
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

  /// The last layer's rows that `readout` names: `[tokens, hidden]` or `[sequences, hidden]`.
  public func forward(_ batch: TokenBatch, _ readout: Readout, _ pass: Pass) -> (output: Tensor, saved: Saved) {
    let (embedded, savedEmbeddings) = embeddings.forward(batch, pass)
    var x = embedded
    var saved: [PostNormBlock.Saved] = []
    for (index, block) in blocks.enumerated() {
      let (y, savedBlock) = block.forward(x, index == blocks.count - 1 ? readout : .all, pass)
      // Without a backward pass to come, each layer's memory serves the next.
      if pass.isTraining { saved.append(savedBlock) }
      x = y
    }
    return (x, Saved(embeddings: savedEmbeddings, blocks: saved))
  }

  /// Adds to the gradients of all parameters.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ readout: Readout, _ pass: Pass) {
    precondition(saved.blocks.count == blocks.count, "backward needs a forward pass in training")
    var dX = dOutput
    for (index, block) in blocks.enumerated().reversed() {
      dX = block.backward(dX, saved.blocks[index], index == blocks.count - 1 ? readout : .all, pass)
    }
    embeddings.backward(dX, saved.embeddings, pass)
  }

  /// Why a batch cannot be run, or nil: an id outside the vocabulary, a text longer than the positions.
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
