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
/// - Returns: dQuery `[query tokens, headCount · headSize]`, dKeyValue of keyValue's shape, and dPositionKeys of the
///   shapes in `positionKeys`.
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
  switch shape.pattern {
  case .full, .causal, .window: pass.run(KeySets(shape) { KeyBand(shape, sequence: $0) })
  case .globalWindow: pass.run(KeySets(shape) { GlobalBand(shape, sequence: $0) })
  case .blocks: pass.run(KeySets.blocks(shape))
  case .ranges: pass.run(KeySets.lists(shape))
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
  mutating func run<Keys: VisibleKeys>(_ visibleKeys: KeySets<Keys>) {
    let (dContext, query, keyValue, positionKeys) = (dContext, query, keyValue, positionKeys)
    let (saved, shape, dropout) = (saved, shape, dropout?.kernel)
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
        let keys = visibleKeys[sequence, firstHead]
        let used = keys.ofAll
        // Tiles go from the last to the first. Of full and causal attention the last one sees, and so initialises,
        // every key.
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
        let (transposeCount, tileCount) = (d * used.columnCount, queriesPerTile * keys.widestTile)
        let scratch = Storage(count: 2 * transposeCount + 2 * tileCount)
        let valuesScratch = unsafe scratch.pointer + transposeCount
        let scores = unsafe valuesScratch + transposeCount
        let dScores = unsafe scores + tileCount
        // As in the forward pass, so that the scores are the same to the last bit.
        let isAlone = queries == 1
        let keyRows =
          unsafe positionKeys.map { HeadRows<Keys.Ranges>($0) }
          ?? HeadRows(
            head.key, stride: rowStride, headSize: d, used: used, scratch: isAlone ? nil : scratch.pointer,
            next: head.value)
        let valueRows = unsafe HeadRows(
          head.value, stride: rowStride, headSize: d, used: used, scratch: isAlone ? nil : valuesScratch,
          next: head.key)
        for number in firstHead..<(firstHead + shape.headsPerKey) {
          let head =
            number == firstHead
            ? head : AttentionHead(number, sequence: sequence, shape, query: query, keyValue: keyValue)
          let keys = visibleKeys[sequence, number]
          unsafe withKernel(dropout?.head(number)) { kernel in
            for tile in (0..<tiles).reversed() {
              let first = tile * queriesPerTile
              let rows = min(queriesPerTile, queries - first)
              let seen = keys.ofTile(first..<(first + rows))
              let columns = seen.columnCount
              let firstToken = head.firstQuery + first
              let tileQuery = unsafe head.query + first * width
              let tileContext = unsafe dContext.pointer + firstToken * width + head.column
              unsafe keyRows.product(tileQuery, width, rows, seen, scale: scale, into: scores, columns)
              if let positionKeys { unsafe positionKeys.addBias(rows, seen, to: scores, columns) }
              unsafe valueRows.product(tileContext, width, rows, seen, scale: 1, into: dScores, columns)
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
              unsafe keyRows.weightedSum(dScores, columns, rows, seen, into: target, width)
              let adds = !initialises || tile < tiles - 1 || number > firstHead
              unsafe addRowGradient(
                scores, columns, rows, tileContext, width, seen, headSize: d, to: dValue, rowStride, accumulate: adds)
              if let positionSums {
                unsafe addRowGradient(
                  dScores, columns, rows, tileQuery, width, seen, headSize: d, to: dKey, d, accumulate: true)
                unsafe positionSums.addBiasGradient(dScores, columns, rows, seen, part)
              } else {
                unsafe addRowGradient(
                  dScores, columns, rows, tileQuery, width, seen, headSize: d, to: dKey, rowStride, accumulate: adds)
              }
            }
          }
        }
      }
    }
    dPositionKeys = positionSums?.total()
  }
}
