public import Tensor

/// One layer of a BERT-style encoder: each sublayer is followed by dropout, the residual connection and a norm.
///
///     h = norm₁(x + dropout(attention(x)))
///     y = norm₂(h + dropout(feedForward(h)))
public struct PostNormBlock {
  /// The attention.
  public let attention: any Attention
  /// The norm after it.
  public let attentionNorm: any Normalization
  /// The feed-forward layer.
  public let feedForward: any FeedForwardLayer
  /// The norm after it.
  public let feedForwardNorm: any Normalization
  /// Dropout of the attention's output.
  public let attentionDropout: DropoutSite
  /// Dropout of the feed-forward layer's output.
  public let feedForwardDropout: DropoutSite

  /// What forward keeps for backward.
  public struct Saved {
    let attention: Any
    let attentionNorm: Normalized
    let feedForward: Any
    let feedForwardNorm: Normalized
  }

  /// A block of the given parts.
  public init(
    attention: any Attention, attentionNorm: any Normalization, feedForward: any FeedForwardLayer,
    feedForwardNorm: any Normalization, attentionDropout: DropoutSite, feedForwardDropout: DropoutSite
  ) {
    self.attention = attention
    self.attentionNorm = attentionNorm
    self.feedForward = feedForward
    self.feedForwardNorm = feedForwardNorm
    self.attentionDropout = attentionDropout
    self.feedForwardDropout = feedForwardDropout
  }

  /// `[tokens, hidden]` to `[output rows, hidden]`.
  public func forward(_ x: Tensor, _ rows: OutputRows, _ pass: Pass) -> (output: Tensor, saved: Saved) {
    // 1. the query rows
    let queryRows = rows.gather(x, pass)
    // 2. attention, dropout, residual, norm
    let (a, savedAttention) = attention.apply(x, queryRows: queryRows, rows, pass)
    let (h, savedNorm1) = attentionNorm.forward(residual: queryRows, branch: a, dropout: attentionDropout(pass))
    // 3. feed-forward, dropout, residual, norm
    let (f, savedForward) = feedForward.apply(h, pass)
    let (y, savedNorm2) = feedForwardNorm.forward(residual: h, branch: f, dropout: feedForwardDropout(pass))
    return (
      y,
      Saved(
        attention: savedAttention, attentionNorm: savedNorm1, feedForward: savedForward, feedForwardNorm: savedNorm2)
    )
  }

  /// dOutput `[output rows, hidden]` to dX `[tokens, hidden]`.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ rows: OutputRows, _ pass: Pass) -> Tensor {
    // 3.
    var (dH, dF) = feedForwardNorm.backward(
      dOutput, dSum: nil, saved.feedForwardNorm, dropout: feedForwardDropout(pass))
    dH.add(feedForward.gradient(dF, saved.feedForward, pass))
    // 2.
    var (dResidual, dA) = attentionNorm.backward(
      dH, dSum: nil, saved.attentionNorm, dropout: attentionDropout(pass))
    var (dX, dQueryRows) = attention.gradient(dA, saved.attention, rows, pass)
    // 1.
    if let indices = rows.indices(pass) {
      if let dQueryRows { dResidual.add(dQueryRows) }
      dX.addRows(dResidual, at: indices)
    } else {
      dX.add(dResidual)
    }
    return dX
  }

  /// Adds the cost of all parts.
  func addCost(_ batch: BatchShape, hiddenSize: Int, to cost: inout PassCost) {
    attention.addCost(batch, to: &cost)
    attentionNorm.addCost(rows: batch.outputRows, hiddenSize: hiddenSize, to: &cost)
    feedForward.addCost(rows: batch.outputRows, to: &cost)
    feedForwardNorm.addCost(rows: batch.outputRows, hiddenSize: hiddenSize, to: &cost)
  }

  /// float32 values of one token in memory at once in the backward pass: three gradients of a token, and those of the
  /// feed-forward layer.
  func backwardValues(hiddenSize: Int) -> Int { 3 * hiddenSize + feedForward.backwardValues }
}
