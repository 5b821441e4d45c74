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

  @Test(arguments: [false, true], [(1, 1), (3, 16), (2, 5)])
  func attentionFollowsItsDefinition(_ isCausal: Bool, _ heads: (Int, Int)) {
    let (headCount, d) = heads
    let width = headCount * d
    let lengths = [1, 7, 130, 64, 65]
    let offsets = lengths.reduce(into: [0]) { $0.append($0.last! + $1) }
    let q = noise([offsets.last!, width], seed: 1, scale: 2)
    let kv = noise([offsets.last!, 2 * width], seed: 2, scale: 2)
    let shape = AttentionShape(offsets: offsets, headCount: headCount, isCausal: isCausal)
    let context = attention(query: q, keyValue: kv, shape, dropout: nil).context.values
    for (begin, end) in zip(offsets, offsets.dropFirst()) {
      for head in 0..<headCount {
        func part(_ tensor: Tensor, _ column: Int) -> [[Double]] {
          (begin..<end).map { row in
            (0..<d).map { Double(tensor.values[row * tensor.columns + column + head * d + $0]) }
          }
        }
        let expected = attentionReference(
          query: part(q, 0), key: part(kv, 0), value: part(kv, width), isCausal: isCausal)
        for (row, line) in zip(begin..<end, expected) {
          #expect(distance((0..<d).map { context[row * width + head * d + $0] }, line) < 1e-5)
        }
      }
    }
  }

  @Test func fewerQueriesThanKeys() {
    // The last queries of a causal attention are what they are in the whole.
    let q = noise([10, 8], seed: 1)
    let kv = noise([10, 16], seed: 2)
    let whole = attention(
      query: q, keyValue: kv, AttentionShape(offsets: [0, 10], headCount: 2, isCausal: true), dropout: nil)
    let last = attention(
      query: q.gatherRows([8, 9]), keyValue: kv,
      AttentionShape(queryOffsets: [0, 2], keyOffsets: [0, 10], headCount: 2, isCausal: true), dropout: nil)
    #expect(distance(last.context.values, whole.context.gatherRows([8, 9]).values.map(Double.init)) < 1e-6)
  }

  /// One query a sequence, keys with gaps between the sequences: by definition, and the same to the last bit whether a
  /// sequence stands alone or among others.
  @Test(arguments: [(2, 4), (3, 20), (12, 64)]) func singleQueriesFollowTheDefinition(_ headCount: Int, _ d: Int) {
    let width = headCount * d
    let lengths = [1, 7, 90, 64, 65, 3, 16, 17, 2]
    let capacity = 100
    let q = noise([lengths.count, width], seed: 1, scale: 2)
    let kv = noise([lengths.count * capacity, 2 * width], seed: 2, scale: 2)
    func run(_ sequences: Range<Int>) -> [Float] {
      let shape = AttentionShape(
        queryOffsets: Array(0...sequences.count), firstKeys: sequences.map { $0 * capacity },
        keyCounts: sequences.map { lengths[$0] }, headCount: headCount, isCausal: true)
      return attention(query: q.copyOfRows(sequences), keyValue: kv, shape, dropout: nil).context.values
    }
    let together = run(0..<lengths.count)
    let (queries, keysAndValues) = (q.values, kv.values)
    for (sequence, length) in lengths.enumerated() {
      #expect(run(sequence..<(sequence + 1)) == Array(together[(sequence * width)..<((sequence + 1) * width)]))
      for head in 0..<headCount {
        func part(_ column: Int) -> [[Double]] {
          (0..<length).map { row in
            (0..<d).map { Double(keysAndValues[(sequence * capacity + row) * 2 * width + column + head * d + $0]) }
          }
        }
        let query = (0..<d).map { Double(queries[sequence * width + head * d + $0]) }
        let expected = attentionReference(query: [query], key: part(0), value: part(width), isCausal: false)[0]
        let found = (0..<d).map { together[sequence * width + head * d + $0] }
        #expect(distance(found, expected) < 1e-5, "sequence \(sequence), head \(head)")
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
