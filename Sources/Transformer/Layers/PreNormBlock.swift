public import Tensor

/// What flows between the blocks of a pre-norm transformer: residual + dropout(branch), not added up yet.
///
/// The next norm adds them in the same pass over memory in which it normalizes.
public struct ResidualStream {
  /// `[tokens, hidden]`
  public let residual: Tensor
  /// The last sublayer's output, `[tokens, hidden]`; nil before the first block.
  public let branch: Tensor?
  /// Dropout of the branch.
  public let dropout: DropoutSite?

  /// A stream of the given parts, `[tokens, hidden]` each.
  public init(residual: Tensor, branch: Tensor? = nil, dropout: DropoutSite? = nil) {
    self.residual = residual
    self.branch = branch
    self.dropout = dropout
  }

  /// The norm of the sum.
  func normalized(_ norm: any Normalization, _ pass: Pass) -> (output: Tensor, saved: Normalized) {
    norm.forward(residual: residual, branch: branch, dropout: dropout?(pass))
  }
}

/// One layer of a GPT-style decoder: each sublayer reads the norm of what its output is added to (Radford et al. 2019).
///
///     h = x + dropout(attention(norm₁(x)))
///     y = h + dropout(feedForward(norm₂(h)))
public struct PreNormBlock {
  /// The norm before the attention.
  public let attentionNorm: any Normalization
  /// The attention.
  public let attention: any Attention
  /// The norm before the feed-forward layer.
  public let feedForwardNorm: any Normalization
  /// The feed-forward layer.
  public let feedForward: any FeedForwardLayer
  /// Dropout of the attention's output.
  public let attentionDropout: DropoutSite
  /// Dropout of the feed-forward layer's output.
  public let feedForwardDropout: DropoutSite

  /// What forward keeps for backward.
  public struct Saved {
    let attentionNorm: Normalized
    let incomingDropout: DropoutSite?
    let attention: Any
    let feedForwardNorm: Normalized
    let feedForward: Any
  }

  /// A block of the given parts.
  public init(
    attentionNorm: any Normalization, attention: any Attention, feedForwardNorm: any Normalization,
    feedForward: any FeedForwardLayer, attentionDropout: DropoutSite, feedForwardDropout: DropoutSite
  ) {
    self.attentionNorm = attentionNorm
    self.attention = attention
    self.feedForwardNorm = feedForwardNorm
    self.feedForward = feedForward
    self.attentionDropout = attentionDropout
    self.feedForwardDropout = feedForwardDropout
  }

  /// The stream `[tokens, hidden]` to the output rows of the stream after this block. With a cache, the tokens are the
  /// next ones of its sequences.
  public func forward(
    _ stream: ResidualStream, _ rows: OutputRows, _ pass: Pass, cache: AttentionCache? = nil
  ) -> (output: ResidualStream, saved: Saved) {
    // 1. add the incoming branch, norm
    let (attentionInput, saved1) = stream.normalized(attentionNorm, pass)
    // 2. the query rows, attention
    let queryRows = rows.gather(attentionInput, pass)
    let (a, savedAttention) = attention.apply(attentionInput, queryRows: queryRows, rows, pass, cache: cache)
    // 3. add it, norm
    let (innerInput, saved2) = feedForwardNorm.forward(
      residual: rows.gather(saved1.sum, pass), branch: a, dropout: attentionDropout(pass))
    // 4. feed-forward; the next norm adds it
    let (f, savedForward) = feedForward.apply(innerInput, pass)
    return (
      ResidualStream(residual: saved2.sum, branch: f, dropout: feedForwardDropout),
      Saved(
        attentionNorm: saved1, incomingDropout: stream.dropout, attention: savedAttention, feedForwardNorm: saved2,
        feedForward: savedForward)
    )
  }

  /// The gradients of the incoming stream's residual and branch, `[tokens, hidden]`, from those of the outgoing one's,
  /// `[output rows, hidden]`.
  public func backward(
    dResidual: Tensor, dBranch: Tensor, _ saved: Saved, _ rows: OutputRows, _ pass: Pass
  ) -> (dResidual: Tensor, dBranch: Tensor) {
    // 4.
    let dInnerInput = feedForward.gradient(dBranch, saved.feedForward, pass)
    // 3.
    var (dX, dA) = feedForwardNorm.backward(
      dInnerInput, dSum: dResidual, saved.feedForwardNorm, dropout: attentionDropout(pass))
    // 2.
    var (dAttentionInput, dQueryRows) = attention.gradient(dA, saved.attention, rows, pass)
    if let indices = rows.indices(pass) {
      if let dQueryRows { dAttentionInput.addRows(dQueryRows, at: indices) }
      var dSum = Tensor(zeros: dAttentionInput.shape)
      dSum.addRows(dX, at: indices)
      dX = dSum
    }
    // 1.
    return attentionNorm.backward(
      dAttentionInput, dSum: dX, saved.attentionNorm, dropout: saved.incomingDropout?(pass))
  }

  /// Adds the cost of all parts.
  func addCost(_ batch: BatchShape, hiddenSize: Int, to cost: inout PassCost) {
    attentionNorm.addCost(rows: batch.tokens, hiddenSize: hiddenSize, to: &cost)
    attention.addCost(batch, to: &cost)
    feedForwardNorm.addCost(rows: batch.outputRows, hiddenSize: hiddenSize, to: &cost)
    feedForward.addCost(rows: batch.outputRows, to: &cost)
  }

  /// float32 values of one token in memory at once in the backward pass: the two streams, the gradients of branch and
  /// output, and those of the feed-forward layer.
  func backwardValues(hiddenSize: Int) -> Int { 5 * hiddenSize + feedForward.backwardValues }
}
