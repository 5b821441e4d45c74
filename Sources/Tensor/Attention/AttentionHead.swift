/// One query head of one sequence: where its part of each array begins.
@safe struct AttentionHead {
  /// Number of the query head.
  let number: Int
  /// Size of a head.
  let d: Int
  /// The head's first column in queries and context.
  let column: Int
  /// The row of the sequence's first query.
  let firstQuery: Int
  let queries: Int
  /// The row of the sequence's first key.
  let firstKey: Int
  let keys: Int
  /// The head's first column among the values, and, beside them on the left, among the keys.
  let valueColumn: Int
  let keyColumn: Int
  let query: UnsafePointer<Float>
  /// Useless where keys belong to positions.
  let key: UnsafePointer<Float>
  let value: UnsafePointer<Float>

  /// - Parameters:
  ///   - query: `[query tokens, headCount · headSize]`
  ///   - keyValue: `[key tokens, 2 · keyValueHeadCount · headSize]`, or the values alone
  init(_ number: Int, sequence: Int, _ shape: AttentionShape, query: Tensor, keyValue: Tensor) {
    let width = query.columns
    self.number = number
    d = width / shape.headCount
    column = number * d
    keyColumn = number / shape.headsPerKey * d
    valueColumn = keyValue.columns - shape.keyValueHeadCount * d + keyColumn
    firstQuery = shape.queryOffsets[sequence]
    queries = shape.queryOffsets[sequence + 1] - firstQuery
    firstKey = shape.firstKeys[sequence]
    keys = shape.keyCounts[sequence]
    unsafe self.query = query.pointer + firstQuery * width + column
    let firstRow = unsafe keyValue.pointer + firstKey * keyValue.columns
    unsafe key = firstRow + keyColumn
    unsafe value = firstRow + valueColumn
  }

  /// 1 / √d
  var scale: Float { 1 / Float(d).squareRoot() }
}
