import Foundation
import Tensor
import Testing

@Suite struct RotaryTests {
  /// Each pair is turned by position · base^(−2i / headSize), in the chosen columns alone.
  @Test(arguments: RotaryPairing.allCases, [(1, 2, 10_000.0), (3, 6, 500), (2, 40, 500_000), (2, 66, 10_000)])
  func followsItsDefinition(_ pairing: RotaryPairing, _ heads: (count: Int, size: Int, base: Double)) {
    let (count, size, base) = heads
    let table = RotaryTable(headSize: size, base: base, pairing: pairing)
    let before = noise([4, count * size + 5], seed: 1)
    let positions: [Int32] = [0, 59, 7, 7]
    var after = before
    table.rotate(&after, column: 3, width: count * size, headCount: count, positions: positions)
    var expected = before.values.map(Double.init)
    for (row, position) in positions.enumerated() {
      for head in 0..<count {
        for pair in 0..<(size / 2) {
          let (first, second) = pairing == .neighbours ? (2 * pair, 2 * pair + 1) : (pair, pair + size / 2)
          let (i, j) = (row * before.columns + 3 + head * size + first, row * before.columns + 3 + head * size + second)
          let angle = Double(position) * pow(base, -2 * Double(pair) / Double(size))
          let (x, y) = (expected[i], expected[j])
          expected[i] = x * cos(angle) - y * sin(angle)
          expected[j] = x * sin(angle) + y * cos(angle)
        }
      }
    }
    #expect(distance(after.values, expected) < 1e-6)
    table.rotate(&after, column: 3, width: count * size, headCount: count, positions: positions, backwards: true)
    #expect(distance(after.values, before.values.map(Double.init)) < 1e-6)
  }

  @Test func neighboursAreTheDefault() {
    var (x, y) = (noise([3, 8], seed: 1), noise([3, 8], seed: 1))
    RotaryTable(headSize: 4).rotate(&x, column: 0, width: 8, headCount: 2, positions: [1, 2, 8])
    RotaryTable(headSize: 4, base: 10_000, pairing: .neighbours).rotate(
      &y, column: 0, width: 8, headCount: 2, positions: [1, 2, 8])
    #expect(x == y)
  }
}
