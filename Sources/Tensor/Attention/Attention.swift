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
  if case .ranges = shape.pattern {
    pass.run(KeyLists.all(shape))
  } else {
    pass.run(KeyBand.all(shape))
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
  mutating func run<Keys: VisibleKeys>(_ visibleKeys: [Keys]) {
    if positionKeys == nil && dropout == nil && shape.hasSingleQueries {
      singleQueryAttention(
        query: query, keyValue: keyValue, shape, visibleKeys, context: &context, logSumExp: &logSumExp)
      return
    }
    let (query, keyValue, positionKeys, shape, dropout) = (query, keyValue, positionKeys, shape, dropout)
    let (width, rowStride, headCount) = (query.columns, keyValue.columns, shape.headCount)
    let contextPointer = unsafe context.mutablePointer()
    let logPointer = unsafe logSumExp.mutablePointer()
    Threads.run(shape.sequences * headCount) { task in
      let sequence = task / headCount
      let head = AttentionHead(task % headCount, sequence: sequence, shape, query: query, keyValue: keyValue)
      if head.queries == 0 { return }
      let (d, keys) = (head.d, visibleKeys[sequence])
      let used = keys.ofAll
      let usedCount = used.columnCount
      let scratch = Storage(count: d * usedCount + queriesPerTile * keys.widestTile)
      let keysTransposed = unsafe scratch.pointer
      let scores = unsafe scratch.pointer + d * usedCount
      // To transpose the keys pays where several queries use them, not for one: a new token, or the row that a head reads.
      let isAlone = head.queries == 1
      if positionKeys == nil && !isAlone { unsafe transpose(head.key, rowStride, d, used, into: keysTransposed) }
      unsafe withKernel(dropout?.head(head.number)) { kernel in
        for first in stride(from: 0, to: head.queries, by: queriesPerTile) {
          let rows = min(queriesPerTile, head.queries - first)
          let seen = keys.ofTile(first..<(first + rows))
          let columns = seen.columnCount
          let tileQuery = unsafe head.query + first * width
          var column = 0
          for range in seen {
            let (place, target) = unsafe (range.lowerBound, scores + column)
            if let positionKeys {
              unsafe positionKeys.scores(rows, range, tileQuery, width, into: target, columns)
            } else if isAlone {
              let key = unsafe head.key + place * rowStride
              let value = unsafe head.value + place * rowStride
              unsafe ck_dot_rows(range.count, d, tileQuery, key, rowStride, value, head.scale, target)
            } else {
              let key = unsafe keysTransposed + used.column(of: place)
              unsafe ck_gemm(
                rows, range.count, d, head.scale, tileQuery, width, 1, key, usedCount, target, columns, 0)
            }
            column += range.count
          }
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
          unsafe multiplyByRows(scores, rows, seen, head.value, rowStride, d, into: target, width)
        }
      }
    }
  }
}

/// The keys (or values) of a head as columns: target `[d, columns of ranges]`.
///
/// - Parameters:
///   - source: `[keys, d]` of the sequence, with a row stride of `stride`
///   - ranges: which rows of source
func transpose(
  _ source: UnsafePointer<Float>, _ stride: Int, _ d: Int, _ ranges: some RandomAccessCollection<Range<Int>>,
  into target: UnsafeMutablePointer<Float>
) {
  let count = ranges.reduce(0) { $0 + $1.count }
  var column = 0
  for range in ranges {
    unsafe ck_transpose(range.count, d, source + range.lowerBound * stride, stride, target + column, count)
    column += range.count
  }
}

/// target `[rows, d]` = scores `[rows, columns of seen]` · source[seen].
///
/// - Parameters:
///   - source: `[keys, d]` of the sequence, with a row stride of `stride`
///   - seen: which rows of source
func multiplyByRows(
  _ scores: UnsafePointer<Float>, _ rows: Int, _ seen: some RandomAccessCollection<Range<Int>>,
  _ source: UnsafePointer<Float>, _ stride: Int, _ d: Int, into target: UnsafeMutablePointer<Float>, _ targetStride: Int
) {
  let columns = seen.reduce(0) { $0 + $1.count }
  if seen.isEmpty { unsafe ck_gemm(rows, d, 0, 1, scores, columns, 1, source, stride, target, targetStride, 0) }
  var column = 0
  for range in seen {
    unsafe ck_gemm(
      rows, d, range.count, 1, scores + column, columns, 1, source + range.lowerBound * stride, stride, target,
      targetStride, column == 0 ? 0 : 1)
    column += range.count
  }
}
