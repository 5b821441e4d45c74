import Foundation
import Tensor
import Testing

@Suite struct OperationTests {
  @Test func columnsAndRowsOfWiderTensors() {
    let x = noise([9, 20], seed: 1)
    let w = noise([30, 20], seed: 2)
    var y = Tensor(repeating: 7, [9, 16])
    linear(x, weight: w, rows: 5..<15, bias: nil, into: &y, column: 4)
    let full = linear(x, weight: w, bias: nil).values
    for row in 0..<9 {
      for column in 0..<16 {
        let expected = (4..<14).contains(column) ? full[row * 30 + 5 + column - 4] : 7
        #expect(abs(y.values[row * 16 + column] - expected) < 1e-5)
      }
    }
  }

  @Test func embeddingAddsRepeatedTokens() {
    let table = noise([5, 3], seed: 1)
    let y = embed([(table, [4, 0, 4])])
    #expect(y == table.gatherRows([4, 0, 4]))
    var gradient = Tensor(zeros: [5, 3])
    addEmbeddingGradient(noise([3, 3], seed: 2), ids: [4, 0, 4], to: &gradient)
    let d = noise([3, 3], seed: 2).values
    #expect(gradient.values[12] == d[0] + d[6])
    #expect(gradient.values[0] == d[3])
    #expect(gradient.values[3..<12].allSatisfy { $0 == 0 })
  }

  @Test func dropoutKeepsItsShareAndItsMean() throws {
    let dropout = try #require(Dropout(probability: 0.25, seed: 11, step: 3, stream: 2))
    let y = drop(Tensor(repeating: 1, [1000, 77]), dropout).values
    let zeros = Double(y.count { $0 == 0 }) / Double(y.count)
    #expect(abs(zeros - 0.25) < 0.006)
    #expect(y.allSatisfy { $0 == 0 || $0 == Float(1 / 0.75) })
    #expect(drop(Tensor(repeating: 1, [1000, 77]), dropout).values == y)
    let other = Dropout(probability: 0.25, seed: 11, step: 4, stream: 2)
    #expect(drop(Tensor(repeating: 1, [1000, 77]), other).values != y)
    #expect(Dropout(probability: 0, seed: 1, step: 1, stream: 1) == nil)
  }

  @Test func crossEntropyWithWeightsAndSmoothing() {
    let logits = noise([4, 3], seed: 3, scale: 4)
    let targets = [2, 0, 1, 1]
    let options = CrossEntropyOptions(labelSmoothing: 0.1, classWeights: [0.5, 2, 1])
    let normalizer = options.weight(of: targets)
    #expect(normalizer == 5.5)
    func loss(_ values: [Double]) -> Double {
      targets.enumerated().reduce(0.0) { total, item in
        let row = Array(values[(item.offset * 3)..<(item.offset * 3 + 3)])
        let logSum = log(row.reduce(0) { $0 + exp($1) })
        let direct = -0.9 * options.classWeights![item.element] * (row[item.element] - logSum)
        let uniform = -(0..<3).reduce(0.0) { $0 + options.classWeights![$1] * (row[$1] - logSum) } * 0.1 / 3
        return total + direct + uniform
      } / normalizer
    }
    let values = logits.values.map(Double.init)
    let (found, gradient) = crossEntropy(logits, targets: targets, options, normalizer: normalizer)
    #expect(abs(found - loss(values)) < 1e-9)
    for index in values.indices {
      var (up, down) = (values, values)
      up[index] += 1e-5
      down[index] -= 1e-5
      #expect(abs(Double(gradient.values[index]) - (loss(up) - loss(down)) / 2e-5) < 1e-6)
    }
  }

  @Test func copiesAreIndependent() {
    let first = Tensor(repeating: 1, [3, 4])
    var second = first
    second.add(first, scaledBy: 2)
    #expect(first.values == Array(repeating: 1, count: 12))
    #expect(second.values == Array(repeating: 3, count: 12))
  }
}
