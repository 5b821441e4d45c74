internal import CKernels

/// What the backward pass of `attention` needs beside its inputs.
public struct AttentionSaved: Sendable {
  /// The log of the softmax's denominator, `[query tokens, heads]`: the probabilities are made again from it.
  let logSumExp: Tensor
}

/// The shape of an attention: who may look at whom.
public struct AttentionShape: Sendable {
  /// Where each sequence's queries begin, and their total: `[sequences + 1]`.
  public let queryOffsets: [Int]
  /// The row of each sequence's first key, `[sequences]`.
  public let firstKeys: [Int]
  /// How many keys each sequence has, in neighbouring rows, `[sequences]`.
  public let keyCounts: [Int]
  /// Number of heads; the width is a multiple of it.
  public let headCount: Int
  /// Whether a query sees only the keys up to its own place. The last query stands at the last key.
  public let isCausal: Bool

  /// Each sequence attends to itself.
  public init(offsets: [Int], headCount: Int, isCausal: Bool) {
    self.init(queryOffsets: offsets, keyOffsets: offsets, headCount: headCount, isCausal: isCausal)
  }

  /// Queries of a sequence see keys of the same sequence; there may be fewer queries than keys.
  public init(queryOffsets: [Int], keyOffsets: [Int], headCount: Int, isCausal: Bool) {
    self.init(
      queryOffsets: queryOffsets, firstKeys: Array(keyOffsets.dropLast()),
      keyCounts: zip(keyOffsets, keyOffsets.dropFirst()).map { $1 - $0 }, headCount: headCount, isCausal: isCausal)
  }

  /// As above, with rows between the keys of two sequences that belong to neither: a cache has room for more.
  public init(queryOffsets: [Int], firstKeys: [Int], keyCounts: [Int], headCount: Int, isCausal: Bool) {
    precondition(
      queryOffsets.count == firstKeys.count + 1 && keyCounts.count == firstKeys.count,
      "\(queryOffsets.count - 1), \(firstKeys.count) and \(keyCounts.count) sequences")
    self.queryOffsets = queryOffsets
    self.firstKeys = firstKeys
    self.keyCounts = keyCounts
    self.headCount = headCount
    self.isCausal = isCausal
  }

  var sequences: Int { queryOffsets.count - 1 }

  /// Whether each sequence has one query.
  var hasSingleQueries: Bool { queryOffsets.enumerated().allSatisfy { $0 == $1 } }

  /// How many keys query number `query` (from 0, in its sequence) may see.
  func visible(_ query: Int, queries: Int, keys: Int) -> Int { isCausal ? keys - queries + query + 1 : keys }
}

/// Queries whose scores are in memory together.
private let queriesPerTile = 64

/// Attention over ragged sequences: for each sequence and head, context = dropout(softmax(scores)) · value, with the
/// scores query · keyᵀ / √d (Vaswani et al. 2017), or query · keys + bias of `positionKeys`.
///
/// - Parameters:
///   - query: `[query tokens, width]`
///   - keyValue: `[key tokens, 2 · width]`: keys left, values right; with `positionKeys` the values alone,
///     `[key tokens, width]`
/// - Returns: context `[query tokens, width]` and what backward needs.
public func attention(
  query: Tensor, keyValue: Tensor, positionKeys: PositionKeys? = nil, _ shape: AttentionShape, dropout: Dropout?
) -> (context: Tensor, saved: AttentionSaved) {
  let width = query.columns
  check(query, keyValue, positionKeys, shape)
  var context = Tensor(uninitialized: query.shape)
  var logSumExp = Tensor(uninitialized: [query.rows, shape.headCount])
  if positionKeys == nil && dropout == nil && shape.hasSingleQueries {
    singleQueryAttention(query: query, keyValue: keyValue, shape, context: &context, logSumExp: &logSumExp)
    return (context, AttentionSaved(logSumExp: logSumExp))
  }
  let contextPointer = unsafe context.mutablePointer()
  let logPointer = unsafe logSumExp.mutablePointer()
  Threads.run(shape.sequences * shape.headCount) { task in
    let head = Head(task, shape, query: query, keyValue: keyValue)
    let (d, keys, queries, rowStride) = (head.d, head.keys, head.queries, keyValue.columns)
    if queries == 0 { return }
    let scratch = Storage(count: (d + queriesPerTile) * keys)
    let keysTransposed = unsafe scratch.pointer
    let scores = unsafe scratch.pointer + d * keys
    // To turn the keys over pays where several queries use them, not for one: a new token, or the row that a head reads.
    let isAlone = queries == 1
    if positionKeys == nil && !isAlone { unsafe ck_transpose(keys, d, head.key, rowStride, keysTransposed, keys) }
    unsafe withKernel(dropout?.head(head.number)) { kernel in
      for first in stride(from: 0, to: queries, by: queriesPerTile) {
        let rows = min(queriesPerTile, queries - first)
        let seen = shape.visible(first + rows - 1, queries: queries, keys: keys)
        let tileQuery = unsafe head.query + first * width
        if let positionKeys {
          unsafe positionKeys.scores(rows, seen, tileQuery, width, into: scores)
        } else if isAlone {
          unsafe ck_dot_rows(seen, d, tileQuery, head.key, rowStride, head.value, head.scale, scores)
        } else {
          unsafe ck_gemm(rows, seen, d, head.scale, tileQuery, width, 1, keysTransposed, keys, scores, seen, 0)
        }
        for row in 0..<rows {
          let visible = shape.visible(first + row, queries: queries, keys: keys)
          let values = unsafe scores + row * seen
          let token = head.firstQuery + first + row
          unsafe logPointer[token * shape.headCount + head.number] = ck_softmax(visible, values)
          if let kernel = unsafe kernel { unsafe ck_dropout_rows(1, visible, token, values, values, kernel) }
          unsafe (values + visible).update(repeating: 0, count: seen - visible)
        }
        let target = unsafe contextPointer + (head.firstQuery + first) * width + head.column
        unsafe ck_gemm(rows, d, seen, 1, scores, seen, 1, head.value, rowStride, target, width, 0)
      }
    }
  }
  return (context, AttentionSaved(logSumExp: logSumExp))
}

