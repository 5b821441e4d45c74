public import Tensor

/// Multi-head attention with projections for query, key and value (Vaswani et al. 2017, §3.2.2). For each head
///
///     context = dropout(softmax(query · keyᵀ / √headSize)) · value
///
/// Fewer heads of keys and values than of queries (grouped queries, Ainslie et al. 2023), rotary positions and the
/// pattern of what a query sees are properties of it: BERT's attention is full, a GPT's causal.
public struct DotProductAttention: Attention {
  /// The projection to queries, `[headCount · headSize, hidden]`.
  public let query: Linear
  /// The projections to keys and, beside them, values: one layer of both, or one each.
  public let keyValue: [Linear]
  /// The projection of the heads' joined outputs, `[hidden, headCount · headSize]`.
  public let output: Linear
  /// Number of query heads.
  public let headCount: Int
  /// Number of key and value heads; a divisor of `headCount`.
  public let keyValueHeadCount: Int
  /// Dropout of the attention weights.
  public let dropout: DropoutSite
  /// Which keys a query sees.
  public let pattern: AttentionPattern
  /// Rotates queries and keys by their positions; nil where positions are added to the embeddings.
  public let rotary: RotaryTable?
  /// Norms of each head's query and key; nil for none.
  public let headNorms: HeadNorms?

  /// What forward keeps for backward.
  public struct Saved {
    let x: Tensor
    let queryRows: Tensor
    let query: Tensor
    let keyValue: Tensor
    let context: Tensor
    let attention: AttentionSaved
    let headNorms: HeadNorms.Saved?
  }

  /// Attention with the given projections; `keyValueHeadCount` is `headCount` if nil.
  public init(
    query: Linear, keyValue: [Linear], output: Linear, headCount: Int, keyValueHeadCount: Int? = nil,
    dropout: DropoutSite, pattern: AttentionPattern = .full, rotary: RotaryTable? = nil,
    headNorms: HeadNorms? = nil
  ) {
    self.query = query
    self.keyValue = keyValue
    self.output = output
    self.headCount = headCount
    self.keyValueHeadCount = keyValueHeadCount ?? headCount
    self.dropout = dropout
    self.pattern = pattern
    self.rotary = rotary
    self.headNorms = headNorms
    precondition(
      query.outputs % headCount == 0 && headCount % self.keyValueHeadCount == 0
        && keyValue.reduce(0) { $0 + $1.outputs } == 2 * self.keyValueHeadCount * (query.outputs / headCount),
      "\(headCount) heads of queries and \(self.keyValueHeadCount) of keys and values do not fit their projections")
  }

  private var headSize: Int { query.outputs / headCount }
  private var keySize: Int { keyValueHeadCount * headSize }

  /// Where the output of each layer of `keyValue` begins.
  private var columns: [Int] { keyValue.reduce(into: [0]) { $0.append($0.last! + $1.outputs) } }

  private func shape(_ rows: OutputRows, _ pass: Pass) -> AttentionShape {
    rows.shape(pass, headCount: headCount, keyValueHeadCount: keyValueHeadCount, pattern: pattern)
  }

  /// The queries `[output rows, headCount · headSize]`, and keys and values side by side `[tokens, 2 · keySize]`.
  private func project(_ x: Tensor, queryRows: Tensor, _ pass: Pass) -> (query: Tensor, keyValue: Tensor) {
    var kv = Tensor.uninitialized([x.rows, 2 * keySize])
    for (layer, column) in zip(keyValue, columns) { layer.forward(x, into: &kv, column: column) }
    return (query.forward(queryRows, pass).output, kv)
  }

  /// Rotates queries and keys in place.
  private func rotate(
    _ q: inout Tensor, _ kv: inout Tensor, _ positions: [Int32], _ rows: OutputRows, _ pass: Pass, backwards: Bool
  ) {
    guard let rotary else { return }
    rotary.rotate(
      &q, column: 0, width: query.outputs, headCount: headCount, positions: rows.gather(positions, pass),
      backwards: backwards)
    rotary.rotate(
      &kv, column: 0, width: keySize, headCount: keyValueHeadCount, positions: positions, backwards: backwards)
  }

