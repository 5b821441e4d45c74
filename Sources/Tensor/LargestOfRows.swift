/// The column of the largest value of each row; of equals the first.
public func largestOfRows(_ x: Tensor) -> [Int32] {
  var places = [Int32](repeating: 0, count: x.rows)
  let columns = x.columns
  unsafe places.withUnsafeMutableBufferPointer { places in
    let places = places.baseAddress!
    Threads.run(x.rows) { row in
      let values = unsafe x.pointer + row * columns
      var best = 0
      for column in 1..<max(1, columns) where unsafe values[column] > values[best] { best = column }
      unsafe places[row] = Int32(best)
    }
  }
  return places
}
