public import Tensor

/// One layer of a BERT-style encoder: each sublayer is followed by dropout, the residual connection and a layer norm.
///
///     h = norm₁(x + dropout(attention(x)))
///     y = norm₂(h + dropout(feedForward(h)))
public struct PostNormBlock {
  /// Self-attention.
  public let attention: SelfAttention
  /// The norm after it.
  public let attentionNorm: LayerNorm
  /// The feed-forward layer.
  public let feedForward: FeedForward
  /// The norm after it.
  public let feedForwardNorm: LayerNorm
  /// Dropout of the attention's output.
  public let attentionDropout: DropoutSite
  /// Dropout of the feed-forward layer's output.
  public let feedForwardDropout: DropoutSite

  /// What forward keeps for backward.
  public struct Saved {
    let attention: SelfAttention.Saved
    let attentionNorm: Normalized
    let feedForward: FeedForward.Saved
    let feedForwardNorm: Normalized
  }

  /// A block of the given parts.
  public init(
    attention: SelfAttention, attentionNorm: LayerNorm, feedForward: FeedForward, feedForwardNorm: LayerNorm,
    attentionDropout: DropoutSite, feedForwardDropout: DropoutSite
  ) {
    self.attention = attention
    self.attentionNorm = attentionNorm
    self.feedForward = feedForward
    self.feedForwardNorm = feedForwardNorm
    self.attentionDropout = attentionDropout
    self.feedForwardDropout = feedForwardDropout
  }

  /// `[tokens, width]` to the rows that `readout` names.
  public func forward(_ x: Tensor, _ readout: Readout, _ pass: Pass) -> (output: Tensor, saved: Saved) {
    // 1. the rows that ask
    let asked = readout.gather(x, pass)
    // 2. attention, dropout, residual, norm
    let (a, savedAttention) = attention.forward(x, queryInput: asked, readout, pass)
    let (h, savedNorm1) = attentionNorm.forward(residual: asked, branch: a, dropout: attentionDropout(pass))
    // 3. feed-forward, dropout, residual, norm
    let (f, savedForward) = feedForward.forward(h, pass)
    let (y, savedNorm2) = feedForwardNorm.forward(residual: h, branch: f, dropout: feedForwardDropout(pass))
    return (
      y,
      Saved(
        attention: savedAttention, attentionNorm: savedNorm1, feedForward: savedForward, feedForwardNorm: savedNorm2)
    )
  }

  /// The gradient of x from that of the rows that `readout` names.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ readout: Readout, _ pass: Pass) -> Tensor {
    // 3.
    var (dH, dF) = feedForwardNorm.backward(
      dOutput, dSum: nil, saved.feedForwardNorm, dropout: feedForwardDropout(pass))
    dH.add(feedForward.backward(dF, saved.feedForward, pass))
    // 2.
    let (dAsked, dA) = attentionNorm.backward(
      dH, dSum: nil, saved.attentionNorm, dropout: attentionDropout(pass))
    let (dKeyed, dQueryInput) = attention.backward(dA, saved.attention, readout, pass)
    // 1.
    var dX = dKeyed
    if var dRows = dQueryInput, let rows = readout.rows(pass) {
      dRows.add(dAsked)
      dX.addRows(dRows, at: rows)
    } else {
      dX.add(dAsked)
    }
    return dX
  }
}
