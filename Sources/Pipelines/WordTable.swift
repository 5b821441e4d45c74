internal import Tensor
package import Text
package import Transformer

extension WordVectors {
  /// Copies vectors into a model's word table. The unknown word gets the mean of all vectors; another word without a
  /// vector keeps what was drawn.
  ///
  /// - Parameters:
  ///   - table: `[vocabulary, width]`
  ///   - words: the spelling of each row's word
  ///   - unknown: the row of the unknown word; nil if there is none
  /// - Returns: the number of words that have a vector
  package func place(in table: Parameter, words: [String], unknown: Int?) -> Int {
    var mean = [Double](repeating: 0, count: width)
    for row in self.words.indices {
      for column in 0..<width { mean[column] += Double(values[row * width + column]) }
    }
    var count = 0
    table.value.withMutableSpan { table in
      for (id, word) in words.enumerated() where id != unknown {
        guard let vector = vector(of: word) else { continue }
        count += 1
        for (column, value) in vector.enumerated() { table[id * width + column] = value }
      }
      guard let unknown else { return }
      for column in 0..<width { table[unknown * width + column] = Float(mean[column] / Double(self.words.count)) }
    }
    return count
  }
}
