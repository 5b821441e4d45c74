internal import CKernels

// Attention where each sequence asks with one token, as when a text is continued: a pass over the rows of keys and values
// where they lie, for several heads at once, so that memory is read in order.

/// Sequences from which on one task takes all heads of a sequence; of fewer, each head is a task.
private let sequencesForWholeRows = 8

/// `attention` for one query a sequence, without dropout.
///
/// The bits of a head come from its query, its keys and its values, and nothing else.
func singleQueryAttention(
  query: Tensor, keyValue: Tensor, _ shape: AttentionShape, context: inout Tensor, logSumExp: inout Tensor
) {
  let width = query.columns
  let d = width / shape.headCount
  let heads = shape.sequences >= sequencesForWholeRows ? shape.headCount : 1
  let groups = shape.headCount / heads
  let contextPointer = unsafe context.mutablePointer()
  let logPointer = unsafe logSumExp.mutablePointer()
  Threads.run(shape.sequences * groups) { task in
    let (sequence, firstHead) = (task / groups, task % groups * heads)
    let (keys, column) = (shape.keyCounts[sequence], firstHead * d)
    let first = unsafe keyValue.pointer + shape.firstKeys[sequence] * 2 * width + column
    let scratch = Storage(count: heads * keys)
    let scores = unsafe scratch.pointer
    unsafe ck_dot_heads(
      heads, d, keys, query.pointer + sequence * width + column, first, 2 * width, 1 / Float(d).squareRoot(), scores,
      keys)
    for head in 0..<heads {
      unsafe logPointer[sequence * shape.headCount + firstHead + head] = ck_softmax(keys, scores + head * keys)
    }
    unsafe ck_weighted_heads(
      heads, d, keys, scores, keys, first + width, 2 * width, contextPointer + sequence * width + column)
  }
}
