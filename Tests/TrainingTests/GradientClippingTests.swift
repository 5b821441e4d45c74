import Base
import Tensor
import TestSupport
import Testing
import Training
import Transformer

@Suite struct GradientClippingTests {
  private func parameters(_ gradients: [(shape: [Int], values: [Float])]) -> [Parameter] {
    let registry = ParameterRegistry(source: nil, basePrefix: "", seed: 1)
    for (index, gradient) in gradients.enumerated() {
      let role = gradient.shape.count == 1 ? ParameterRole.vector : .matrix
      let parameter = registry.root[index].parameter("weight", role, gradient.shape, .zeros)
      parameter.addGradient { stored, _ in stored = Tensor(gradient.values, shape: gradient.shape) }
    }
    return registry.parameters
  }

  /// The norm and every clipped gradient of `torch.nn.utils.clip_grad_norm_`.
  @Test func agreesWithTorch() throws {
    for json in try recordedCases("clipping") {
      let gradients = json["gradients"]!.array!.map { (shape: $0["shape"]!.integers, values: $0["values"]!.numbers) }
      let norm = gradientNorm(parameters(gradients.map { ($0.shape, $0.values.map(Float.init)) }))
      #expect(agree(norm, json["norm"]?.number, tolerance: 1e-6))
      let factor = clippingFactor(norm: norm, maximum: json["maximum"]!.number!)
      let found = gradients.flatMap(\.values).map { factor * $0 }
      #expect(agree(found, .array(json["clipped"]!.array!.flatMap { $0.array! }), tolerance: 1e-6))
    }
  }

  @Test func smallGradientsStayAsTheyAre() {
    #expect(clippingFactor(norm: 0.5, maximum: 1) == 1)
    #expect(clippingFactor(norm: 0, maximum: 1) == 1)
    #expect(clippingFactor(norm: 1e-300, maximum: 1) == 1)
    let factor = clippingFactor(norm: 1e30, maximum: 1)
    #expect(agree(factor * 1e30, 1))
  }

  /// A parameter without a gradient, or a frozen one, does not count.
  @Test func onlyWrittenGradientsCount() {
    let all = parameters([([2], [3, 4]), ([1], [12])])
    #expect(gradientNorm(all) == 13)
    all[1].clearGradient()
    #expect(gradientNorm(all) == 5)
    all[1].isFrozen = true
    all[1].addGradient { stored, _ in stored.fill(100) }
    #expect(gradientNorm(all) == 5)
    #expect(gradientNorm([]) == 0)
  }

  @Test func gradientsThatAreNoNumbersShow() {
    #expect(gradientNorm(parameters([([2], [1, .nan])])).isNaN)
    #expect(!gradientNorm(parameters([([2], [1, .infinity])])).isFinite)
  }
}
