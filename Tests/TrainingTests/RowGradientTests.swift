import Base
import Foundation
import Tensor
import TestSupport
import Testing
import Training
import Transformer

/// Of a table only the rows that a batch reads take part: with the same result as if all did.
@Suite struct RowGradientTests {
  private static let shape = [40, 8]

  private func parameter() -> (ParameterRegistry, Parameter) {
    let registry = ParameterRegistry(source: nil, basePrefix: "", seed: 1)
    return (registry, registry.root["words"].parameter("weight", .table, Self.shape, .normal(standardDeviation: 1)))
  }

  private func dY(_ step: Int) -> Tensor {
    Tensor(normal: [5, 8], standardDeviation: 1, seed: 2, stream: UInt64(step))
  }

  /// Rows of each of some steps: new ones, known ones, one of them twice.
  private static let reads: [[Int32]] = [[7, 3, 7, 1, 0], [3, 9, 9, 9, 2], [39, 38, 1, 7, 20], [3, 3, 3, 3, 3]]

  private func train(
    _ parameter: Parameter, _ optimizer: Optimizer, steps: Range<Int>, isDense: Bool
  ) -> [Double] {
    steps.map { step in
      parameter.clearGradient()
      let ids = Self.reads[step]
      if isDense {
        parameter.addToGradient { addEmbeddingGradient(dY(step), ids: ids, to: &$0) }
      } else {
        parameter.addToGradient(rows: ids) { addEmbeddingGradient(dY(step), ids: ids, to: &$0) }
        #expect(parameter.gradientRows == Set(ids.map(Int.init)).sorted())
      }
      let norm = gradientNorm([parameter])
      optimizer.step(learningRate: 0.1)
      return norm
    }
  }

  @Test(arguments: [0, 0.1]) func aStepIsTheSameToTheLastBit(_ weightDecay: Double) {
    let ((_, dense), (_, rows)) = (parameter(), parameter())
    let settings = AdamW(weightDecay: weightDecay)
    let (first, second) = (Optimizer([dense], settings), Optimizer([rows], settings))
    let norms = train(dense, first, steps: 0..<4, isDense: true)
    let found = train(rows, second, steps: 0..<4, isDense: false)
    #expect(zip(norms, found).allSatisfy { abs($0 - $1) < 1e-6 * $0 })
    #expect(dense.value.values == rows.value.values)
    #expect(dense.gradientOrZero.values == rows.gradientOrZero.values)
    for (a, b) in zip(first.state, second.state) { #expect(a.tensor.values == b.tensor.values, "\(a.name)") }
  }

  /// A restored optimizer continues with the rows that had a gradient before.
  @Test func aRestoredOptimizerKnowsItsRows() throws {
    let path = NSTemporaryDirectory() + "rows-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let ((_, whole), (_, halves)) = (parameter(), parameter())
    let settings = AdamW()
    let first = Optimizer([whole], settings)
    _ = train(whole, first, steps: 0..<4, isDense: false)
    let before = Optimizer([halves], settings)
    _ = train(halves, before, steps: 0..<2, isDense: false)
    try SafetensorsFile.write(before.state, to: path)
    let after = Optimizer([halves], settings)
    try after.restore(from: SafetensorsFile(path: path), stepCount: 2)
    _ = train(halves, after, steps: 2..<4, isDense: false)
    #expect(whole.value.values == halves.value.values)
  }

  /// What the output layer of a language model wrote everywhere stays, and is cleared before the next step.
  @Test func rowsAddToAWholeGradient() {
    let (_, parameter) = parameter()
    parameter.addGradient { gradient, _ in gradient.fill(1) }
    parameter.addToGradient(rows: [3]) { addEmbeddingGradient(Tensor(repeating: 2, [1, 8]), ids: [3], to: &$0) }
    #expect(parameter.gradientRows == nil)
    #expect(parameter.gradientOrZero.sumOfSquares() == 8 * 9 + 39 * 8)
    parameter.clearGradient()
    parameter.addToGradient(rows: [4]) { addEmbeddingGradient(Tensor(repeating: 2, [1, 8]), ids: [4], to: &$0) }
    #expect(parameter.gradientRows == [4] && parameter.gradientOrZero.sumOfSquares() == 8 * 4)
    parameter.addGradient { gradient, accumulate in
      #expect(accumulate)
      gradient.add(Tensor(repeating: 1, Self.shape))
    }
    #expect(parameter.gradientRows == nil && parameter.gradientOrZero.sumOfSquares() == 8 * 9 + 39 * 8)
  }
}
