internal import CKernels

/// What the backward pass of `attention` needs beside its inputs.
public struct AttentionSaved: Sendable {
  /// The log of the softmax's denominator, `[query tokens, headCount]`: backward recomputes the probabilities from it.
  let logSumExp: Tensor
}

/// Attention over ragged sequences: for each sequence and head, context = dropout(softmax(scores)) · value, with the
/// scores query · keyᵀ / √headSize (Vaswani et al. 2017), or query · keys + bias of `positionKeys`.
///
/// A query sees the keys that `shape.pattern` names, and no score of another key is computed outside of its tile of 64
/// queries. Time and scratch memory of a window of w keys grow with tokens · w, not with the square of the tokens.
/// Dropout counts the keys that a query sees, from 0, as the columns of its mask.
///
/// - Parameters:
///   - query: `[query tokens, headCount · headSize]`
///   - keyValue: `[key tokens, 2 · keyValueHeadCount · headSize]`: the keys of all heads left, their values right; with
///     `positionKeys` the values alone, `[key tokens, keyValueHeadCount · headSize]`
///   - positionKeys: keys `[positions, headSize]` and bias `[positions]` instead of keys of tokens
/// - Returns: context `[query tokens, headCount · headSize]` and what backward needs.
public func attention(
  query: Tensor, keyValue: Tensor, positionKeys: PositionKeys? = nil, _ shape: AttentionShape, dropout: Dropout?
) -> (context: Tensor, saved: AttentionSaved) {
  shape.check(query: query, keyValue: keyValue, positionKeys: positionKeys?.keys)
  var pass = AttentionForward(
    query: query, keyValue: keyValue, positionKeys: positionKeys, shape: shape, dropout: dropout,
    context: Tensor(uninitialized: query.shape), logSumExp: Tensor(uninitialized: [query.rows, shape.headCount]))
  switch shape.pattern {
  case .full, .causal, .window: pass.run(KeySets(shape) { KeyBand(shape, sequence: $0) })
  case .globalWindow: pass.run(KeySets(shape) { GlobalBand(shape, sequence: $0) })
  case .blocks: pass.run(KeySets.blocks(shape))
  case .ranges: pass.run(KeySets.lists(shape))
  }
  return (pass.context, AttentionSaved(logSumExp: pass.logSumExp))
}

/// The arguments and results of `attention`.
private struct AttentionForward {
  let query: Tensor
  let keyValue: Tensor
  let positionKeys: PositionKeys?
  let shape: AttentionShape
  let dropout: Dropout?
  var context: Tensor
  var logSumExp: Tensor

  /// Fills `context` and `logSumExp`.
  ///
  /// - Parameter visibleKeys: what the queries of each sequence see
  mutating func run<Keys: VisibleKeys>(_ visibleKeys: KeySets<Keys>) {
    if positionKeys == nil && dropout == nil && shape.hasSingleQueries {
      singleQueryAttention(
        query: query, keyValue: keyValue, shape, visibleKeys, context: &context, logSumExp: &logSumExp)
      return
    }
    let (query, keyValue, positionKeys, shape, dropout) = (query, keyValue, positionKeys, shape, dropout?.kernel)
    let (width, rowStride, headCount) = (query.columns, keyValue.columns, shape.headCount)
    let contextPointer = unsafe context.mutablePointer()
    let logPointer = unsafe logSumExp.mutablePointer()
    Threads.run(shape.sequences * headCount) { task in
      let sequence = task / headCount
      let head = AttentionHead(task % headCount, sequence: sequence, shape, query: query, keyValue: keyValue)
      if head.queries == 0 { return }
      let (d, keys) = (head.d, visibleKeys[sequence, head.number])
      let scale = positionKeys == nil ? head.scale : 1
      let used = keys.ofAll
      let transposeCount = d * used.columnCount
      let scratch = Storage(count: transposeCount + queriesPerTile * keys.widestTile)
      let scores = unsafe scratch.pointer + transposeCount
      let isAlone = head.queries == 1
      let keyRows =
        unsafe positionKeys.map { HeadRows<Keys.Ranges>($0) }
        ?? HeadRows(
          head.key, stride: rowStride, headSize: d, used: used, scratch: isAlone ? nil : scratch.pointer,
          next: head.value)
      let valueRows = unsafe HeadRows(
        head.value, stride: rowStride, headSize: d, used: used, scratch: nil, next: head.key)
      unsafe withKernel(dropout?.head(head.number)) { kernel in
        for first in stride(from: 0, to: head.queries, by: queriesPerTile) {
          let rows = min(queriesPerTile, head.queries - first)
          let seen = keys.ofTile(first..<(first + rows))
          let columns = seen.columnCount
          let tileQuery = unsafe head.query + first * width
          unsafe keyRows.product(tileQuery, width, rows, seen, scale: scale, into: scores, columns)
          if let positionKeys { unsafe positionKeys.addBias(rows, seen, to: scores, columns) }
          let firstToken = head.firstQuery + first
          var line = unsafe scores
          var log = unsafe logPointer + firstToken * headCount + head.number
          for row in 0..<rows {
            let visible = unsafe keys.gather(line, query: first &+ row, tile: seen)
            let values = unsafe line + visible.column
            unsafe log.pointee = ck_softmax(visible.count, values)
            if let kernel = unsafe kernel {
              unsafe ck_dropout_rows(1, visible.count, firstToken &+ row, values, values, kernel)
            }
            unsafe keys.scatter(line, query: first &+ row, tile: seen, visible, columns: columns)
            unsafe line += columns
            unsafe log += headCount
          }
          let target = unsafe contextPointer + firstToken * width + head.column
          unsafe valueRows.weightedSum(scores, columns, rows, seen, into: target, width)
        }
      }
    }
  }
}
