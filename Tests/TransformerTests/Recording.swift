import Base
import Foundation
import Tensor
import Testing
import Training
import Transformer

/// Fixtures that Tests/Fixtures/record.py recorded from PyTorch and transformers.
func fixture(_ path: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/" + path).path
}

/// Relative to the largest value of each tensor, float32.
let parityTolerance = 1e-4

/// One recorded batch of a model.
struct Recording {
  let file: SafetensorsFile
  let batch: TokenBatch

  init(_ path: String) throws {
    file = try SafetensorsFile(path: fixture(path))
    let ids = file.tensor("input_ids").values.map { Int32($0) }
    let types =
      file.shape(of: "token_type_ids") == nil
      ? ids.map { _ in 0 } : file.tensor("token_type_ids").values.map { Int32($0) }
    let offsets = file.tensor("offsets").values.map { Int($0) }
    batch = TokenBatch(
      zip(offsets, offsets.dropFirst()).map { (Array(ids[$0..<$1]), Array(types[$0..<$1])) })
  }

  /// The largest |found − recorded| relative to the largest recorded value of the tensor.
  func distance(_ found: Tensor, _ name: String) -> Double {
    guard file.shape(of: name) != nil else { return .infinity }
    return distance(found, file.tensor(name))
  }

  private func distance(_ found: Tensor, _ expected: Tensor) -> Double {
    guard expected.count == found.count else { return .infinity }
    let scale = expected.values.reduce(0) { max($0, abs($1)) }
    let worst = zip(found.values, expected.values).reduce(Float(0)) {
      $1.0.isNaN ? .infinity : max($0, abs($1.0 - $1.1))
    }
    return Double(worst / max(scale, 1e-6))
  }

  /// Trains a model for the recorded number of steps with AdamW and clipping, and compares with PyTorch: the loss and
  /// every gradient of the first step, the loss and gradient norm of each step, and the parameters after the last one.
  ///
  /// - Parameters:
  ///   - hasSteps: whether the recording has to have five steps
  ///   - hasGradients: whether it has to have every gradient
  ///   - part: the part of a parameter's tensor that can be compared; nil for none
  ///   - lossAndGradients: one pass, the number of the step given, from 1
  func compareSteps(
    _ registry: ParameterRegistry, hasSteps: Bool, hasGradients: Bool, part: (Parameter, Tensor) -> Tensor? = { $1 },
    lossAndGradients: (_ step: Int) -> Double
  ) {
    let parameters = registry.parameters
    let optimizer = Optimizer(parameters, AdamW(weightDecay: 0.01))
    /// Nil where there is nothing to compare.
    func distance(_ prefix: String, _ parameter: Parameter, _ found: Tensor) -> Double? {
      guard file.shape(of: prefix + parameter.name) != nil else { return nil }
      let recorded = file.tensor(prefix + parameter.name)
      let expected = parameter.layout == .transposed ? recorded.transposed() : recorded
      guard let one = part(parameter, found), let other = part(parameter, expected) else { return nil }
      return self.distance(one, other)
    }
    var compared = 0
    let steps = file.shape(of: "step_losses")?[0] ?? 1
    #expect(!hasSteps || steps == 5)
    for step in 1...steps {
      registry.clearGradients()
      let loss = lossAndGradients(step)
      if step == 1 {
        #expect(self.distance(Tensor([Float(loss)], shape: [1]), "loss") < parityTolerance)
        for parameter in parameters {
          guard let distance = distance("grad.", parameter, parameter.gradientOrZero) else { continue }
          #expect(distance < parityTolerance, "gradient of \(parameter.name)")
          compared += 1
        }
      }
      if file.shape(of: "step_losses") != nil {
        let losses = file.tensor("step_losses").values
        #expect(
          abs(Double(losses[step - 1]) - loss) < parityTolerance * max(1, abs(loss)), "loss of step \(step)")
      }
      let norm = optimizer.step(clippedTo: 1, learningRate: 1e-3)
      if file.shape(of: "grad_norms") != nil {
        let expected = Double(file.tensor("grad_norms").values[step - 1])
        #expect(abs(norm - expected) < parityTolerance * expected, "gradient norm of step \(step)")
      }
    }
    // A recording that has gradients has all of them.
    let comparable = parameters.count { part($0, $0.value) != nil }
    #expect(compared == comparable || (!hasGradients && compared == 0))
    for parameter in parameters {
      guard let distance = distance("step5.", parameter, parameter.value) else { continue }
      #expect(distance < parityTolerance, "\(parameter.name) after 5 steps")
    }
  }
}