/// The gradient of `attention`: the scores are made again tile by tile.
///
/// With S the scores, c what the product of query and key is scaled by (1 / √d, or 1), P = softmax(S), M the dropout's
/// factors and dP = (dContext · valueᵀ) ∘ M: dValue = (P ∘ M)ᵀ · dContext, dS = P ∘ (dP − rowsum(P ∘ dP)),
/// dQuery = c dS · key, dKey = c dSᵀ · query. The keys and the bias of positions get the sum over all sequences and heads.
///
/// - Returns: dQuery `[query tokens, width]`, dKeyValue of keyValue's shape, and dPositionKeys of that of `positionKeys`.
public func attentionBackward(
  _ dContext: Tensor, query: Tensor, keyValue: Tensor, positionKeys: PositionKeys? = nil, _ saved: AttentionSaved,
  _ shape: AttentionShape, dropout: Dropout?
) -> (dQuery: Tensor, dKeyValue: Tensor, dPositionKeys: (keys: Tensor, bias: Tensor)?) {
  let (width, rowStride) = (query.columns, keyValue.columns)
  check(query, keyValue, positionKeys, shape)
  precondition(dContext.shape == query.shape, "dContext \(dContext.shape), query \(query.shape)")
  precondition(shape.keyCounts.reduce(0, +) == keyValue.rows, "keys that belong to no sequence have no gradient")
  var dQuery = Tensor(uninitialized: query.shape)
  var dKeyValue = Tensor(uninitialized: keyValue.shape)
  let dQueryPointer = unsafe dQuery.mutablePointer()
  let dKeyValuePointer = unsafe dKeyValue.mutablePointer()
  let positionSums = positionKeys.map { PositionKeySums($0, shape) }
  // Tasks whose gradients meet in one sum follow each other; others are free.
  let tasks = shape.sequences * shape.headCount
  let parts = positionSums?.parts ?? tasks
  Threads.run(parts) { part in
    for task in (part * tasks / parts)..<((part + 1) * tasks / parts) {
      let head = Head(task, shape, query: query, keyValue: keyValue)
      let (d, keys, queries) = (head.d, head.keys, head.queries)
      let dValue = unsafe dKeyValuePointer + head.firstKey * rowStride + rowStride - width + head.column
      let dKey = unsafe positionSums?.keys(part) ?? dKeyValuePointer + head.firstKey * rowStride + head.column
      if queries == 0 {
        for row in 0..<keys {
          if positionSums == nil { unsafe (dKey + row * rowStride).update(repeating: 0, count: d) }
          unsafe (dValue + row * rowStride).update(repeating: 0, count: d)
        }
        continue
      }
      let scratch = Storage(count: (2 * d + 2 * queriesPerTile) * keys)
      let keysTransposed = unsafe scratch.pointer
      let valuesTransposed = unsafe keysTransposed + d * keys
      let scores = unsafe valuesTransposed + d * keys
      let dScores = unsafe scores + queriesPerTile * keys
      // As in the forward pass, so that the scores are the same to the last bit.
      let isAlone = queries == 1
      if !isAlone {
        if positionKeys == nil { unsafe ck_transpose(keys, d, head.key, rowStride, keysTransposed, keys) }
        unsafe ck_transpose(keys, d, head.value, rowStride, valuesTransposed, keys)
      }
      unsafe withKernel(dropout?.head(head.number)) { kernel in
        // From the last tile to the first: of a causal attention only the last one sees, and so initialises, every key.
        let tiles = (queries + queriesPerTile - 1) / queriesPerTile
        for tile in (0..<tiles).reversed() {
          let first = tile * queriesPerTile
          let rows = min(queriesPerTile, queries - first)
          let seen = shape.visible(first + rows - 1, queries: queries, keys: keys)
          let firstToken = head.firstQuery + first
          let tileQuery = unsafe head.query + first * width
          let tileContext = unsafe dContext.pointer + firstToken * width + head.column
          if let positionKeys {
            unsafe positionKeys.scores(rows, seen, tileQuery, width, into: scores)
          } else if isAlone {
            unsafe ck_dot_rows(seen, d, tileQuery, head.key, rowStride, head.value, head.scale, scores)
          } else {
            unsafe ck_gemm(rows, seen, d, head.scale, tileQuery, width, 1, keysTransposed, keys, scores, seen, 0)
          }
          if isAlone {
            unsafe ck_dot_rows(seen, d, tileContext, head.value, rowStride, head.key, 1, dScores)
          } else {
            unsafe ck_gemm(rows, seen, d, 1, tileContext, width, 1, valuesTransposed, keys, dScores, seen, 0)
          }
          for row in 0..<rows {
            let visible = shape.visible(first + row, queries: queries, keys: keys)
            let token = firstToken + row
            unsafe ck_attention_row_backward(
              visible, token, scores + row * seen, dScores + row * seen,
              saved.logSumExp.pointer[token * shape.headCount + head.number], positionKeys == nil ? head.scale : 1,
              kernel)
            unsafe (scores + row * seen + visible).update(repeating: 0, count: seen - visible)
            unsafe (dScores + row * seen + visible).update(repeating: 0, count: seen - visible)
          }
          let add: Int32 = tile == tiles - 1 ? 0 : 1
          unsafe ck_gemm(seen, d, rows, 1, scores, 1, seen, tileContext, width, dValue, rowStride, add)
          let target = unsafe dQueryPointer + firstToken * width + head.column
          if let positionKeys, let positionSums {
            unsafe ck_gemm(seen, d, rows, 1, dScores, 1, seen, tileQuery, width, dKey, d, 1)
            unsafe ck_column_sums(rows, seen, dScores, seen, positionSums.bias(part))
            unsafe ck_gemm(rows, d, seen, 1, dScores, seen, 1, positionKeys.keys.pointer, d, target, width, 0)
          } else {
            unsafe ck_gemm(seen, d, rows, 1, dScores, 1, seen, tileQuery, width, dKey, rowStride, add)
            unsafe ck_gemm(rows, d, seen, 1, dScores, seen, 1, head.key, rowStride, target, width, 0)
          }
        }
      }
    }
  }
  return (dQuery, dKeyValue, positionSums?.total())
}

