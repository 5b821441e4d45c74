import Base
import Foundation
import Tensor
import Testing
import Transformer

/// Noise-contrastive estimation against PyTorch, and in the limit against maximum likelihood.
@Suite struct NoiseContrastiveTests {
  static func head(_ weight: Tensor, bias: Tensor? = nil) -> LanguageModelHead {
    let registry = GradientTests.registry()
    let head = LanguageModelHead(
      weight: Embedding(registry.root["w"], entries: weight.rows, hiddenSize: weight.columns).weight,
      bias: bias.map { registry.root.parameter("bias", .vector, $0.shape, .zeros) })
    if let bias { head.bias?.value = bias }
    head.weight.value = weight
    return head
  }

  @Test func lossAndGradientsAreThoseOfPyTorch() throws {
    let recorded = try JSON(parsing: Array(Data(contentsOf: URL(filePath: fixture("tensor/noise_contrastive.json")))))
    let cases = try #require(recorded["cases"]?.array)
    #expect(cases.count == 7 && cases.count { $0["bias"] != nil } == 2)
    for entry in cases {
      func numbers(_ key: String) -> [Double] { (entry[key]?.array ?? []).map { $0.number ?? .nan } }
      func integer(_ key: String) -> Int { entry[key]?.integer ?? -1 }
      func ids(_ key: String) -> [Int32] { numbers(key).map { Int32($0) } }
      func tensor(_ key: String, _ rows: Int) -> Tensor {
        Tensor(numbers(key).map { Float($0) }, shape: [rows, integer("width")])
      }
      func distance(_ found: [Float], _ expected: [Double]) -> Double {
        let scale = expected.reduce(1e-6) { max($0, abs($1)) }
        return zip(found, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } / scale
      }
      let bias =
        entry["bias"] == nil ? nil : Tensor(numbers("bias").map { Float($0) }, shape: [integer("vocabulary")])
      let head = Self.head(tensor("weight", integer("vocabulary")), bias: bias)
      let logZ = try #require(entry["log_z"]?.number)
      for normalizer in [NoiseContrastiveLoss.LogNormalizer.fixed(logZ), .learned(from: logZ)] {
        head.weight.clearGradient()
        head.bias?.clearGradient()
        let loss = NoiseContrastiveLoss(
          counts: numbers("counts").map { Int($0) }, samples: integer("samples"),
          power: try #require(entry["power"]?.number), isShared: entry["shared"]?.bool == true, logZ: normalizer)
        #expect(distance(loss.noise.probabilities.map { Float($0) }, numbers("q")) < 1e-6)
        let (value, dX) = loss.lossAndGradient(
          tensor("x", integer("rows")), targets: ids("targets"), head,
          normalizer: Double(integer("normalizer")), .init(ids: ids("noise")))
        let expected = try #require(entry["loss"]?.number)
        #expect(abs(value - expected) < 1e-5 * expected)
        #expect(distance(dX.values, numbers("dx")) < 1e-5)
        #expect(distance(head.weight.gradientOrZero.values, numbers("dweight")) < 1e-5)
        if let bias = head.bias { #expect(distance(bias.gradientOrZero.values, numbers("dbias")) < 1e-5) }
        // Only the rows that were read have a gradient.
        #expect(head.weight.gradientRows == Set(ids("targets") + ids("noise")).map { Int($0) }.sorted())
        if let found = loss.parameters.first {
          #expect(distance(found.gradientOrZero.values, [entry["dlog_z"]?.number ?? .nan]) < 1e-5)
        } else {
          #expect(normalizer == .fixed(logZ))
        }
      }
    }
  }

  /// The relative distances of `Documentation/backward.md` for k = 1, 10, 100 and 1000.
  static let distances: [(samples: Int, distance: Double)] = [
    (1, 0.2231), (10, 0.1076), (100, 0.0205), (1000, 0.002275),
  ]

  /// With the expectation over the noise taken exactly, and log Z that of the model, the gradient tends to that of the
  /// softmax, with a distance that falls as 1 / k.
  @Test func theGradientTendsToMaximumLikelihood() throws {
    let (vocabulary, width) = (50, 16)
    let head = Self.head(noise([vocabulary, width], seed: 3))
    let x = noise([1, width], seed: 4)
    let logits = head.logits(x).values.map(Double.init)
    let logZ = log(logits.reduce(0) { $0 + exp($1) })
    head.weight.clearGradient()
    let dX = head.lossAndGradient(x, targets: [7], normalizer: 1).dX
    let exact = dX.values + head.weight.gradientOrZero.values
    func length(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
    for (samples, expected) in Self.distances {
      let loss = NoiseContrastiveLoss(
        counts: (0..<vocabulary).map { 1 + 300 / ($0 + 1) }, samples: samples, power: 1, isShared: true,
        logZ: .fixed(logZ))
      head.weight.clearGradient()
      let found = loss.lossAndGradient(
        x, targets: [7], head, normalizer: 1,
        .init(
          ids: Array(0..<Int32(vocabulary)), weights: loss.noise.probabilities.map { Double(samples) * $0 }))
      let difference = zip(found.dX.values + head.weight.gradientOrZero.values, exact).map { $0 - $1 }
      let distance = length(difference) / length(exact)
      #expect(abs(distance - expected) < 0.02 * expected, "\(samples): \(distance)")
    }
  }

  /// Drawn noise has that expectation.
  @Test(arguments: [true, false]) func theMeanOverDrawsIsTheExpectation(_ isShared: Bool) {
    let (vocabulary, width, samples) = (12, 5, 6)
    let head = Self.head(noise([vocabulary, width], seed: 3))
    let x = noise([3, width], seed: 4)
    func loss(_ isShared: Bool) -> NoiseContrastiveLoss {
      NoiseContrastiveLoss(
        counts: Array(1...vocabulary), samples: samples, power: 0.5, isShared: isShared, logZ: .fixed(2))
    }
    let all = loss(true)
    let expected = all.lossAndGradient(
      x, targets: [1, 5, 1], head, normalizer: 3,
      .init(ids: Array(0..<Int32(vocabulary)), weights: all.noise.probabilities.map { Double(samples) * $0 })
    )
    let (drawn, passes) = (loss(isShared), 3000)
    var (mean, sum) = (Tensor(zeros: x.shape), 0.0)
    for step in 0..<passes {
      let found = drawn.lossAndGradient(
        x, targets: [1, 5, 1], head, normalizer: 3, Pass(offsets: [0, 3], seed: 9, step: UInt32(step)))
      mean.add(found.dX, scaledBy: 1 / Float(passes))
      sum += found.loss / Double(passes)
    }
    #expect(abs(sum - expected.loss) < 0.02 * expected.loss)
    for (one, other) in zip(mean.values, expected.dX.values) { #expect(abs(one - other) < 0.02) }
  }

  @Test func drawsAreAFunctionOfSeedAndStep() {
    let loss = NoiseContrastiveLoss(
      counts: Array(1...300), samples: 40, power: 1, isShared: true, logZ: .fixed(0))
    let own = NoiseContrastiveLoss(
      counts: Array(1...300), samples: 40, power: 1, isShared: false, logZ: .fixed(0))
    func pass(_ seed: UInt64, _ step: UInt32) -> Pass { Pass(offsets: [0, 3], seed: seed, step: step) }
    let first = loss.draws(targets: 3, pass(1, 5)).ids
    #expect(first.count == 40 && own.draws(targets: 3, pass(1, 5)).ids.count == 120)
    #expect(first == loss.draws(targets: 9, pass(1, 5)).ids)
    #expect(first != loss.draws(targets: 3, pass(1, 6)).ids && first != loss.draws(targets: 3, pass(2, 5)).ids)
  }

  @Test(arguments: [[1.0], [1, 1, 1], [0, 5, 0, 1], [1e-9, 1, 1e9], (1...1000).map { 1 / Double($0) }])
  func theAliasTableDrawsItsProbabilities(_ weights: [Double]) {
    let table = AliasTable(weights: weights)
    let sum = weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      #expect(abs(table.probabilities[index] - weight / sum) < 1e-12)
      #expect(abs(table.drawn[index] - weight / sum) < 1e-12)
    }
    let draws = 20_000
    var counts = [Int](repeating: 0, count: weights.count)
    for uniform in randomUniforms(count: draws, seed: 3, stream: 8) { counts[Int(table.draw(uniform))] += 1 }
    for (count, probability) in zip(counts, table.probabilities) {
      let deviation = (probability * (1 - probability) / Double(draws)).squareRoot()
      #expect(abs(Double(count) / Double(draws) - probability) < 5 * deviation + 1e-4)
    }
    #expect(table.draw(0.999_999_999_999_999_9) < Int32(weights.count))
  }
}
