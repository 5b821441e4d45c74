public import Base
public import Tensor

/// What a decoder's `config.json` says, in the terms of this code.
public struct DecoderConfiguration: Sendable {
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
  /// Where the scores of attention come from.
  public var attention: AttentionKind
  /// How a token knows its place.
  public var positions: PositionKind
  /// Tokens that a sequence may have.
  public var positionCount: Int
  /// Added to the variance in layer norms.
  public var layerNormEpsilon: Double
  /// Dropout of the embeddings.
  public var embeddingDropout: Double
  /// Dropout of sublayer outputs.
  public var residualDropout: Double
  /// Dropout of attention probabilities.
  public var attentionDropout: Double
  /// Standard deviation of new weights.
  public var initializerRange: Double
  /// Whether the output layer is the word table.
  public var tiesOutput: Bool
  /// The file as it was read, written back with a checkpoint.
  public var json: JSON.Object

  /// Number of values in the weight matrices and tables, which is nearly all that the decoder has.
  var weightCount: Int {
    (vocabularySize * (tiesOutput ? 1 : 2) + (positions == .learned ? positionCount : 0)) * hiddenSize
      + layerCount * (4 * hiddenSize * hiddenSize + 2 * hiddenSize * innerSize)
  }

  /// Refuses sizes of which this machine cannot hold the weights, before they are drawn.
  ///
  /// - Parameter place: where the sizes come from, for the message
  public func requireRoom(_ place: String) throws(CheckpointError) { try checkFits(weightCount, path: place) }

  /// Values that a layer keeps of a token while a text goes on: key and value, or the value alone.
  public var cachedWidth: Int {
    switch attention {
    case .dotProduct: 2 * hiddenSize
    case .synthesizer, .randomSynthesizer: hiddenSize
    }
  }
}

/// Where the scores of a decoder's attention come from.
public enum AttentionKind: String, Sendable, Codable, CaseIterable {
  /// The product of one token's query and another's key.
  case dotProduct = "dot_product"
  /// One token alone: a dense synthesizer (Tay et al. 2020).
  case synthesizer
  /// Places alone: a factorised random synthesizer (the same).
  case randomSynthesizer = "random_synthesizer"
}

/// How a decoder's tokens know their places.
public enum PositionKind: String, Sendable, Codable, CaseIterable {
  /// A row of a table is added to each token's embedding (GPT-2).
  case learned
  /// Queries and keys are turned by their positions (RoFormer).
  case rotary
}

/// A GPT-style decoder: embeddings, pre-norm blocks, a last layer norm.
public struct Decoder {
  /// The sizes.
  public let configuration: DecoderConfiguration
  /// One row a token of the vocabulary.
  public let words: Embedding
  /// One row a position; nil for rotary positions.
  public let positions: Embedding?
  /// Dropout of the embeddings.
  public let dropout: DropoutSite
  /// The layers.
  public let blocks: [PreNormBlock]
  /// The norm after the last one.
  public let norm: LayerNorm

  /// What forward keeps for backward.
  public struct Saved {
    let lookups: [(parameter: Parameter, ids: [Int32])]
    let blocks: [PreNormBlock.Saved]
    let lastDropout: DropoutSite?
    let norm: Normalized
  }

  /// Tokens to the rows that `readout` names, `[tokens, hidden]` or fewer. With a cache, the tokens are the next ones of
  /// its sequences.
  public func forward(
    _ batch: TokenBatch, _ pass: Pass, readout: Readout = .all, cache: DecoderCache? = nil
  ) -> (output: Tensor, saved: Saved) {
    // 1. embeddings
    var lookups = [(words.weight, batch.ids)]
    if let positions { lookups.append((positions.weight, cache?.positions(of: pass) ?? pass.positions)) }
    let embedded = drop(embed(lookups.map { ($0.0.value, $0.1) }), dropout(pass))
    // 2. blocks
    var stream = ResidualStream(residual: embedded)
    var saved: [PreNormBlock.Saved] = []
    for (index, block) in blocks.enumerated() {
      let asked = index == blocks.count - 1 ? readout : .all
      let (next, savedBlock) = block.forward(stream, asked, pass, cache: cache?.layer(index))
      // Without a backward pass to come, each layer's memory serves the next.
      if pass.isTraining { saved.append(savedBlock) }
      stream = next
    }
    cache?.advance(pass)
    // 3. the last norm
    let (y, savedNorm) = stream.normalized(norm, pass)
    return (
      y,
      Saved(
        lookups: lookups.map { ($0.0, $0.1) }, blocks: saved, lastDropout: stream.dropout, norm: savedNorm)
    )
  }

  /// Adds to the gradients of all parameters.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass, readout: Readout = .all) {
    precondition(saved.blocks.count == blocks.count, "backward needs a forward pass in training")
    // 3.
    var (dResidual, dBranch) = norm.backward(dOutput, dSum: nil, saved.norm, dropout: saved.lastDropout?(pass))
    // 2.
    for (index, (block, savedBlock)) in zip(blocks, saved.blocks).enumerated().reversed() {
      let asked = index == blocks.count - 1 ? readout : .all
      (dResidual, dBranch) = block.backward(dResidual: dResidual, dBranch: dBranch, savedBlock, asked, pass)
    }
    // 1.
    let dEmbedded = drop(dResidual, dropout(pass))
    for (parameter, ids) in saved.lookups {
      parameter.addToGradient(rows: ids) { addEmbeddingGradient(dEmbedded, ids: ids, to: &$0) }
    }
  }
}
