import Glibc

/// The logarithm of a row's softmax.
func logProbabilities(_ logits: ArraySlice<Float>) -> [Double] {
  let row = logits.map(Double.init)
  let most = row.max()!
  let logSum = most + log(row.reduce(0) { $0 + exp($1 - most) })
  return row.map { $0 - logSum }
}

/// The softmax of each row of logits `[examples, classes]`, of the same shape.
public func softmax(_ logits: Tensor) -> Tensor {
  let classes = logits.columns
  let values = logits.values
  var result: [Float] = []
  result.reserveCapacity(values.count)
  for start in stride(from: 0, to: values.count, by: classes) {
    let row = values[start..<(start + classes)]
    let most = row.max()!
    let exponentials = row.map { exp(Double($0 - most)) }
    let sum = exponentials.reduce(0, +)
    result.append(contentsOf: exponentials.map { Float($0 / sum) })
  }
  return Tensor(result, shape: logits.shape)
}
