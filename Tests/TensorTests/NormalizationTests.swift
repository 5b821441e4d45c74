import Foundation
import Tensor
import Testing

/// The root-mean-square norm with dropout and residual, against its definition in double precision.
@Suite struct NormalizationTests {
  static let dropouts = [nil, Dropout(probability: 0.3, seed: 5, step: 2, stream: 7)]

  /// sum = residual + branch ∘ mask and output = sum / √(mean(sum²) + ε) · weight
  private func reference(
    _ residual: [Double], _ branch: [Double]?, _ mask: [Double], _ weight: [Double], _ epsilon: Double
  ) -> (sum: [Double], output: [Double]) {
    let width = weight.count
    let sum = residual.indices.map { branch == nil ? residual[$0] : residual[$0] + branch![$0] * mask[$0] }
    let roots = stride(from: 0, to: sum.count, by: width).map { first in
      (sum[first..<(first + width)].reduce(0) { $0 + $1 * $1 } / Double(width) + epsilon).squareRoot()
    }
    let output = sum.indices.map { sum[$0] / roots[$0 / width] * weight[$0 % width] }
    return (sum, output)
  }

  private func doubles(_ tensor: Tensor) -> [Double] { tensor.values.map(Double.init) }

  private func mask(_ shape: [Int], _ dropout: Dropout?) -> [Double] {
    doubles(drop(Tensor(repeating: 1, shape), dropout))
  }

  @Test(arguments: [(1, 1), (3, 5), (37, 50), (70, 384)], dropouts)
  func rootMeanSquareNorm(_ shape: (Int, Int), _ dropout: Dropout?) {
    let (tokens, width) = shape
    let residual = noise([tokens, width], seed: 1, scale: 3)
    let branch = noise([tokens, width], seed: 2, scale: 3)
    let weight = noise([width], seed: 3)
    for (b, epsilon) in [(branch, 1e-5), (branch, 0.5), (nil, 1e-6)] {
      let found = addRootMeanSquareNormalize(
        residual: residual, branch: b, dropout: dropout, weight: weight, epsilon: epsilon)
      let expected = reference(
        doubles(residual), b.map(doubles), mask([tokens, width], dropout), doubles(weight), epsilon)
      #expect(distance(found.saved.sum.values, expected.sum) < 1e-6)
      #expect(distance(found.output.values, expected.output) < 2e-6)
    }
  }

  /// Against differences of the definition: of Σ dOutput · output + Σ dSum · sum.
  @Test(arguments: [(1, 3), (3, 5), (37, 50)], dropouts)
  func rootMeanSquareNormBackward(_ shape: (Int, Int), _ dropout: Dropout?) {
    let (tokens, width) = shape
    let residual = noise([tokens, width], seed: 1)
    let branch = noise([tokens, width], seed: 2)
    let weight = noise([width], seed: 3)
    let dOutput = noise([tokens, width], seed: 4)
    let factors = mask([tokens, width], dropout)
    for dSum in [noise([tokens, width], seed: 5), nil] {
      let (_, saved) = addRootMeanSquareNormalize(
        residual: residual, branch: branch, dropout: dropout, weight: weight, epsilon: 1e-3)
      var dWeight = Tensor(repeating: 2, [width])
      let found = addRootMeanSquareNormalizeBackward(
        dOutput, dSum: dSum, saved, dropout: dropout, weight: weight, dWeight: &dWeight)
      let (direction, other) = (doubles(dOutput), dSum.map(doubles))
      func value(_ inputs: [[Double]]) -> Double {
        let (sum, output) = reference(inputs[0], inputs[1], factors, inputs[2], 1e-3)
        return sum.indices.reduce(0) { $0 + direction[$1] * output[$1] + (other?[$1] ?? 0) * sum[$1] }
      }
      let inputs = [residual, branch, weight].map(doubles)
      for (input, gradient) in [found.residual, found.branch, dWeight].enumerated() {
        // Rows are independent of each other: some elements stand for all.
        for index in stride(from: 0, to: gradient.count, by: max(1, gradient.count / 40)) {
          var (up, down) = (inputs, inputs)
          up[input][index] += 1e-5
          down[input][index] -= 1e-5
          let expected = (value(up) - value(down)) / 2e-5 + (input == 2 ? 2 : 0)
          #expect(abs(Double(gradient.values[index]) - expected) < 1e-5 * (1 + abs(expected)), "input \(input)")
        }
      }
    }
  }
}
