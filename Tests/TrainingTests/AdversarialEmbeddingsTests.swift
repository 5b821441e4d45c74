import Tensor
import TestSupport
import Testing
import Training
import Transformer

/// What PyTorch makes of a whole step is compared in ParityTests.
@Suite struct AdversarialEmbeddingsTests {
  private func table() -> Parameter {
    let registry = ParameterRegistry(source: nil, basePrefix: "", seed: 1)
    return registry.root.parameter("weight", .table, [4, 2], .normal(standardDeviation: 1))
  }

  private func add(_ gradient: [Float], to table: Parameter, rows: [Int32]?) {
    let dY = Tensor(gradient, shape: [gradient.count / 2, 2])
    if let rows {
      table.addToGradient(rows: rows) { addEmbeddingGradient(dY, ids: rows, to: &$0) }
    } else {
      table.addToGradient { addEmbeddingGradient(dY, ids: [0, 1, 2, 3], to: &$0) }
    }
  }

  @Test(arguments: [true, false]) func theTableIsMovedAlongItsGradientAndPutBack(_ isByRows: Bool) {
    let table = table()
    let before = table.value.values
    if isByRows {
      add([3, 0, 0, -4], to: table, rows: [3, 1])
    } else {
      add([0, 0, 0, -4, 0, 0, 3, 0], to: table, rows: nil)
    }
    withAdversarial(table, distance: 10) {
      let moved = zip(table.value.values, before).map { $0 - $1 }
      #expect(zip(moved, [0, 0, 0, -8, 0, 0, 6, 0]).allSatisfy { abs($0 - $1) < 1e-5 })
      add([1, 1], to: table, rows: [2])
    }
    #expect(table.value.values == before)
    #expect(table.gradientOrZero.values == [0, 0, 0, -4, 1, 1, 3, 0])
  }

  @Test(arguments: [Float(0), .nan, .infinity]) func withoutADirectionNothingIsMoved(_ value: Float) {
    let table = table()
    let before = table.value.values
    add([value, 0], to: table, rows: [1])
    var calls = 0
    withAdversarial(table, distance: 1) {
      calls += 1
      #expect(table.value.values == before)
    }
    #expect(calls == 1)
  }
}
