public import Tensor

/// The dense synthesizer (Tay et al. 2020, §3.1): the scores of a token are made of this token alone,
/// hidden = relu(x · w1 + b1). `PositionScores` has the rest.
public struct DenseSynthesizer: Attention, AttentionVariant {
  /// "synthesizer"
  public static let name = "synthesizer"
  /// Decoders only.
  public static func refusal(in place: AttentionPlace) -> String? { PositionScores.refusal(in: place) }
  /// There are no keys to rotate.
  public static let positions: [PositionKind] = [.learned]

  /// The synthesizer of one block.
  public static func make(_ parts: AttentionParts) -> any Attention { DenseSynthesizer(parts) }

  /// From a token to `hidden`, `[hidden, hidden]`.
  public let first: Linear
  private let scores: PositionScores

  /// What forward keeps for backward.
  public struct Saved {
    let queryRows: Tensor
    let scores: PositionScores.Saved
  }

  /// The parameters `w1`, `w2`, `value`, and the family's output projection.
  init(_ parts: AttentionParts) {
    first = parts.linear("w1", inputs: parts.sizes.hiddenSize, outputs: parts.sizes.hiddenSize)
    scores = PositionScores(parts)
  }

  /// x `[tokens, hidden]` and its query rows to `[output rows, hidden]`.
  public func forward(
    _ x: Tensor, queryRows: Tensor, _ rows: OutputRows, _ pass: Pass, cache: AttentionCache?
  ) -> (output: Tensor, saved: Saved) {
    let (y, saved) = scores.forward(hidden: hidden(queryRows), x, rows, pass, cache: cache)
    return (y, Saved(queryRows: queryRows, scores: saved))
  }

  /// dOutput `[output rows, hidden]` to the gradient through the values `[tokens, hidden]`, and the one through the
  /// scores `[output rows, hidden]`.
  public func backward(
    _ dOutput: Tensor, _ saved: Saved, _ rows: OutputRows, _ pass: Pass
  ) -> (dX: Tensor, dQueryRows: Tensor?) {
    var (dX, dHidden) = scores.backward(dOutput, saved.scores, rows, pass)
    // ReLU's output is positive where its input is.
    let dInput = activationGradient(dHidden, input: saved.scores.hidden, .relu)
    if rows == .all {
      first.backward(dInput, column: 0, x: saved.queryRows, into: &dX, accumulate: true)
      return (dX, nil)
    }
    return (dX, first.backward(dInput, saved.queryRows, pass))
  }

  /// Those of x `[tokens, hidden]`: for each head `[tokens, tokens]`.
  public func probabilities(_ x: Tensor, _ pass: Pass) -> [Tensor] { scores.probabilities(hidden: hidden(x), pass) }

  /// relu(x · w1 + b1), `[output rows, hidden]`.
  private func hidden(_ queryRows: Tensor) -> Tensor {
    activatedLinear(queryRows, weight: first.weight.value, bias: first.bias?.value, activation: .relu)
  }

  /// One projection more than `PositionScores`.
  public func addCost(_ batch: BatchShape, to cost: inout PassCost) {
    first.addCost(rows: batch.outputRows, to: &cost)
    scores.addCost(batch, to: &cost)
  }

  /// The values.
  public var cachedWidth: Int { scores.cachedWidth }
}
