/// The probabilities of one sequence's attention: softmax(scores) of each query over all keys, zero for keys that
/// `shape.pattern` hides.
///
/// `attention` never holds them whole, so they are read out of it: where the values are rows of the identity matrix,
/// the context is the probabilities, `headSize` keys at a time. They are those that the kernel uses, bit for bit. Time
/// grows with the cube of the keys: this is for looking at a text, not for training.
///
/// - Parameters:
///   - query: `[queries, headCount · headSize]`
///   - keyValue: as for `attention`; its values are not read
///   - positionKeys: as for `attention`
///   - shape: of one sequence
/// - Returns: for each query head `[queries, keys]`
public func attentionProbabilities(
  query: Tensor, keyValue: Tensor, positionKeys: PositionKeys? = nil, _ shape: AttentionShape
) -> [Tensor] {
  precondition(shape.sequences == 1, "probabilities of \(shape.sequences) sequences")
  let (firstKey, keys, headSize) = (shape.firstKeys[0], shape.keyCounts[0], query.columns / shape.headCount)
  let firstValue = keyValue.columns - shape.keyValueHeadCount * headSize
  var probe = keyValue
  var result = (0..<shape.headCount).map { _ in Tensor(uninitialized: [query.rows, keys]) }
  for first in stride(from: 0, to: keys, by: headSize) {
    let count = min(headSize, keys - first)
    let target = unsafe probe.mutablePointer()
    for row in 0..<keyValue.rows {
      let values = unsafe target + row * keyValue.columns + firstValue
      unsafe values.update(repeating: 0, count: keyValue.columns - firstValue)
      let column = row - firstKey - first
      guard (0..<count).contains(column) else { continue }
      for head in 0..<shape.keyValueHeadCount { unsafe values[head * headSize + column] = 1 }
    }
    let context = attention(query: query, keyValue: probe, positionKeys: positionKeys, shape, dropout: nil).context
    for head in 0..<shape.headCount {
      let rows = unsafe result[head].mutablePointer() + first
      for row in 0..<query.rows {
        let source = unsafe context.pointer + row * query.columns + head * headSize
        unsafe (rows + row * keys).update(from: source, count: count)
      }
    }
  }
  return result
}
