import Tensor
import Testing
import Training
import Transformer

/// Layers and models whose products have bfloat16 operands, against the same in float32.
@Suite struct BFloat16ModelTests {
  /// Each factor is off by at most 2⁻⁹ of itself, so each product by 2⁻⁸ + 2⁻¹⁸, and each sum by as much of the sum of
  /// its products' sizes, and by float32's own rounding.
  @Test(arguments: [(1, 1, 1), (3, 5, 2), (17, 16, 33), (130, 100, 70)]) func linearLayer(_ shape: (Int, Int, Int)) {
    let registry = GradientTests.registry()
    let layer = Linear(registry.root, inputs: shape.1, outputs: shape.2)
    GradientTests.disturb(registry)
    let x = noise([shape.0, shape.1], seed: 1)
    let dY = noise([shape.0, shape.2], seed: 2)
    let pass = GradientTests.pass([0, shape.0])
    /// y without its bias, dX, dW and dB of layers with the given values.
    func results(_ precision: Precision, _ x: Tensor, _ w: Tensor, _ dY: Tensor) -> [[Float]] {
      layer.weight.value = w
      layer.weight.clearGradient()
      layer.bias!.clearGradient()
      layer.bias!.value.fill(0)
      return Machine.withPrecision(precision) {
        let (y, saved) = layer.forward(x, pass)
        let dX = layer.backward(dY, saved, pass)
        return [y, dX, layer.weight.gradientOrZero, layer.bias!.gradientOrZero].map(\.values)
      }
    }
    func sizes(_ t: Tensor) -> Tensor { Tensor(t.values.map(abs), shape: t.shape) }
    let w = layer.weight.value
    let expected = results(.float32, x, w, dY)
    let found = results(.bfloat16, x, w, dY)
    let bounds = results(.float32, sizes(x), sizes(w), sizes(dY))
    for (name, index) in [("y", 0), ("dX", 1), ("dW", 2)] {
      let share = Float(0x1p-8 + 0x1p-18) + Float(shape.0 + shape.1 + shape.2) * 0x1p-23
      let isWithin = zip(zip(found[index], expected[index]), bounds[index]).allSatisfy {
        abs($0.0 - $0.1) <= share * $1
      }
      #expect(isWithin, "\(name)")
      // The product was made with rounded factors.
      #expect(found[index] != expected[index], "\(name)")
    }
    #expect(found[3] == expected[3])
  }

  /// Five steps of a model on one batch: losses, the gradients of the first step, and how often weights were packed.
  private struct Course {
    var gradients: [(name: String, values: [Float])] = []
    var losses: [Double] = []
    var packings: [Int] = []
  }

  private static func course(
    _ precision: Precision, _ registry: ParameterRegistry, _ lossAndGradients: () -> Double
  ) -> Course {
    let optimizer = Optimizer(registry.parameters, AdamW(weightDecay: 0.01))
    var course = Course()
    Machine.withPrecision(precision) {
      for step in 0..<5 {
        registry.clearGradients()
        course.packings.append(ProductCount.ofPackedWeights { course.losses.append(lossAndGradients()) })
        if step == 0 {
          // Once more with the same weights, which are packed.
          course.packings.append(ProductCount.ofPackedWeights { course.losses.append(lossAndGradients()) })
          course.losses.removeLast()
          registry.clearGradients()
          _ = lossAndGradients()
          course.gradients = registry.parameters.map { ($0.name, $0.gradientOrZero.values) }
        }
        let norm = gradientNorm(registry.parameters)
        optimizer.step(learningRate: 1e-3, gradientScale: clippingFactor(norm: norm, maximum: 1))
      }
    }
    return course
  }

