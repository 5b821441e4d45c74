internal import CKernels

// Attention where each sequence has one query, as when a text is continued: a pass over the rows of keys and values
// where they lie, for several heads at once, so that memory is read in order.

/// Sequences from which on one task takes all heads of a sequence; of fewer, each head is a task.
private let sequencesForWholeRows = 8

/// `attention` for one query a sequence, without dropout.
///
/// The bits of a head come from its query, its keys and its values, and nothing else.
///
/// - Parameters:
///   - query: `[sequences, headCount · headSize]`
///   - keyValue: `[key tokens, 2 · keyValueHeadCount · headSize]`
///   - visibleKeys: what the query of each sequence sees
///   - context: `[sequences, headCount · headSize]`, overwritten
///   - logSumExp: `[sequences, headCount]`, overwritten
func singleQueryAttention<Keys: VisibleKeys>(
  query: Tensor, keyValue: Tensor, _ shape: AttentionShape, _ visibleKeys: KeySets<Keys>, context: inout Tensor,
  logSumExp: inout Tensor
) {
  let (width, rowStride) = (query.columns, keyValue.columns)
  let d = width / shape.headCount
  let heads = shape.sequences >= sequencesForWholeRows && !visibleKeys.differByHead ? shape.headCount : 1
  let groups = shape.headCount / heads
  // Query heads of a task that read the same keys.
  let share = heads == 1 ? 1 : shape.headsPerKey
  let contextPointer = unsafe context.mutablePointer()
  let logPointer = unsafe logSumExp.mutablePointer()
  Threads.run(shape.sequences * groups) { task in
    let (sequence, firstHead) = (task / groups, task % groups * heads)
    let seen = visibleKeys[sequence, firstHead].ofQuery(0)
    let count = seen.columnCount
    let column = firstHead * d
    let keyColumn = firstHead / shape.headsPerKey * d
    let firstKey = unsafe keyValue.pointer + shape.firstKeys[sequence] * rowStride + keyColumn
    let firstValue = unsafe firstKey + rowStride / 2
    let scratch = Storage(count: heads * count)
    let scores = unsafe scratch.pointer
    let target = unsafe contextPointer + sequence * width + column
    var place = 0
    for range in seen {
      unsafe ck_dot_heads(
        heads / share, share, d, range.count, query.pointer + sequence * width + column,
        firstKey + range.lowerBound * rowStride, rowStride, 1 / Float(d).squareRoot(), scores + place, count)
      place += range.count
    }
    for head in 0..<heads {
      unsafe logPointer[sequence * shape.headCount + firstHead + head] = ck_softmax(count, scores + head * count)
    }
    if seen.isEmpty { unsafe target.update(repeating: 0, count: heads * d) }
    place = 0
    for range in seen {
      unsafe ck_weighted_heads(
        heads / share, share, d, range.count, scores + place, count, firstValue + range.lowerBound * rowStride,
        rowStride, target, place == 0 ? 0 : 1)
      place += range.count
    }
  }
}
