public import Tensor

/// Attention to k places instead of n tokens (Wang et al. 2020, "Linformer: Self-Attention with Linear Complexity",
/// §4): keys and values are projected along the length of a text. For each head, and a text of n tokens,
///
///     context = dropout(softmax(query · (E[:, 0..<n] · key)ᵀ / √headSize)) · (F[:, 0..<n] · value)
///
/// E and F are shared by the heads, `[k, longest text]`; a shorter text takes their first columns. Each projected place
/// mixes all tokens of the text, so there is no causal form.
public struct LinformerAttention: Attention {
  /// The projection to queries, `[hidden, hidden]`.
  public let query: Linear
  /// The projections to keys and, beside them, values: one layer of both, or one each.
  public let keyValue: [Linear]
  /// The projection of the heads' joined outputs, `[hidden, hidden]`.
  public let output: Linear
  /// E, and after it F where that is another matrix: `[places, positions]`.
  public let projections: [Parameter]
  /// Number of heads.
  public let headCount: Int
  /// Dropout of the attention weights.
  public let dropout: DropoutSite

  /// What forward keeps for backward.
  public struct Saved {
    let x: Tensor
    let queryRows: Tensor
    let query: Tensor
    let keyValue: Tensor
    let projected: Tensor
    let context: Tensor
    let attention: AttentionSaved
  }

  /// Number of places that a text is projected to.
  private var places: Int { projections[0].shape[0] }
  private var width: Int { query.outputs }

  /// Where the output of each layer of `keyValue` begins.
  private var columns: [Int] { keyValue.reduce(into: [0]) { $0.append($0.last! + $1.outputs) } }

  /// The columns of keys and values that each matrix projects.
  private var projectedColumns: [(projection: Parameter, columns: Range<Int>)] {
    let each = 2 * width / projections.count
    return projections.enumerated().map { ($1, ($0 * each)..<(($0 + 1) * each)) }
  }

  private func shape(_ rows: OutputRows, _ pass: Pass) -> AttentionShape {
    AttentionShape(
      queryOffsets: rows.offsets(pass), keyOffsets: pass.offsets.indices.map { $0 * places }, headCount: headCount,
      pattern: .full)
  }

