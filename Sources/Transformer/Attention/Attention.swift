public import Tensor

/// The attention of a block: each query row becomes a weighted sum over tokens of its own sequence.
///
/// A block holds `any Attention`. A kind that a decoder can be made with is an `AttentionVariant`.
public protocol Attention {
  /// What forward keeps for backward.
  associatedtype Saved

  /// - Parameters:
  ///   - x: `[tokens, hidden]`: the tokens that are attended to
  ///   - queryRows: `[output rows, hidden]`: the rows of x that are queries, as `rows` says
  ///   - cache: earlier tokens of the sequences, to which those of x are added
  /// - Returns: `[output rows, hidden]`
  func forward(
    _ x: Tensor, queryRows: Tensor, _ rows: OutputRows, _ pass: Pass, cache: AttentionCache?
  ) -> (output: Tensor, saved: Saved)

  /// Adds to the gradients of the parameters.
  ///
  /// - Parameter dOutput: `[output rows, hidden]`
  /// - Returns: dX `[tokens, hidden]`, and dQueryRows `[output rows, hidden]`: nil where it is part of dX (with
  ///   `OutputRows.all`), or where nothing is computed from the query rows
  func backward(
    _ dOutput: Tensor, _ saved: Saved, _ rows: OutputRows, _ pass: Pass
  ) -> (dX: Tensor, dQueryRows: Tensor?)

  /// What the queries of one sequence weight its tokens by, for looking at: the probabilities of `forward` without
  /// dropout and cache.
  ///
  /// - Parameter x: `[tokens, hidden]`, all of them queries
  /// - Returns: for each head `[tokens, keys]`, with rows that sum to 1; the keys are the tokens unless the attention
  ///   makes fewer of them
  func probabilities(_ x: Tensor, _ pass: Pass) -> [Tensor]

  /// Adds the products and kept tensors of a pass.
  func addCost(_ batch: BatchShape, to cost: inout PassCost)

  /// float32 values that a cache keeps of each token: of dot products key and value.
  var cachedWidth: Int { get }

  /// How many of the latest tokens a cache has to keep; nil for all.
  var cachedTokens: Int? { get }
}

extension Attention {
  /// All.
  public var cachedTokens: Int? { nil }

  /// `forward` for a block that does not know which attention it has: `saved` is for `gradient`.
  func apply(
    _ x: Tensor, queryRows: Tensor, _ rows: OutputRows, _ pass: Pass, cache: AttentionCache? = nil
  ) -> (output: Tensor, saved: Any) {
    forward(x, queryRows: queryRows, rows, pass, cache: cache)
  }

  /// `backward` for a block that does not know which attention it has.
  func gradient(
    _ dOutput: Tensor, _ saved: Any, _ rows: OutputRows, _ pass: Pass
  ) -> (dX: Tensor, dQueryRows: Tensor?) {
    guard let saved = saved as? Saved else { preconditionFailure("saved by another attention") }
    return backward(dOutput, saved, rows, pass)
  }
}
