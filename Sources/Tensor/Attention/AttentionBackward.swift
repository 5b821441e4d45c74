internal import CKernels

/// The gradient of `attention`: the scores are recomputed tile by tile.
///
/// With S the scores, c what the product of query and key is scaled by (1 / √headSize, or 1), P = softmax(S), M the
/// dropout's factors and dP = (dContext · valueᵀ) ∘ M: dValue = (P ∘ M)ᵀ · dContext, dS = P ∘ (dP − rowsum(P ∘ dP)),
/// dQuery = c dS · key, dKey = c dSᵀ · query. Keys and values get the sum over the query heads that read them, in the
/// order of the heads; the keys and the bias of positions get the sum over all sequences and heads.
///
/// - Parameters:
///   - dContext: `[query tokens, headCount · headSize]`
///   - query: `[query tokens, headCount · headSize]`
///   - keyValue: `[key tokens, 2 · keyValueHeadCount · headSize]`, or with `positionKeys` the values alone; each row
///     belongs to a sequence
/// - Returns: dQuery `[query tokens, headCount · headSize]`, dKeyValue of keyValue's shape, and dPositionKeys of that of
///   `positionKeys`.
public func attentionBackward(
  _ dContext: Tensor, query: Tensor, keyValue: Tensor, positionKeys: PositionKeys? = nil, _ saved: AttentionSaved,
  _ shape: AttentionShape, dropout: Dropout?
) -> (dQuery: Tensor, dKeyValue: Tensor, dPositionKeys: (keys: Tensor, bias: Tensor)?) {
  shape.check(query: query, keyValue: keyValue, positionKeys: positionKeys?.keys)
  precondition(dContext.shape == query.shape, "dContext \(dContext.shape), query \(query.shape)")
  precondition(shape.keyCounts.reduce(0, +) == keyValue.rows, "keys that belong to no sequence have no gradient")
  var pass = AttentionBackward(
    dContext: dContext, query: query, keyValue: keyValue, positionKeys: positionKeys, saved: saved, shape: shape,
    dropout: dropout, dQuery: Tensor(uninitialized: query.shape), dKeyValue: Tensor(uninitialized: keyValue.shape))
  if case .ranges = shape.pattern {
    pass.run(KeyLists.all(shape))
  } else {
    pass.run(KeyBand.all(shape))
  }
  return (pass.dQuery, pass.dKeyValue, pass.dPositionKeys)
}

/// The arguments and results of `attentionBackward`.
private struct AttentionBackward {
  let dContext: Tensor
  let query: Tensor
  let keyValue: Tensor
  let positionKeys: PositionKeys?
  let saved: AttentionSaved
  let shape: AttentionShape
  let dropout: Dropout?
  var dQuery: Tensor
  var dKeyValue: Tensor
  var dPositionKeys: (keys: Tensor, bias: Tensor)?

