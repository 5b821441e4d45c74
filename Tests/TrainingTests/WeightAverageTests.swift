import Foundation
import Tensor
import TestSupport
import Testing
import Training
import Transformer

@Suite struct WeightAverageTests {
  /// Two parameters, the second of which is frozen.
  private func parameters() -> [Parameter] {
    let root = ParameterRegistry(source: nil, basePrefix: "", seed: 1).root
    let both = ["a", "b"].map { root.parameter($0, .vector, [2], .ones) }
    both[1].isFrozen = true
    return both
  }

  @Test func anExampleByHand() {
    let both = parameters()
    let average = WeightAverage(both, decay: 0.5)
    #expect(average.state.map(\.name) == ["a"] && average.state[0].tensor.values == [1, 1])
    // (w₁), (w₁ + 2 w₂) / 3, (w₁ + 2 w₂ + 4 w₃) / 7, and at last half of what is new.
    for (step, weight, mean) in [(1, Float(12), Float(12)), (2, 15, 14), (3, 21, 18), (900, 20, 19)] {
      both[0].value = Tensor([weight, weight], shape: [2])
      average.note(step: step)
      #expect(average.state[0].tensor.values.allSatisfy { abs($0 - mean) < 1e-5 }, "step \(step)")
      #expect(both[0].value.values == [weight, weight])
    }
    average.exchange()
    #expect(abs(both[0].value.values[0] - 19) < 1e-5 && average.state[0].tensor.values == [20, 20])
    average.exchange()
    #expect(both[0].value.values == [20, 20] && both[1].value.values == [1, 1])
  }

  @Test func aStateIsRestored() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "attune-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let one = WeightAverage(parameters(), decay: 0.9)
    one.exchange()
    let changed = parameters()
    changed[0].value = Tensor([5, 6], shape: [2])
    try SafetensorsFile.write(WeightAverage(changed, decay: 0.9).state, to: folder + "/average.safetensors")
    try one.restore(from: SafetensorsFile(path: folder + "/average.safetensors"))
    #expect(one.state[0].tensor.values == [5, 6])
    try SafetensorsFile.write([("a", Tensor([5], shape: [1]))], to: folder + "/other.safetensors")
    let other = try SafetensorsFile(path: folder + "/other.safetensors")
    #expect(throws: CheckpointError.self) { try one.restore(from: other) }
    #expect(one.state[0].tensor.values == [5, 6])
  }
}