  /// x `[tokens, hidden]` and its query rows to `[output rows, hidden]`.
  public func forward(
    _ x: Tensor, queryRows: Tensor, _ rows: OutputRows, _ pass: Pass, cache: AttentionCache?
  ) -> (output: Tensor, saved: Saved) {
    // 1. projections
    var (q, kv) = project(x, queryRows: queryRows, pass)
    let savedNorms = headNorms?.forward(&q, &kv, keySize: keySize)
    // 2. positions
    if rotary != nil {
      rotate(&q, &kv, cache?.positions(of: pass) ?? pass.positions, rows, pass, backwards: false)
    }
    // 3. attention
    let (context, saved): (Tensor, AttentionSaved)
    if let cache {
      let keys = cache.append(kv, pass)
      (context, saved) = attention(
        query: q, keyValue: keys.keyValue,
        keys.shape(rows, pass, headCount: headCount, keyValueHeadCount: keyValueHeadCount, pattern: pattern),
        dropout: nil)
    } else {
      (context, saved) = attention(query: q, keyValue: kv, shape(rows, pass), dropout: dropout(pass))
    }
    // 4. output projection
    let y = output.forward(context, pass).output
    return (
      y,
      Saved(
        x: x, queryRows: queryRows, query: q, keyValue: kv, context: context, attention: saved,
        headNorms: savedNorms)
    )
  }

  /// dOutput `[output rows, hidden]` to the gradient through keys and values `[tokens, hidden]`, and the one through
  /// the queries `[output rows, hidden]`.
  public func backward(
    _ dOutput: Tensor, _ saved: Saved, _ rows: OutputRows, _ pass: Pass
  ) -> (dX: Tensor, dQueryRows: Tensor?) {
    // 4.
    let dContext = output.backward(dOutput, saved.context, pass)
    // 3.
    var (dQ, dKV, _) = attentionBackward(
      dContext, query: saved.query, keyValue: saved.keyValue, saved.attention, shape(rows, pass),
      dropout: dropout(pass))
    // 2. a rotation's transpose is the rotation back
    if rotary != nil { rotate(&dQ, &dKV, pass.positions, rows, pass, backwards: true) }
    // 1.
    if let norms = saved.headNorms { headNorms?.backward(&dQ, &dKV, keySize: keySize, norms) }
    var dX = Tensor.uninitialized(saved.x.shape)
    for (layer, column) in zip(keyValue, columns) {
      layer.backward(dKV, column: column, x: saved.x, into: &dX, accumulate: column > 0)
    }
    if rows == .all {
      query.backward(dQ, column: 0, x: saved.queryRows, into: &dX, accumulate: true)
      return (dX, nil)
    }
    return (dX, query.backward(dQ, saved.queryRows, pass))
  }

  /// Those of x `[tokens, hidden]`: for each head `[tokens, tokens]`.
  public func probabilities(_ x: Tensor, _ pass: Pass) -> [Tensor] {
    var (q, kv) = project(x, queryRows: x, pass)
    _ = headNorms?.forward(&q, &kv, keySize: keySize)
    if rotary != nil { rotate(&q, &kv, pass.positions, .all, pass, backwards: false) }
    return attentionProbabilities(query: q, keyValue: kv, shape(.all, pass))
  }

  /// The projections, the scores, and what is kept: keys and values, queries, context, and a denominator for each head.
  public func addCost(_ batch: BatchShape, to cost: inout PassCost) {
    for layer in keyValue { layer.addCost(rows: batch.tokens, to: &cost) }
    query.addCost(rows: batch.outputRows, to: &cost)
    output.addCost(rows: batch.outputRows, to: &cost)
    cost.addAttention(pairs: batch.pairs(pattern), hiddenSize: query.outputs)
    cost.liveValues += batch.tokens * cachedWidth + batch.outputRows * (2 * query.outputs + headCount)
    if headNorms != nil { cost.liveValues += batch.tokens * keySize + batch.outputRows * query.outputs }
  }

  /// Keys and values.
  public var cachedWidth: Int { 2 * keySize }

  /// Those in the window.
  public var cachedTokens: Int? { if case .window(let before, 0) = pattern { before + 1 } else { nil } }
}

/// The standard attention: every key in an encoder, those up to the query's own in a decoder.
extension DotProductAttention: AttentionVariant {
  /// "dot_product"
  public static let name = "dot_product"
  /// Both.
  public static let positions: [PositionKind] = [.learned, .rotary]

  /// Full or causal attention with the family's projections.
  public static func make(_ parts: AttentionParts) -> any Attention {
    DotProductAttention(parts, pattern: parts.sizes.place == .encoder ? .full : .causal)
  }

  /// Attention with the family's projections.
  init(_ parts: AttentionParts, pattern: AttentionPattern) {
    let (query, keyValue) = parts.projections()
    self.init(
      query: query, keyValue: keyValue, output: parts.output(), headCount: parts.sizes.headCount,
      keyValueHeadCount: parts.sizes.keyValueHeadCount, dropout: parts.dropout(), pattern: pattern,
      rotary: parts.rotary)
  }
}