  /// Fills `dQuery`, `dKeyValue` and `dPositionKeys`.
  ///
  /// - Parameter visibleKeys: what the queries of each sequence see
  mutating func run<Keys: VisibleKeys>(_ visibleKeys: [Keys]) {
    let (dContext, query, keyValue, positionKeys) = (dContext, query, keyValue, positionKeys)
    let (saved, shape, dropout) = (saved, shape, dropout)
    let (width, rowStride, headCount) = (query.columns, keyValue.columns, shape.headCount)
    let dQueryPointer = unsafe dQuery.mutablePointer()
    let dKeyValuePointer = unsafe dKeyValue.mutablePointer()
    let positionSums = positionKeys.map { PositionKeySums($0, shape) }
    // A task is a head of keys and values with all query heads that read it. Tasks whose gradients meet in one sum
    // follow each other; others are free.
    let tasks = shape.sequences * shape.keyValueHeadCount
    let parts = positionSums?.parts ?? tasks
    Threads.run(parts) { part in
      for task in (part * tasks / parts)..<((part + 1) * tasks / parts) {
        let (sequence, keyHead) = (task / shape.keyValueHeadCount, task % shape.keyValueHeadCount)
        let firstHead = keyHead * shape.headsPerKey
        let head = AttentionHead(firstHead, sequence: sequence, shape, query: query, keyValue: keyValue)
        let (d, queries) = (head.d, head.queries)
        let scale = positionKeys == nil ? head.scale : 1
        let dRows = unsafe dKeyValuePointer + head.firstKey * rowStride
        let dValue = unsafe dRows + head.valueColumn
        let dKey = unsafe positionSums?.keys(part) ?? dRows + head.keyColumn
        let keys = visibleKeys[sequence]
        let used = keys.ofAll
        let usedCount = used.columnCount
        // Tiles go from the last to the first. Of full and causal attention the last one sees, and so initialises, every
        // key.
        let tiles = (queries + queriesPerTile - 1) / queriesPerTile
        let lastTile = (tiles - 1) * queriesPerTile..<queries
        let initialises = queries > 0 && keys.ofTile(lastTile).columnCount == head.keys
        if !initialises {
          for row in 0..<head.keys {
            if positionSums == nil { unsafe (dKey + row * rowStride).update(repeating: 0, count: d) }
            unsafe (dValue + row * rowStride).update(repeating: 0, count: d)
          }
        }
        if queries == 0 { continue }
        let scratch = Storage(count: 2 * d * usedCount + 2 * queriesPerTile * keys.widestTile)
        let keysTransposed = unsafe scratch.pointer
        let valuesTransposed = unsafe keysTransposed + d * usedCount
        let scores = unsafe valuesTransposed + d * usedCount
        let dScores = unsafe scores + queriesPerTile * keys.widestTile
        // As in the forward pass, so that the scores are the same to the last bit.
        let isAlone = queries == 1
        if !isAlone {
          if positionKeys == nil { unsafe transpose(head.key, rowStride, d, used, into: keysTransposed) }
          unsafe transpose(head.value, rowStride, d, used, into: valuesTransposed)
        }
        for number in firstHead..<(firstHead + shape.headsPerKey) {
          let head =
            number == firstHead
            ? head : AttentionHead(number, sequence: sequence, shape, query: query, keyValue: keyValue)
          unsafe withKernel(dropout?.head(number)) { kernel in
            for tile in (0..<tiles).reversed() {
              let first = tile * queriesPerTile
              let rows = min(queriesPerTile, queries - first)
              let seen = keys.ofTile(first..<(first + rows))
              let columns = seen.columnCount
              let firstToken = head.firstQuery + first
              let tileQuery = unsafe head.query + first * width
              let tileContext = unsafe dContext.pointer + firstToken * width + head.column
              var column = 0
              for range in seen {
                let place = range.lowerBound
                let (target, dTarget) = unsafe (scores + column, dScores + column)
                let key = unsafe head.key + place * rowStride
                let value = unsafe head.value + place * rowStride
                let usedColumn = isAlone ? 0 : used.column(of: place)
                if let positionKeys {
                  unsafe positionKeys.scores(rows, range, tileQuery, width, into: target, columns)
                } else if isAlone {
                  unsafe ck_dot_rows(range.count, d, tileQuery, key, rowStride, value, head.scale, target)
                } else {
                  unsafe ck_gemm(
                    rows, range.count, d, head.scale, tileQuery, width, 1, keysTransposed + usedColumn, usedCount,
                    target, columns, 0)
                }
                if isAlone {
                  unsafe ck_dot_rows(range.count, d, tileContext, value, rowStride, key, 1, dTarget)
                } else {
                  unsafe ck_gemm(
                    rows, range.count, d, 1, tileContext, width, 1, valuesTransposed + usedColumn, usedCount, dTarget,
                    columns, 0)
                }
                column += range.count
              }
              var (line, dLine) = unsafe (scores, dScores)
              var log = unsafe saved.logSumExp.pointer + firstToken * headCount + number
              for row in 0..<rows {
                let visible = unsafe keys.gather(line, query: first &+ row, tile: seen)
                _ = unsafe keys.gather(dLine, query: first &+ row, tile: seen)
                unsafe ck_attention_row_backward(
                  visible.count, firstToken &+ row, line + visible.column, dLine + visible.column, log.pointee, scale,
                  kernel)
                unsafe keys.scatter(line, query: first &+ row, tile: seen, visible, columns: columns)
                unsafe keys.scatter(dLine, query: first &+ row, tile: seen, visible, columns: columns)
                unsafe line += columns
                unsafe dLine += columns
                unsafe log += headCount
              }
              let target = unsafe dQueryPointer + firstToken * width + head.column
              if let positionKeys {
                unsafe multiplyByRows(dScores, rows, seen, positionKeys.keys.pointer, d, d, into: target, width)
              } else {
                unsafe multiplyByRows(dScores, rows, seen, head.key, rowStride, d, into: target, width)
              }
              let add: Int32 = initialises && tile == tiles - 1 && number == firstHead ? 0 : 1
              column = 0
              for range in seen {
                let (place, count) = (range.lowerBound, range.count)
                let (weights, dWeights) = unsafe (scores + column, dScores + column)
                unsafe ck_gemm(
                  count, d, rows, 1, weights, 1, columns, tileContext, width, dValue + place * rowStride, rowStride,
                  add)
                if let positionSums {
                  unsafe ck_gemm(count, d, rows, 1, dWeights, 1, columns, tileQuery, width, dKey + place * d, d, 1)
                  unsafe ck_column_sums(rows, count, dWeights, columns, positionSums.bias(part) + place)
                } else {
                  unsafe ck_gemm(
                    count, d, rows, 1, dWeights, 1, columns, tileQuery, width, dKey + place * rowStride, rowStride,
                    add)
                }
                column += count
              }
            }
          }
        }
      }
    }
    dPositionKeys = positionSums?.total()
  }
}
