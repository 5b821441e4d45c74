public import Tensor

/// The factorised random synthesizer (Tay et al. 2020, §3.2): the scores of a token are made of its position alone, the
/// same for every text. `hidden` is the position's row of a table; `PositionScores` has the rest.
public struct RandomSynthesizer: Attention, AttentionVariant {
  /// "random_synthesizer"
  public static let name = "random_synthesizer"
  /// Decoders only.
  public static func refusal(in place: AttentionPlace) -> String? { PositionScores.refusal(in: place) }
  /// There are no keys to rotate.
  public static let positions: [PositionKind] = [.learned]

  /// The synthesizer of one block.
  public static func make(_ parts: AttentionParts) -> any Attention { RandomSynthesizer(parts) }

  /// One row for each position, `[positions, hidden]`.
  public let places: Embedding
  private let scores: PositionScores

  /// What forward keeps for backward.
  public struct Saved {
    let scores: PositionScores.Saved
  }

  /// The parameters `places`, `w2`, `value`, and the family's output projection.
  init(_ parts: AttentionParts) {
    places = parts.table("places", entries: parts.sizes.contextLength)
    scores = PositionScores(parts)
  }

  /// x `[tokens, hidden]` to `[output rows, hidden]`; the query rows are not read.
  public func forward(
    _ x: Tensor, queryRows: Tensor, _ rows: OutputRows, _ pass: Pass, cache: AttentionCache?
  ) -> (output: Tensor, saved: Saved) {
    let positions = rows.gather(cache?.positions(of: pass) ?? pass.positions, pass)
    let hidden = embed([(places.weight.value, positions)])
    let (y, saved) = scores.forward(hidden: hidden, x, rows, pass, cache: cache)
    return (y, Saved(scores: saved))
  }

  /// dOutput `[output rows, hidden]` to the gradient through the values, `[tokens, hidden]`.
  public func backward(
    _ dOutput: Tensor, _ saved: Saved, _ rows: OutputRows, _ pass: Pass
  ) -> (dX: Tensor, dQueryRows: Tensor?) {
    let (dX, dHidden) = scores.backward(dOutput, saved.scores, rows, pass)
    let positions = rows.gather(pass.positions, pass)
    places.weight.addToGradient(rows: positions) { addEmbeddingGradient(dHidden, ids: positions, to: &$0) }
    return (dX, nil)
  }

  /// Those of the positions of x `[tokens, hidden]`: for each head `[tokens, tokens]`.
  public func probabilities(_ x: Tensor, _ pass: Pass) -> [Tensor] {
    scores.probabilities(hidden: embed([(places.weight.value, pass.positions)]), pass)
  }

  /// That of `PositionScores`: the table is only read.
  public func addCost(_ batch: BatchShape, to cost: inout PassCost) { scores.addCost(batch, to: &cost) }

  /// The values.
  public var cachedWidth: Int { scores.cachedWidth }
}
