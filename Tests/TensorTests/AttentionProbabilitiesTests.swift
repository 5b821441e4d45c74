import Foundation
import Tensor
import Testing

/// The probabilities that are read out of the kernel, against the softmax in double precision.
@Suite struct AttentionProbabilitiesTests {
  /// Fewer keys than a head has columns, as many, and several times as many.
  @Test(arguments: PatternCase.all, AttentionTests.heads)
  func followTheDefinition(_ pattern: PatternCase, _ heads: Heads) {
    for length in [1, 5, 130] { check(length, pattern, heads) }
  }

  private func check(_ length: Int, _ pattern: PatternCase, _ heads: Heads) {
    let d = heads.size
    let query = noise([length, heads.queries * d], seed: 1, scale: 2)
    let keyValue = noise([length, 2 * heads.keys * d], seed: 2, scale: 2)
    let shape = AttentionShape(
      offsets: [0, length], headCount: heads.queries, keyValueHeadCount: heads.keys, pattern: pattern.pattern)
    let found = attentionProbabilities(query: query, keyValue: keyValue, shape)
    #expect(found.count == heads.queries && found.allSatisfy { $0.shape == [length, length] })
    let (q, kv) = (query.values.map(Double.init), keyValue.values.map(Double.init))
    for (head, probabilities) in found.enumerated() {
      let keyColumn = head / (heads.queries / heads.keys) * d
      check(probabilities, pattern, head) { place, key in
        let (row, column) = (place * query.columns + head * d, key * keyValue.columns + keyColumn)
        let product: Double = (0..<d).reduce(0) { $0 + q[row + $1] * kv[column + $1] }
        return product / Double(d).squareRoot()
      }
    }
  }

  @Test(arguments: PatternCase.all, [1, 5, 130]) func ofKeysOfPositions(_ pattern: PatternCase, _ length: Int) {
    let (headCount, d) = (3, 4)
    let query = noise([length, headCount * d], seed: 1, scale: 2)
    let places = PositionKeys(keys: noise([133, d], seed: 4), bias: noise([133], seed: 5))
    let found = attentionProbabilities(
      query: query, keyValue: Tensor(zeros: query.shape), positionKeys: places,
      AttentionShape(offsets: [0, length], headCount: headCount, pattern: pattern.pattern))
    let (q, keys, bias) = (query.values, places.keys.values, places.bias.values)
    for (head, probabilities) in found.enumerated() {
      check(probabilities, pattern, head) { place, key in
        let row = place * query.columns + head * d
        return (0..<d).reduce(Double(bias[key])) { $0 + Double(q[row + $1]) * Double(keys[key * d + $1]) }
      }
    }
  }

  /// Holds a head's `[queries, keys]` against the softmax of its scores.
  private func check(
    _ found: Tensor, _ pattern: PatternCase, _ head: Int, _ score: (_ place: Int, _ key: Int) -> Double
  ) {
    let length = found.rows
    let values = found.values
    for place in 0..<length {
      let visible = (0..<length).filter { pattern.sees(head, place, $0, length) }
      let scores = visible.map { score(place, $0) }
      let most = scores.max() ?? 0
      let sum = scores.reduce(0) { $0 + exp($1 - most) }
      var expected = [Double](repeating: 0, count: length)
      for (key, score) in zip(visible, scores) { expected[key] = exp(score - most) / sum }
      let row = values[place * length..<(place + 1) * length]
      #expect(distance(row, expected) < 1e-6)
      #expect((0..<length).allSatisfy { visible.contains($0) || row[place * length + $0] == 0 })
    }
  }
}
