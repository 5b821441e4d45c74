import Foundation
import Tensor
import Testing

/// Each kernel at each level that this CPU offers, against its twin in double precision.
@Suite(.serialized) struct KernelTests {
  static let levels = Machine.offeredLevels

  @Test(arguments: levels) func activationsOverTheWholeRange(_ level: Int) {
    let x = stride(from: -30.0, through: 30.0, by: 0.0007).map { Float($0) } + [0, -0.0, 1e-20, -1e-20, 88, -88]
    for activation in Activation.allCases {
      let y = Machine.withLevel(level) { activate(Tensor(x, shape: [x.count]), activation).values }
      let slope = Machine.withLevel(level) {
        activationGradient(Tensor(repeating: 1, [x.count]), input: Tensor(x, shape: [x.count]), activation).values
      }
      for (index, value) in x.enumerated() {
        let v = Double(value)
        let expected = activationReference(v, activation)
        #expect(abs(Double(y[index]) - expected) <= 3e-7 * max(1, abs(expected)), "\(activation) of \(value)")
        let h = 1e-5
        let derivative =
          activation == .relu
          ? (v > 0 ? 1 : 0)
          : (activationReference(v + h, activation) - activationReference(v - h, activation)) / (2 * h)
        #expect(abs(Double(slope[index]) - derivative) <= 2e-6, "\(activation)' of \(value)")
      }
    }
  }

  /// activation(gate) ∘ up and both gradients, with up and the gradient of the output at odd places.
  @Test(arguments: levels, Activation.allCases) func gatedActivations(_ level: Int, _ activation: Activation) {
    let gate = Tensor(
      stride(from: -12.0, through: 12.0, by: 0.0071).map { Float($0) } + [60, -60, 90, -90], shape: [3385])
    let (up, dOutput) = (noise([3385], seed: 1), noise([3385], seed: 2))
    let (output, gradients, turned, second) = Machine.withLevel(level) {
      var dGate = dOutput
      let second = turnIntoGateGradient(&dGate, gate: gate, up: up, activation)
      return (
        gatedActivation(gate: gate, up: up, activation),
        gatedActivationBackward(dOutput, gate: gate, up: up, activation), dGate, second
      )
    }
    #expect(turned == gradients.dGate && second.dUp == gradients.dUp && second.output == output)
    func active(_ x: Double) -> Double { activationReference(x, activation) }
    for (index, value) in gate.values.enumerated() {
      let (v, u, d) = (Double(value), Double(up.values[index]), Double(dOutput.values[index]))
      let size = max(1, abs(active(v)))
      #expect(abs(Double(output.values[index]) - active(v) * u) <= 5e-7 * size)
      #expect(abs(Double(gradients.dUp.values[index]) - active(v) * d) <= 5e-7 * size)
      let slope =
        activation == .relu ? (v > 0 ? 1 : 0) : (active(v + 1e-5) - active(v - 1e-5)) / 2e-5
      #expect(abs(Double(gradients.dGate.values[index]) - slope * u * d) <= 2e-6, "\(activation)' of \(value)")
    }
  }

  @Test(arguments: levels) func exponentialOverTheWholeRange(_ level: Int) {
    let x = stride(from: -100.0, through: 89.0, by: 0.0031).map { Float($0) }
    let y = Machine.withLevel(level) { Kernels.exponential(x) }
    for (value, result) in zip(x, y) {
      let expected = exp(Double(value))
      if expected < Double(Float.leastNormalMagnitude) {
        #expect(result <= 1.2e-38)
      } else if expected > Double(Float.greatestFiniteMagnitude) {
        #expect(result == .infinity)
      } else {
        #expect(abs(Double(result) - expected) <= 2.5e-7 * expected, "exp(\(value)) = \(result)")
      }
    }
    #expect(Kernels.exponential([.nan])[0].isNaN)
    #expect(Kernels.exponential([-.infinity])[0] == 0)
  }

