import Tensor

/// Multi-head attention of a synthesizer (Tay et al. 2020, "Synthesizer: Rethinking Self-Attention in Transformer Models",
/// §3): the scores over the places before a token and its own are made without looking at the tokens there. For each head,
///
///     context = dropout(softmax(hidden · w2 + b2)) · value
///
/// As in assignment 5 of Stanford's CS 224N (Winter 2021) each head has its own columns of `hidden`, and all heads share w2.
public struct SynthesizerAttention {
  /// What the scores of a token are made of.
  public enum Source {
    /// The token (dense synthesizer): hidden = relu(x · w1 + b1), with w1 `[width, width]`.
    case token(Linear)
    /// Its place (factorised random synthesizer): hidden is the place's row of a table `[positions, width]`, the same
    /// whatever the token is.
    case place(Embedding)
  }

  /// What the scores are made of.
  public let source: Source
  /// From a head's hidden values to the scores of the places in a sequence, `[positions, width / heads]`.
  public let scores: Linear
  /// The projection to what is summed up, `[width, width]`.
  public let value: Linear
  /// The projection of the heads' joined outputs.
  public let output: Linear
  /// Number of heads.
  public let headCount: Int
  /// Dropout of the probabilities.
  public let dropout: DropoutSite

  /// What forward keeps for backward.
  public struct Saved {
    let x: Tensor
    let queryInput: Tensor
    /// After the ReLU, or the rows of the table.
    let hidden: Tensor
    let value: Tensor
    let context: Tensor
    let attention: AttentionSaved
  }

  /// Attention with the given layers.
  public init(
    source: Source, scores: Linear, value: Linear, output: Linear, headCount: Int, dropout: DropoutSite
  ) {
    self.source = source
    self.scores = scores
    self.value = value
    self.output = output
    self.headCount = headCount
    self.dropout = dropout
  }

  /// The scores' layer as attention takes it.
  private var positionKeys: PositionKeys {
    PositionKeys(keys: scores.weight.value, bias: scores.bias.value)
  }

  private func shape(_ readout: Readout, _ pass: Pass) -> AttentionShape {
    readout.shape(pass, headCount: headCount, isCausal: true)
  }

  /// - Parameters:
  ///   - x: `[tokens, width]`: what values are made of
  ///   - queryInput: the rows of x whose scores are wanted, as `readout` says
  ///   - cache: values of earlier tokens, to which those of x are added
  /// - Returns: `[rows of queryInput, width]`
  func forward(
    _ x: Tensor, queryInput: Tensor, _ readout: Readout, _ pass: Pass, cache: AttentionCache? = nil
  ) -> (output: Tensor, saved: Saved) {
    // 1. what the scores are made of
    let h =
      switch source {
      case .token(let first):
        activatedLinear(queryInput, weight: first.weight.value, bias: first.bias.value, activation: .relu)
      case .place(let table):
        embed([(table.weight.value, readout.gather(cache?.positions(of: pass) ?? pass.positions, pass))])
      }
    // 2. values
    let v = value.forward(x, pass).output
    // 3. scores and attention
    let (context, saved): (Tensor, AttentionSaved)
    if let cache {
      cache.append(v, pass)
      (context, saved) = attention(
        query: h, keyValue: cache.keyValue, positionKeys: positionKeys, cache.shape(readout, pass, headCount),
        dropout: nil)
    } else {
      (context, saved) = attention(
        query: h, keyValue: v, positionKeys: positionKeys, shape(readout, pass), dropout: dropout(pass))
    }
    // 4. output projection
    let y = output.forward(context, pass).output
    return (y, Saved(x: x, queryInput: queryInput, hidden: h, value: v, context: context, attention: saved))
  }

  /// - Returns: the gradient through the values `[tokens, width]`, and the one through the scores
  ///   `[rows of queryInput, width]`; with the readout `.all` both are one, and `queryInput` is nil, as it is where the
  ///   scores are made of places.
  func backward(
    _ dOutput: Tensor, _ saved: Saved, _ readout: Readout, _ pass: Pass
  ) -> (x: Tensor, queryInput: Tensor?) {
    // 4.
    let dContext = output.backward(dOutput, saved.context, pass)
    // 3.
    let (dHidden, dValue, dScores) = attentionBackward(
      dContext, query: saved.hidden, keyValue: saved.value, positionKeys: positionKeys, saved.attention,
      shape(readout, pass), dropout: dropout(pass))
    if let dScores {
      scores.weight.addToGradient { $0.add(dScores.keys) }
      scores.bias.addToGradient { $0.add(dScores.bias) }
    }
    // 2.
    var dX = value.backward(dValue, saved.x, pass)
    // 1.
    switch source {
    case .place(let table):
      let places = readout.gather(pass.positions, pass)
      table.weight.addToGradient(rows: places) { addEmbeddingGradient(dHidden, ids: places, to: &$0) }
      return (dX, nil)
    case .token(let first):
      // ReLU's output is positive where its input is.
      let dInput = activationGradient(dHidden, input: saved.hidden, .relu)
      if readout == .all {
        first.backward(dInput, column: 0, x: saved.queryInput, into: &dX, accumulate: true)
        return (dX, nil)
      }
      return (dX, first.backward(dInput, saved.queryInput, pass))
    }
  }
}
