import Tensor
import Testing
import Transformer

@Suite struct RotaryTests {
  /// RoFormer's own self-attention in `transformers`: context and every gradient.
  @Test func agreesWithRoFormer() throws {
    let file = try SafetensorsFile(path: fixture("models/roformer-attention/reference.safetensors"))
    let offsets = file.tensor("offsets").values.map { Int($0) }
    let positions = zip(offsets, offsets.dropFirst()).flatMap { 0..<Int32($1 - $0) }
    let (width, heads) = (24, 3)
    let table = RotaryTable(headSize: 8)
    let x = file.tensor("x")
    func project(_ name: String, into y: inout Tensor, _ column: Int) {
      linear(
        x, weight: file.tensor(name + ".weight"), rows: 0..<width, bias: file.tensor(name + ".bias"), into: &y,
        column: column)
    }
    var q = Tensor(zeros: [14, width])
    var kv = Tensor(zeros: [14, 2 * width])
    project("query", into: &q, 0)
    project("key", into: &kv, 0)
    project("value", into: &kv, width)
    table.rotate(&q, column: 0, width: width, headCount: heads, positions: positions)
    table.rotate(&kv, column: 0, width: width, headCount: heads, positions: positions)
    let shape = AttentionShape(offsets: offsets, headCount: heads, pattern: .full)
    let (context, saved) = attention(query: q, keyValue: kv, shape, dropout: nil)
    #expect(distance(context, file.tensor("context")) < 1e-5)

    var (dQ, dKV, _) = attentionBackward(
      file.tensor("direction"), query: q, keyValue: kv, saved, shape, dropout: nil)
    table.rotate(&dQ, column: 0, width: width, headCount: heads, positions: positions, backwards: true)
    table.rotate(&dKV, column: 0, width: width, headCount: heads, positions: positions, backwards: true)
    var dX = linearInputGradient(dQ, weight: file.tensor("query.weight"))
    for (name, gradient, column) in [("query", dQ, 0), ("key", dKV, 0), ("value", dKV, width)] {
      if name != "query" {
        linearInputGradient(
          gradient, column: column, weight: file.tensor(name + ".weight"), rows: 0..<width, into: &dX,
          accumulate: true)
      }
      var dWeight = Tensor(zeros: [width, width])
      linearWeightGradient(gradient, column: column, x: x, into: &dWeight, rows: 0..<width, accumulate: false)
      #expect(distance(dWeight, file.tensor("grad.\(name).weight")) < 1e-5, "\(name).weight")
    }
    #expect(distance(dX, file.tensor("grad.x")) < 1e-5)
  }

  @Test func rotationIsInvertibleAndKeepsLengths() {
    let table = RotaryTable(headSize: 6)
    let before = noise([4, 20], seed: 5)
    var x = before
    let positions: [Int32] = [0, 49, 3, 3]
    table.rotate(&x, column: 2, width: 12, headCount: 2, positions: positions)
    // Position 0 and the columns outside stay as they are.
    #expect(Array(x.values[..<20]) == Array(before.values[..<20]))
    for row in 0..<4 {
      let (was, now) = (before.values[(row * 20)..<(row * 20 + 20)], x.values[(row * 20)..<(row * 20 + 20)])
      #expect(now.prefix(2) == was.prefix(2) && now.suffix(6) == was.suffix(6))
      #expect(abs(now.reduce(0) { $0 + $1 * $1 } - was.reduce(0) { $0 + $1 * $1 }) < 1e-4)
    }
    #expect(x != before)
    table.rotate(&x, column: 2, width: 12, headCount: 2, positions: positions, backwards: true)
    #expect(zip(x.values, before.values).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  private func distance(_ found: Tensor, _ expected: Tensor) -> Double {
    guard found.shape == expected.shape else { return .infinity }
    let scale = expected.values.reduce(0) { max($0, abs($1)) }
    return Double(zip(found.values, expected.values).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) } / scale)
  }
}