  /// Losses agree to 2⁻⁷ and the gradient of each parameter to 2⁻⁵ of its length, or of a twentieth of the longest
  /// one's: 4 and 16 times 2⁻⁹, the rounding of one factor, for two dozen products on the way forth and back through
  /// two layers. Found: up to 0.65 of these bounds.
  private static func compare(_ found: Course, _ expected: Course, weights: Int) {
    for (step, (one, other)) in zip(found.losses, expected.losses).enumerated() {
      #expect(abs(one - other) <= 0x1p-7 * abs(other), "loss of step \(step)")
      #expect(one != other, "loss of step \(step)")
    }
    #expect(found.losses.count == 5 && found.losses[4] < found.losses[0])
    func length(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
    let longest = expected.gradients.map { length($0.values) }.max()!
    for (one, other) in zip(found.gradients, expected.gradients) {
      let difference = length(zip(one.values, other.values).map { $0 - $1 })
      #expect(difference <= 0x1p-5 * max(length(other.values), longest / 20), "gradient of \(one.name)")
    }
    // Each weight is packed for both of its uses in each step, and not again before it changes.
    #expect(found.packings == [weights, 0] + Array(repeating: weights, count: 4))
    #expect(expected.packings.allSatisfy { $0 == 0 })
  }

  @Test func aStepOfBERT() throws {
    let recording = try Recording("models/bert/reference.safetensors")
    let labels = recording.file.shape(of: "logits")!.last!
    let courses = try [Precision.bfloat16, .float32].map { precision in
      let classifier = try SequenceClassifier(
        folder: fixture("models/bert"), labelCount: labels, opening: .evaluation)
      return Self.course(precision, classifier.registry) {
        let pass = Pass(offsets: recording.batch.offsets, isTraining: true)
        let (logits, saved) = classifier.forward(recording.batch, pass)
        let (value, dLogits) = loss(recording, logits)
        classifier.backward(dLogits, saved, pass)
        return value
      }
    }
    let layers = try SequenceClassifier.configuration(folder: fixture("models/bert")).layerCount
    Self.compare(courses[0], courses[1], weights: 2 * (6 * layers + 2))
  }

  @Test(arguments: ["gpt2-tied", "gpt2-untied"]) func aStepOfGPT2(_ name: String) throws {
    let recording = try Recording("models/\(name)/reference.safetensors")
    let targets = recording.file.tensor("targets").values.map { Int32($0) }
    var layers = 0
    let courses = try [Precision.bfloat16, .float32].map { precision in
      let model = try CausalLanguageModel(folder: fixture("models/" + name))
      layers = model.decoder.blocks.count
      return Self.course(precision, model.registry) {
        model.lossAndGradients(
          recording.batch, targets: targets, normalizer: Double(targets.count { $0 >= 0 }),
          Pass(offsets: recording.batch.offsets, isTraining: true))
      }
    }
    // The joined matrix of queries, keys and values is used in parts.
    Self.compare(courses[0], courses[1], weights: 2 * (5 * layers + 1))
  }

  /// Logits in bfloat16 agree with float32; generation from the cache gives each prompt its own tokens.
  @Test func generationOfAFewRows() throws {
    let model = try CausalLanguageModel(folder: fixture("models/gpt2-tied"))
    let texts = [[Int32](1...7), [3, 1, 4, 1, 5]]
    let results = [Precision.float32, .bfloat16].map { precision in
      Machine.withPrecision(precision) { model.nextTokenLogits(TokenBatch(texts)).values }
    }
    let largest = results[0].map(abs).max()!
    #expect(zip(results[0], results[1]).allSatisfy { abs($0 - $1) <= 0x1p-6 * largest })
    #expect(results[0] != results[1])
    for usesCache in [true, false] {
      var options = GenerationOptions(maximumTokens: 10)
      options.usesCache = usesCache
      let made = try Machine.withPrecision(.bfloat16) { try model.generate(texts, options) }
      #expect(made.map(\.tokens.count) == [10, 10])
      let alone = try Machine.withPrecision(.bfloat16) { try model.generate([texts[1]], options) }
      #expect(alone[0].tokens == made[1].tokens, "cache \(usesCache)")
    }
  }
}