  /// Known answers of the Random123 library.
  @Test(arguments: levels) func philoxKnownAnswers(_ level: Int) {
    Machine.withLevel(level) {
      #expect(
        Kernels.philox(counter: [0, 0, 0, 0], key: [0, 0]) == [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8])
      let ones = UInt32.max
      #expect(
        Kernels.philox(counter: [ones, ones, ones, ones], key: [ones, ones])
          == [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD])
      #expect(
        Kernels.philox(
          counter: [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], key: [0xA409_3822, 0x299F_31D0])
          == [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1])
    }
  }

  @Test(arguments: levels, [(1, 1, 1), (5, 3, 2), (7, 33, 16), (12, 32, 31), (64, 100, 17), (13, 65, 64)])
  func smallProducts(_ level: Int, _ shape: (Int, Int, Int)) {
    let (m, n, k) = shape
    let a = noise([m, k], seed: 1)
    let b = noise([k, n], seed: 2)
    let c = Machine.withLevel(level) { Kernels.product(a, b) }
    #expect(distance(c.values, productReference(a, b)) < 1e-5)
  }

  @Test(arguments: levels, [(1, 1), (7, 40), (8, 8), (16, 24), (33, 65), (100, 31)])
  func rowsBecomeColumns(_ level: Int, _ shape: (Int, Int)) {
    let (rows, columns) = shape
    let x = noise([rows, columns], seed: 1)
    let turned = Machine.withLevel(level) { x.transposed() }
    #expect(turned.shape == [columns, rows])
    let values = x.values
    #expect(turned.values == (0..<x.count).map { values[$0 % rows * columns + $0 / rows] })
  }

  @Test(arguments: levels, [1, 5, 16, 33, 384]) func softmaxAndLogSum(_ level: Int, _ n: Int) {
    for scale in [Float(1), 30, 1000] {
      let x = noise(n, seed: UInt64(n), scale: scale)
      let (p, logSum) = Machine.withLevel(level) { Kernels.softmax(x) }
      let most = Double(x.max()!)
      let sum = x.reduce(0.0) { $0 + exp(Double($1) - most) }
      #expect(distance(p, x.map { exp(Double($0) - most) / sum }) < 1e-6)
      #expect(abs(Double(logSum) - most - log(sum)) < 1e-6 * max(1, abs(most)))
    }
  }

  /// Of equals the first, wherever it stands in a register; −log p as the softmax has it.
  @Test(arguments: levels, [1, 5, 16, 33, 384]) func mostProbableClass(_ level: Int, _ n: Int) {
    for place in Set([0, n / 2, n - 1]) {
      var x = noise(n, seed: UInt64(n), scale: 3)
      for index in place..<n where index == place || index % 7 == 0 { x[index] = 10 }
      let (classes, losses) = Machine.withLevel(level) { mostProbable(Tensor(x + x, shape: [2, n])) }
      #expect(classes == [Int32(place), Int32(place)])
      let loss = log(x.reduce(0.0) { $0 + exp(Double($1) - 10) })
      #expect(losses.allSatisfy { abs($0 - loss) < 1e-6 })
    }
  }

  @Test(arguments: levels) func sumsAreAccurate(_ level: Int) {
    let x = noise([3, 12345], seed: 4)
    let expected = x.values.reduce(0.0) { $0 + Double($1) * Double($1) }
    Machine.withLevel(level) { #expect(abs(x.sumOfSquares() - expected) < 1e-5 * expected) }
  }

  /// By our own kernels with AVX-512, by OpenBLAS below; with few and many tokens and partial tiles of each kind.
  @Test(
    arguments: levels,
    [
      (1, 1, 1), (3, 5, 7), (14, 32, 16), (64, 70, 800), (65, 395, 385), (100, 384, 130), (700, 200, 96),
      (257, 511, 33), (29, 800, 20), (2800, 40, 20), (20, 800, 1200),
      (3, 1100, 960),
    ])
  func threeProductsOfALinearLayer(_ level: Int, _ shape: (Int, Int, Int)) {
    Machine.withLevel(level) { threeProducts(shape) }
  }

  private func threeProducts(_ shape: (Int, Int, Int)) {
    let (tokens, outputs, inputs) = shape
    let x = noise([tokens, inputs], seed: 1)
    let w = noise([outputs, inputs], seed: 2)
    let b = noise([outputs], seed: 3)
    let dY = noise([tokens, outputs], seed: 4)

    let y = linear(x, weight: w, bias: b)
    let expected = productReference(x, w, bTransposed: true).enumerated().map { $1 + Double(b.values[$0 % outputs]) }
    #expect(distance(y.values, expected) < 2e-5)

    let (input, output) = linear(x, weight: w, bias: b, activation: .gelu)
    #expect(input == y)
    #expect(distance(output.values, y.values.map { activationReference(Double($0), .gelu) }) < 1e-6)

    // Without a bias.
    let product = linear(x, weight: w, bias: nil)
    #expect(distance(product.values, productReference(x, w, bTransposed: true)) < 2e-5)
    let (plainInput, plainOutput) = linear(x, weight: w, bias: nil, activation: .silu)
    #expect(plainInput == product)
    #expect(distance(plainOutput.values, product.values.map { activationReference(Double($0), .silu) }) < 1e-6)
    #expect(activatedLinear(x, weight: w, bias: nil, activation: .silu) == plainOutput)

    #expect(distance(linearInputGradient(dY, weight: w).values, productReference(dY, w)) < 2e-5)

    var dW = noise([outputs, inputs], seed: 5)
    let before = dW.values
    linearWeightGradient(dY, x: x, into: &dW, rows: 0..<outputs, accumulate: true)
    let added = zip(productReference(dY, x, aTransposed: true), before).map { $0 + Double($1) }
    #expect(distance(dW.values, added) < 5e-5)
  }

  /// AVX2 and AVX-512 both fuse multiply and add and sum in the same order.
  @Test(.enabled(if: Machine.offeredLevels.count == 3, "this CPU has no AVX-512"))
  func widthOfRegistersDoesNotChangeABit() {
    let x = noise([37, 50], seed: 9, scale: 3)
    let results = [1, 2].map { level in
      Machine.withLevel(level) {
        addNormalize(
          residual: x, branch: noise([37, 50], seed: 8),
          dropout: Dropout(probability: 0.3, seed: 5, step: 2, stream: 7),
          gamma: noise([50], seed: 7), beta: noise([50], seed: 6), epsilon: 1e-5
        ).output
      }
    }
    #expect(results[0] == results[1])
  }

  /// The root-mean-square norm does not fuse multiply and add, so the portable level gives the same bits too.
  @Test(arguments: [1, 50, 384]) func rootMeanSquareNormHasTheSameBitsAtEveryLevel(_ width: Int) {
    let results = Self.levels.map { level in
      Machine.withLevel(level) { () -> [Tensor] in
        let x = noise([37, width], seed: 9, scale: 3)
        let weight = noise([width], seed: 7)
        let dropout = Dropout(probability: 0.3, seed: 5, step: 2, stream: 7)
        let (output, saved) = addRootMeanSquareNormalize(
          residual: x, branch: noise([37, width], seed: 8), dropout: dropout, weight: weight, epsilon: 1e-5)
        var dWeight = Tensor(zeros: [width])
        let (dResidual, dBranch) = addRootMeanSquareNormalizeBackward(
          output, dSum: x, saved, dropout: dropout, weight: weight, dWeight: &dWeight)
        return [output, saved.sum, dResidual, dBranch, dWeight]
      }
    }
    for other in results.dropFirst() { #expect(other == results[0]) }
  }

  /// An element's bits come from its row of x, its row of the weight, and nothing beside them.
  @Test(.enabled(if: Machine.kernels == "AVX-512", "OpenBLAS makes the products of this CPU"))
  func neighboursDoNotChangeABit() {
    let x = noise([130, 800], seed: 1)
    let w = noise([70, 800], seed: 2)
    let whole = linear(x, weight: w, bias: nil)
    for rows in [0..<1, 3..<20, 60..<130, 0..<64, 1..<66] {
      #expect(linear(x.copyOfRows(rows), weight: w, bias: nil) == whole.copyOfRows(rows), "rows \(rows)")
    }
    // A weight that is packed part by part, where there are many rows.
    let (many, large, bias) = (noise([450, 940], seed: 3), noise([9000, 940], seed: 4), noise([9000], seed: 5))
    let few = linear(many.copyOfRows(440..<450), weight: large, bias: bias)
    #expect(linear(many, weight: large, bias: bias).copyOfRows(440..<450) == few)
  }

  /// The order of sums depends on shapes alone. It stands here because these tests, which choose levels for the whole
  /// process, run one after the other.
  @Test func anyNumberOfThreadsGivesTheSameBits() {
    let before = Threads.count
    defer { Threads.count = before }
    let offsets = [0, 300, 301, 700]
    let results = [1, 2, 3, 7].map { count -> [Tensor] in
      Threads.count = count
      let x = noise([700, 96], seed: 1)
      let w = noise([192, 96], seed: 2)
      let kv = linear(x, weight: w, bias: noise([192], seed: 3))
      let shape = AttentionShape(offsets: offsets, headCount: 4, pattern: .full)
      let dropout = Dropout(probability: 0.1, seed: 1, step: 1, stream: 1)
      let (context, saved) = attention(query: x, keyValue: kv, shape, dropout: dropout)
      let (dQ, dKV, _) = attentionBackward(context, query: x, keyValue: kv, saved, shape, dropout: dropout)
      let places = PositionKeys(keys: noise([400, 24], seed: 7), bias: noise([400], seed: 8))
      let causal = AttentionShape(offsets: offsets, headCount: 4, pattern: .causal)
      let (placed, savedPlaced) = attention(query: x, keyValue: x, positionKeys: places, causal, dropout: dropout)
      let (dPlacedQ, dPlacedV, dPlaces) = attentionBackward(
        placed, query: x, keyValue: x, positionKeys: places, savedPlaced, causal, dropout: dropout)
      let window = AttentionShape(
        offsets: offsets, headCount: 4, keyValueHeadCount: 2, pattern: .window(before: 30, after: 7))
      let sparse = AttentionShape(
        offsets: offsets, headCount: 4, keyValueHeadCount: 1,
        pattern: .ranges { place, _ in [0..<4, place / 16 * 16..<place + 1] })
      let shared = [window, sparse].flatMap { shape -> [Tensor] in
        let width = 48 * shape.keyValueHeadCount
        var keyValue = Tensor(zeros: [700, width])
        linear(x, weight: w, rows: 0..<width, bias: nil, into: &keyValue, column: 0)
        let (context, saved) = attention(query: x, keyValue: keyValue, shape, dropout: dropout)
        let gradients = attentionBackward(
          context, query: x, keyValue: keyValue, saved, shape, dropout: dropout)
        return [context, gradients.dQuery, gradients.dKeyValue]
      }
      var dRoot = Tensor(zeros: [96])
      let (root, savedRoot) = addRootMeanSquareNormalize(
        residual: x, branch: context, dropout: dropout, weight: noise([96], seed: 5), epsilon: 1e-5)
      let (dRootX, dRootBranch) = addRootMeanSquareNormalizeBackward(
        dQ, dSum: root, savedRoot, dropout: dropout, weight: noise([96], seed: 5), dWeight: &dRoot)
      let gated = gatedActivation(gate: x, up: context, .silu)
      let (dGate, dUp) = gatedActivationBackward(dQ, gate: x, up: context, .silu)
      var dW = Tensor(zeros: [192, 96])
      linearWeightGradient(dKV, x: x, into: &dW, rows: 0..<192, accumulate: true)
      var (dGamma, dBeta) = (Tensor(zeros: [96]), Tensor(zeros: [96]))
      let (y, kept) = addNormalize(
        residual: x, branch: context, dropout: dropout, gamma: noise([96], seed: 5), beta: noise([96], seed: 6),
        epsilon: 1e-5)
      let (dX, dBranch) = addNormalizeBackward(
        dQ, dSum: y, kept, dropout: dropout, gamma: noise([96], seed: 5), dGamma: &dGamma, dBeta: &dBeta)
      return [
        kv, context, dQ, dKV, placed, dPlacedQ, dPlacedV, dPlaces!.keys, dPlaces!.bias, dW, dGamma, dBeta, y, dX,
        dBranch, Tensor([Float(x.sumOfSquares())], shape: [1]), root, dRootX, dRootBranch, dRoot, gated, dGate, dUp,
      ] + shared
    }
    for other in results.dropFirst() { #expect(other == results[0]) }
  }
}
