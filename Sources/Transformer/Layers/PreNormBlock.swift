public import Tensor

/// What flows between the blocks of a pre-norm transformer: residual + dropout(branch), not added up yet.
///
/// The layer norm that comes next adds them in the same pass over memory in which it normalises.
public struct ResidualStream {
  /// `[tokens, width]`
  public let residual: Tensor
  /// The last sublayer's output, `[tokens, width]`; nil in front of the first block.
  public let branch: Tensor?
  /// Dropout of the branch.
  public let dropout: DropoutSite?

  /// A stream of the given parts.
  public init(residual: Tensor, branch: Tensor? = nil, dropout: DropoutSite? = nil) {
    self.residual = residual
    self.branch = branch
    self.dropout = dropout
  }

  /// The norm of the sum.
  func normalized(_ norm: LayerNorm, _ pass: Pass) -> (output: Tensor, saved: Normalized) {
    norm.forward(residual: residual, branch: branch, dropout: dropout?(pass))
  }
}

/// One layer of a GPT-style decoder: each sublayer reads the norm of what it is added to (Radford et al. 2019).
///
///     h = x + dropout(attention(norm₁(x)))
///     y = h + dropout(feedForward(norm₂(h)))
public struct PreNormBlock {
  /// The norm in front of the attention.
  public let attentionNorm: LayerNorm
  /// The attention.
  public let attention: DecoderAttention
  /// The norm in front of the feed-forward layer.
  public let feedForwardNorm: LayerNorm
  /// The feed-forward layer.
  public let feedForward: FeedForward
  /// Dropout of the attention's output.
  public let attentionDropout: DropoutSite
  /// Dropout of the feed-forward layer's output.
  public let feedForwardDropout: DropoutSite

  /// What forward keeps for backward.
  public struct Saved {
    let attentionNorm: Normalized
    let incomingDropout: DropoutSite?
    let attention: DecoderAttention.Saved
    let feedForwardNorm: Normalized
    let feedForward: FeedForward.Saved
  }

  /// A block of the given parts.
  public init(
    attentionNorm: LayerNorm, attention: DecoderAttention, feedForwardNorm: LayerNorm, feedForward: FeedForward,
    attentionDropout: DropoutSite, feedForwardDropout: DropoutSite
  ) {
    self.attentionNorm = attentionNorm
    self.attention = attention
    self.feedForwardNorm = feedForwardNorm
    self.feedForward = feedForward
    self.attentionDropout = attentionDropout
    self.feedForwardDropout = feedForwardDropout
  }

  /// The rows that `readout` names of the stream after this block. With a cache, the tokens are the next ones of its
  /// sequences.
  public func forward(
    _ stream: ResidualStream, _ readout: Readout, _ pass: Pass, cache: AttentionCache? = nil
  ) -> (output: ResidualStream, saved: Saved) {
    // 1. add what came in, norm
    let (attentionInput, saved1) = stream.normalized(attentionNorm, pass)
    // 2. the rows that ask, attention
    let asked = readout.gather(attentionInput, pass)
    let (a, savedAttention) = attention.forward(attentionInput, queryInput: asked, readout, pass, cache: cache)
    // 3. add it, norm
    let (innerInput, saved2) = feedForwardNorm.forward(
      residual: readout.gather(saved1.sum, pass), branch: a, dropout: attentionDropout(pass))
    // 4. feed-forward; the next norm adds it
    let (f, savedForward) = feedForward.forward(innerInput, pass)
    return (
      ResidualStream(residual: saved2.sum, branch: f, dropout: feedForwardDropout),
      Saved(
        attentionNorm: saved1, incomingDropout: stream.dropout, attention: savedAttention, feedForwardNorm: saved2,
        feedForward: savedForward)
    )
  }

  /// The gradients of the incoming stream's residual and branch from those of the outgoing one's.
  public func backward(
    dResidual: Tensor, dBranch: Tensor, _ saved: Saved, _ readout: Readout, _ pass: Pass
  ) -> (dResidual: Tensor, dBranch: Tensor) {
    // 4.
    let dInnerInput = feedForward.backward(dBranch, saved.feedForward, pass)
    // 3.
    var (dX, dA) = feedForwardNorm.backward(
      dInnerInput, dSum: dResidual, saved.feedForwardNorm, dropout: attentionDropout(pass))
    // 2.
    var (dAttentionInput, dAsked) = attention.backward(dA, saved.attention, readout, pass)
    if let rows = readout.rows(pass) {
      if let dAsked { dAttentionInput.addRows(dAsked, at: rows) }
      var dSum = Tensor(zeros: dAttentionInput.shape)
      dSum.addRows(dX, at: rows)
      dX = dSum
    }
    // 1.
    let (residual, branch) = attentionNorm.backward(
      dAttentionInput, dSum: dX, saved.attentionNorm, dropout: saved.incomingDropout?(pass))
    return (residual, branch)
  }
}
