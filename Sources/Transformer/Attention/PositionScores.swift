internal import Tensor

/// What both synthesizers share (Tay et al. 2020, "Synthesizer: Rethinking Self-Attention in Transformer Models", §3):
/// scores over the positions up to a token's own, made without looking at the tokens there. For each head
///
///     context = dropout(softmax(hidden · w2 + b2)) · value
///
/// As in assignment 5 of Stanford's CS 224N (Winter 2021) each head has its own columns of `hidden`, and all heads
/// share w2. The two differ in what `hidden` is made of.
struct PositionScores {
  /// From a head's hidden values to the scores of the positions in a sequence, `[positions, headSize]`.
  let scores: Linear
  /// The projection to what is summed up, `[hidden, hidden]`.
  let value: Linear
  /// The projection of the heads' joined outputs.
  let output: Linear
  /// Number of heads.
  let headCount: Int
  /// Dropout of the attention weights.
  let dropout: DropoutSite

  /// What forward keeps for backward.
  struct Saved {
    let x: Tensor
    let hidden: Tensor
    let value: Tensor
    let context: Tensor
    let attention: AttentionSaved
  }

  /// Why a synthesizer cannot be used in an encoder.
  static func refusal(in place: AttentionPlace) -> String? {
    place == .encoder ? "it has no queries and keys, so that those of a pretrained model would be lost" : nil
  }

  /// The parameters `w2` and `value`, and the family's output projection.
  init(_ parts: AttentionParts) {
    let sizes = parts.sizes
    scores = parts.linear("w2", inputs: sizes.headSize, outputs: sizes.contextLength)
    value = parts.linear("value", inputs: sizes.hiddenSize, outputs: sizes.hiddenSize)
    output = parts.output()
    headCount = sizes.headCount
    dropout = parts.dropout()
  }

  /// The scores' layer as attention takes it.
  private var positionKeys: PositionKeys {
    guard let bias = scores.bias else { preconditionFailure("scores without a bias") }
    return PositionKeys(keys: scores.weight.value, bias: bias.value)
  }

  private func shape(_ rows: OutputRows, _ pass: Pass) -> AttentionShape {
    rows.shape(pass, headCount: headCount, pattern: .causal)
  }

  /// - Parameters:
  ///   - hidden: what the scores are made of, `[output rows, hidden]`
  ///   - x: what values are made of, `[tokens, hidden]`
  ///   - cache: values of earlier tokens, to which those of x are added
  /// - Returns: `[output rows, hidden]`
  func forward(
    hidden: Tensor, _ x: Tensor, _ rows: OutputRows, _ pass: Pass, cache: AttentionCache?
  ) -> (output: Tensor, saved: Saved) {
    // 1. values
    let v = value.forward(x, pass).output
    // 2. scores and attention
    let (context, saved): (Tensor, AttentionSaved)
    if let cache {
      let values = cache.append(v, pass)
      (context, saved) = attention(
        query: hidden, keyValue: values.keyValue, positionKeys: positionKeys,
        values.shape(rows, pass, headCount: headCount, pattern: .causal), dropout: nil)
    } else {
      (context, saved) = attention(
        query: hidden, keyValue: v, positionKeys: positionKeys, shape(rows, pass), dropout: dropout(pass))
    }
    // 3. output projection
    let y = output.forward(context, pass).output
    return (y, Saved(x: x, hidden: hidden, value: v, context: context, attention: saved))
  }

  /// dOutput `[output rows, hidden]` to the gradient through the values `[tokens, hidden]` and that of `hidden`
  /// `[output rows, hidden]`.
  func backward(
    _ dOutput: Tensor, _ saved: Saved, _ rows: OutputRows, _ pass: Pass
  ) -> (dX: Tensor, dHidden: Tensor) {
    // 3.
    let dContext = output.backward(dOutput, saved.context, pass)
    // 2.
    let (dHidden, dValue, dScores) = attentionBackward(
      dContext, query: saved.hidden, keyValue: saved.value, positionKeys: positionKeys, saved.attention,
      shape(rows, pass), dropout: dropout(pass))
    if let dScores {
      scores.weight.addToGradient { $0.add(dScores.keys) }
      scores.bias?.addToGradient { $0.add(dScores.bias) }
    }
    // 1.
    return (value.backward(dValue, saved.x, pass), dHidden)
  }

  /// Those of the tokens that `hidden` `[tokens, hidden]` is made of: for each head `[tokens, tokens]`.
  func probabilities(hidden: Tensor, _ pass: Pass) -> [Tensor] {
    attentionProbabilities(
      query: hidden, keyValue: Tensor(zeros: [hidden.rows, value.outputs]), positionKeys: positionKeys,
      shape(.all, pass))
  }

  /// Value and output projection, the scores, and what is kept: values, `hidden`, context, and a denominator for each
  /// head.
  func addCost(_ batch: BatchShape, to cost: inout PassCost) {
    value.addCost(rows: batch.tokens, to: &cost)
    output.addCost(rows: batch.outputRows, to: &cost)
    cost.addAttention(pairs: batch.pairs(.causal), hiddenSize: value.outputs)
    cost.liveValues += batch.tokens * cachedWidth + batch.outputRows * (2 * value.outputs + headCount)
  }

  /// The values.
  var cachedWidth: Int { value.outputs }
}
