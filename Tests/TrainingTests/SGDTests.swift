import Base
import Foundation
import Tensor
import Testing
import Training
import Transformer

/// Stochastic gradient descent against `torch.optim.SGD`, and its schedule.
@Suite struct SGDTests {
  private func parameter(_ values: [Float], rows: Int) -> Parameter {
    let shape = [rows, values.count / rows]
    let parameter = ParameterRegistry(source: nil, basePrefix: "", seed: 1).root.parameter("w", .table, shape, .zeros)
    parameter.value = Tensor(values, shape: shape)
    return parameter
  }

  @Test func fiveStepsAreThoseOfPyTorch() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/tensor/sgd.json")
    let cases = try #require(try JSON(parsing: Array(Data(contentsOf: path)))["cases"]?.array)
    #expect(cases.count == 3)
    for entry in cases {
      func numbers(_ json: JSON?) -> [Float] { (json?.array ?? []).map { Float($0.number ?? .nan) } }
      let weight = parameter(numbers(entry["start"]), rows: 1)
      let optimizer = Optimizer([weight], SGD(momentum: try #require(entry["momentum"]?.number)))
      let steps = try #require(entry["steps"]?.array)
      #expect(steps.count == 5)
      for step in steps {
        weight.clearGradient()
        weight.addToGradient { $0.add(Tensor(numbers(step["gradient"]), shape: [1, 7])) }
        _ = optimizer.step(
          clippedTo: entry["clip_norm"]?.number ?? 0, learningRate: try #require(entry["learning_rate"]?.number))
        let expected = numbers(step["parameter"])
        #expect(expected.count == 7)
        #expect(zip(weight.value.values, expected).allSatisfy { abs($0 - $1) < 1e-5 * max(1, abs($1)) })
      }
    }
  }

  /// A row that once had a gradient moves on with its velocity; the others stay as they are.
  @Test(arguments: [0.0, 0.5]) func rowsOfATable(_ momentum: Double) {
    let weight = parameter([1, 1, 1, 1, 1, 1], rows: 3)
    let optimizer = Optimizer([weight], SGD(momentum: momentum))
    for row in [Int32(0), 2] {
      weight.clearGradient()
      weight.addToGradient(rows: [row]) { addEmbeddingGradient(Tensor([1, 2], shape: [1, 2]), ids: [row], to: &$0) }
      optimizer.step(learningRate: 0.25)
    }
    let moved: [Float] = momentum == 0 ? [0.75, 0.5] : [0.625, 0.25]
    #expect(weight.value.values == moved + [1, 1, 0.75, 0.5])
    #expect(optimizer.state.map(\.name) == (momentum == 0 ? [] : ["velocity.w"]))
  }

  @Test func halvingSchedule() {
    let found = [0, 1, 2, 4, 5, 7, 8, 11].map {
      LearningRateSchedule.halving.factor(step: $0, total: 9, warmup: 2, halveEvery: 3)
    }
    #expect(found == [0, 0.5, 1, 1, 0.5, 0.5, 0.25, 0.125])
  }
}