private func check(_ query: Tensor, _ keyValue: Tensor, _ positionKeys: PositionKeys?, _ shape: AttentionShape) {
  let columns = (positionKeys == nil ? 2 : 1) * query.columns
  precondition(keyValue.columns == columns, "query \(query.shape), keys and values \(keyValue.shape)")
  precondition(query.columns % shape.headCount == 0, "\(shape.headCount) heads in a width of \(query.columns)")
  precondition(
    shape.queryOffsets.last == query.rows, "queries \(query.shape), offsets up to \(shape.queryOffsets.last!)")
  for (sequence, (first, count)) in zip(shape.firstKeys, shape.keyCounts).enumerated() {
    precondition(
      first >= 0 && count >= 0 && first + count <= keyValue.rows, "keys \(keyValue.shape), \(count) from row \(first)")
    let queries = shape.queryOffsets[sequence + 1] - shape.queryOffsets[sequence]
    precondition(
      queries >= 0 && (!shape.isCausal || queries <= count),
      "\(queries) queries and \(count) keys in sequence \(sequence)")
  }
  if let keys = positionKeys?.keys {
    precondition(
      keys.columns * shape.headCount == query.columns && (shape.keyCounts.max() ?? 0) <= keys.rows,
      "keys of positions \(keys.shape) for \(shape.headCount) heads, up to \(shape.keyCounts.max() ?? 0) tokens")
  }
}

/// One head of one sequence: where its part of each array begins.
@safe private struct Head {
  let number: Int
  let d: Int
  let column: Int
  let firstQuery: Int
  let queries: Int
  let firstKey: Int
  let keys: Int
  let query: UnsafePointer<Float>
  /// Of no use where keys belong to positions.
  let key: UnsafePointer<Float>
  let value: UnsafePointer<Float>

  init(_ task: Int, _ shape: AttentionShape, query: Tensor, keyValue: Tensor) {
    let width = query.columns
    let sequence = task / shape.headCount
    number = task % shape.headCount
    d = width / shape.headCount
    column = number * d
    firstQuery = shape.queryOffsets[sequence]
    queries = shape.queryOffsets[sequence + 1] - firstQuery
    firstKey = shape.firstKeys[sequence]
    keys = shape.keyCounts[sequence]
    unsafe self.query = query.pointer + firstQuery * width + column
    unsafe key = keyValue.pointer + firstKey * keyValue.columns + column
    unsafe value = key + (keyValue.columns - width)
  }

  /// 1 / √d
  var scale: Float { 1 / Float(d).squareRoot() }
}