  /// x `[tokens, hidden]` and its query rows to `[output rows, hidden]`.
  public func forward(
    _ x: Tensor, queryRows: Tensor, _ rows: OutputRows, _ pass: Pass, cache: AttentionCache?
  ) -> (output: Tensor, saved: Saved) {
    precondition(cache == nil, "every token changes all projected keys and values: none can be kept")
    // 1. projections of tokens
    let q = query.forward(queryRows, pass).output
    // 2. projections along the length
    let (kv, projected) = projectedKeys(x, pass)
    // 3. attention
    let (context, saved) = attention(query: q, keyValue: projected, shape(rows, pass), dropout: dropout(pass))
    // 4. output projection
    let y = output.forward(context, pass).output
    return (
      y,
      Saved(
        x: x, queryRows: queryRows, query: q, keyValue: kv, projected: projected, context: context, attention: saved)
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
    let (dQ, dProjected, _) = attentionBackward(
      dContext, query: saved.query, keyValue: saved.projected, saved.attention, shape(rows, pass),
      dropout: dropout(pass))
    // 2.
    var dKV = Tensor.uninitialized(saved.keyValue.shape)
    for (projection, columns) in projectedColumns {
      lengthProjectionInputGradient(
        dProjected, columns: columns, weight: projection.value, offsets: pass.offsets, into: &dKV)
      projection.addToGradient {
        addLengthProjectionGradient(dProjected, x: saved.keyValue, columns: columns, offsets: pass.offsets, to: &$0)
      }
    }
    // 1.
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

  /// Keys and values side by side: `[tokens, 2 · hidden]`, and projected `[sequences · places, 2 · hidden]`.
  private func projectedKeys(_ x: Tensor, _ pass: Pass) -> (keyValue: Tensor, projected: Tensor) {
    var kv = Tensor.uninitialized([x.rows, 2 * width])
    for (layer, column) in zip(keyValue, columns) { layer.forward(x, into: &kv, column: column) }
    var projected = Tensor.uninitialized([(pass.offsets.count - 1) * places, 2 * width])
    for (projection, columns) in projectedColumns {
      projectLengths(kv, columns: columns, weight: projection.value, offsets: pass.offsets, into: &projected)
    }
    return (kv, projected)
  }

  /// Those of x `[tokens, hidden]`: for each head `[tokens, places]`.
  public func probabilities(_ x: Tensor, _ pass: Pass) -> [Tensor] {
    attentionProbabilities(
      query: query.forward(x, pass).output, keyValue: projectedKeys(x, pass).projected, shape(.all, pass))
  }

  /// The projections of tokens and of lengths, the scores, and what is kept: keys and values before and after they are
  /// projected, queries, context, and a denominator for each head.
  public func addCost(_ batch: BatchShape, to cost: inout PassCost) {
    for layer in keyValue { layer.addCost(rows: batch.tokens, to: &cost) }
    query.addCost(rows: batch.outputRows, to: &cost)
    output.addCost(rows: batch.outputRows, to: &cost)
    cost.addProducts(batch.tokens * places * 2 * width)
    cost.addAttention(pairs: batch.outputRows * places, hiddenSize: width)
    cost.liveValues += (batch.tokens + batch.lengths.count * places) * 2 * width
    cost.liveValues += batch.outputRows * (2 * width + headCount)
  }

  /// Nothing: there is no cache.
  public var cachedWidth: Int { 0 }
}

extension LinformerAttention: AttentionVariant {
  /// "linformer"
  public static let name = "linformer"
  /// Keys of single tokens, which a rotation would need, are not compared.
  public static let positions: [PositionKind] = [.learned]

  /// Encoders only.
  public static func refusal(in place: AttentionPlace) -> String? {
    place == .decoder ? "its keys and values mix later tokens in, which a decoder must not see" : nil
  }

  /// The number of places, and which projections are one matrix. The paper has 128 or 256 places for texts of 512
  /// tokens, and 256 for 1024.
  public static func settings(in place: AttentionPlace) -> [AttentionSetting] {
    [
      AttentionSetting("projection_length", in: 1...1_000_000, default: 256),
      AttentionSetting("projection_sharing", oneOf: ProjectionSharing.allCases.map(\.rawValue)),
    ]
  }

  /// More places than tokens.
  public static func problems(_ sizes: AttentionSizes) -> [AttentionProblem] {
    let (places, length) = (sizes.setting("projection_length"), sizes.contextLength)
    if places <= length { return [] }
    return [
      AttentionProblem(
        "projection_length",
        "must be at most the \(length) tokens that the model reads, not \(places): with more there is nothing to gain."
          + " The default is 256")
    ]
  }

  /// The attention of one block.
  public static func make(_ parts: AttentionParts) -> any Attention { LinformerAttention(parts) }

  /// The family's projections, and those along the length below `linformer`.
  ///
  /// New ones have orthonormal rows: a place is a token, or the sum of tokens k apart over the root of their number.
  /// With them a pretrained encoder stays nearer to what it was than with the normal matrices of the paper's proof
  /// (§3), and with k = n it stays what it was (Documentation/efficient-attention.md has figures).
  init(_ parts: AttentionParts) {
    let sizes = parts.sizes
    (query, keyValue) = parts.projections()
    output = parts.output()
    headCount = sizes.headCount
    dropout = parts.dropout()
    let places = sizes.setting("projection_length")
    func matrix(_ scope: ParameterScope, _ name: String) -> Parameter {
      let matrix = scope["linformer"].parameter(
        name, .matrix, [places, sizes.contextLength], .orthonormalRows)
      // Its products are part of the attention, which is float32.
      matrix.isMultiplied = false
      return matrix
    }
    projections =
      switch ProjectionSharing.allCases[sizes.setting("projection_sharing")] {
      case .headwise: [matrix(parts.ownScope, "key_projection"), matrix(parts.ownScope, "value_projection")]
      case .keyValue: [matrix(parts.ownScope, "projection")]
      case .layerwise: [matrix(parts.sharedScope, "projection")]
      }
  }
}

/// Which projections along the length are one matrix, by the names of Wang et al. (2020, §4). All heads share theirs.
public enum ProjectionSharing: String, Codable, CaseIterable, Sendable {
  /// E and F in each layer.
  case headwise
  /// One matrix in each layer, E = F.
  case keyValue = "key_value"
  /// One matrix for all layers, E = F.
  case layerwise
}
