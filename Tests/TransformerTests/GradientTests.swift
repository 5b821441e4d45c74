import Tensor
import Testing
import Transformer

/// Every layer and head against numeric gradients, at several shapes, including size 1.
@Suite struct GradientTests {
  /// Float32's noise in the differences; a wrong sign, factor or missing term is above 0.05.
  static let tolerance = 4e-3

  static func registry() -> ParameterRegistry { ParameterRegistry(source: nil, basePrefix: "", seed: 7) }

  /// Moves parameters away from zeros and ones, which hide errors.
  static func disturb(_ registry: ParameterRegistry) {
    for (index, parameter) in registry.parameters.enumerated() {
      parameter.value.add(noise(parameter.shape, seed: UInt64(index + 50), scale: 0.3))
    }
  }

  /// Sets the bias before a ReLU so that half of the inputs are far on each side of its kink, where it has no gradient.
  static func separate(_ hidden: Parameter, by distance: Float = 3) {
    hidden.value = Tensor((0..<hidden.value.count).map { $0 % 2 == 0 ? distance : -distance }, shape: hidden.shape)
  }

  /// A pass with dropout: it is the same in every pass of one step.
  static func pass(_ offsets: [Int]) -> Pass { Pass(offsets: offsets, isTraining: true, seed: 3, step: 5) }

  static func check<L: Layer>(_ layer: L, _ registry: ParameterRegistry, _ x: Tensor, _ pass: Pass) -> Double {
    disturb(registry)
    return gradientError(
      Differentiable(
        inputs: [x], parameters: registry.parameters, forward: { layer.forward($0[0], pass).output },
        backward: { inputs, dY in [layer.backward(dY, layer.forward(inputs[0], pass).saved, pass)] }))
  }

  @Test(arguments: [(1, 1, 1), (3, 5, 2), (17, 16, 33)]) func linearLayer(_ shape: (Int, Int, Int)) {
    let registry = Self.registry()
    let layer = Linear(registry.root, inputs: shape.1, outputs: shape.2)
    let error = Self.check(layer, registry, noise([shape.0, shape.1], seed: 1), Self.pass([0, shape.0]))
    #expect(error < Self.tolerance)
  }

  /// A norm with residual, branch and dropout; the sum is read too, as in a pre-norm block.
  static func check(_ norm: any Normalization, _ registry: ParameterRegistry, _ tokens: Int, _ width: Int) -> Double {
    let drop = registry.root.dropout(0.3)(pass([0, tokens]))
    disturb(registry)
    func join(_ a: Tensor, _ b: Tensor) -> Tensor { Tensor(a.values + b.values, shape: [2 * tokens, width]) }
    return gradientError(
      Differentiable(
        inputs: [noise([tokens, width], seed: 1), noise([tokens, width], seed: 2)], parameters: registry.parameters,
        forward: { inputs in
          let (y, saved) = norm.forward(residual: inputs[0], branch: inputs[1], dropout: drop)
          return join(y, saved.sum)
        },
        backward: { inputs, d in
          let saved = norm.forward(residual: inputs[0], branch: inputs[1], dropout: drop).saved
          let (dResidual, dBranch) = norm.backward(
            d.copyOfRows(0..<tokens), dSum: d.copyOfRows(tokens..<(2 * tokens)), saved, dropout: drop)
          return [dResidual, dBranch]
        }))
  }

  @Test(arguments: [(1, 3), (5, 7), (40, 48)]) func layerNorm(_ shape: (Int, Int)) {
    let registry = Self.registry()
    let norm = LayerNorm(registry.root, hiddenSize: shape.1, epsilon: 1e-5)
    #expect(Self.check(norm, registry, shape.0, shape.1) < Self.tolerance)
  }

  @Test(arguments: [(1, 3), (5, 7), (40, 48)]) func rootMeanSquareNorm(_ shape: (Int, Int)) {
    let registry = Self.registry()
    let norm = RMSNorm(registry.root, hiddenSize: shape.1, epsilon: 1e-5)
    #expect(Self.check(norm, registry, shape.0, shape.1) < Self.tolerance)
  }

  @Test(arguments: [(1, 1, 1), (3, 5, 2)]) func linearLayerWithoutBias(_ shape: (Int, Int, Int)) {
    let registry = Self.registry()
    let layer = Linear(registry.root, inputs: shape.1, outputs: shape.2, hasBias: false)
    #expect(registry.parameters.map(\.name) == ["weight"])
    let error = Self.check(layer, registry, noise([shape.0, shape.1], seed: 1), Self.pass([0, shape.0]))
    #expect(error < Self.tolerance)
  }

  /// The loss of language models with given noise: x, the rows of the weight, and log Z.
  @Test(
    arguments: [(1, 1, 2, 1), (5, 7, 11, 4), (9, 16, 40, 25)],
    [(true, true), (true, false), (false, true), (false, false)])
  func noiseContrastiveLoss(
    _ shape: (rows: Int, width: Int, vocabulary: Int, samples: Int), _ kind: (isShared: Bool, isLearned: Bool)
  ) {
    let (isShared, isLearned) = kind
    let registry = Self.registry()
    let head = LanguageModelHead(
      weight: Embedding(registry.root["w"], entries: shape.vocabulary, hiddenSize: shape.width).weight)
    Self.disturb(registry)
    let loss = NoiseContrastiveLoss(
      counts: (0..<shape.vocabulary).map { $0 % 7 }, samples: shape.samples, power: 0.75, isShared: isShared,
      logZ: isLearned ? .learned(from: 1.5) : .fixed(-0.5))
    let targets = (0..<shape.rows).map { Int32($0 * 5 % shape.vocabulary) }
    let pass = Self.pass([0, shape.rows])
    func value(_ x: Tensor) -> (loss: Double, dX: Tensor) {
      loss.lossAndGradient(x, targets: targets, head, normalizer: Double(shape.rows), pass)
    }
    let parameters = registry.parameters + loss.parameters
    let error = gradientError(
      Differentiable(
        inputs: [noise([shape.rows, shape.width], seed: 1)], parameters: parameters,
        forward: { inputs in
          // The loss alone: a frozen parameter keeps the gradient that it has.
          for parameter in parameters { parameter.isFrozen = true }
          defer { for parameter in parameters { parameter.isFrozen = false } }
          return Tensor([Float(value(inputs[0]).loss)], shape: [1])
        },
        backward: { inputs, dLoss in
          let dX = loss.lossAndGradient(
            inputs[0], targets: targets, head, normalizer: Double(shape.rows) / Double(dLoss.values[0]), pass
          ).dX
          return [dX]
        }))
    #expect(error < Self.tolerance)
  }

  @Test(arguments: [Activation.silu, .gelu, .geluTanh], [(1, true), (9, false)])
  func gatedFeedForward(_ activation: Activation, _ kind: (tokens: Int, hasBias: Bool)) {
    let registry = Self.registry()
    func linear(_ name: String, _ inputs: Int, _ outputs: Int) -> Linear {
      Linear(registry.root[name], inputs: inputs, outputs: outputs, hasBias: kind.hasBias)
    }
    let layer = GatedFeedForward(
      gate: linear("gate", 6, 20), up: linear("up", 6, 20), down: linear("down", 20, 6), activation: activation)
    let error = Self.check(layer, registry, noise([kind.tokens, 6], seed: 1), Self.pass([0, kind.tokens]))
    #expect(error < Self.tolerance)
  }

  /// Without a backward pass the output is the same.
  @Test(arguments: [false, true]) func feedForwardOutsideTraining(_ isGated: Bool) {
    let registry = Self.registry()
    func linear(_ name: String, _ inputs: Int, _ outputs: Int) -> Linear {
      Linear(registry.root[name], inputs: inputs, outputs: outputs, hasBias: false)
    }
    let layer: any FeedForwardLayer =
      isGated
      ? GatedFeedForward(
        gate: linear("gate", 6, 20), up: linear("up", 6, 20), down: linear("down", 20, 6), activation: .silu)
      : FeedForward(inner: linear("inner", 6, 20), outer: linear("outer", 20, 6), activation: .silu)
    Self.disturb(registry)
    let x = noise([5, 6], seed: 1)
    #expect(layer.forward(x, Pass(offsets: [0, 5])).output == layer.forward(x, Self.pass([0, 5])).output)
  }

  @Test(arguments: [Activation.gelu, .geluTanh], [1, 9]) func feedForward(_ activation: Activation, _ tokens: Int) {
    let registry = Self.registry()
    let layer = FeedForward(
      inner: Linear(registry.root["inner"], inputs: 6, outputs: 20),
      outer: Linear(registry.root["outer"], inputs: 20, outputs: 6), activation: activation)
    #expect(Self.check(layer, registry, noise([tokens, 6], seed: 1), Self.pass([0, tokens])) < Self.tolerance)
  }

  @Test(arguments: [(false, 0.0), (false, 0.3), (true, 0), (true, 0.3)], [[0, 1], [0, 3, 4, 11], [0, 70, 75]])
  func attentionAndItsDropout(_ kind: (isCausal: Bool, dropout: Double), _ offsets: [Int]) {
    let (isCausal, dropout) = kind
    let (headCount, width) = (3, 12)
    let shape = AttentionShape(offsets: offsets, headCount: headCount, pattern: isCausal ? .causal : .full)
    let drop = Dropout(probability: dropout, seed: 1, step: 1, stream: 1)
    let error = gradientError(
      Differentiable(
        inputs: [noise([offsets.last!, width], seed: 1), noise([offsets.last!, 2 * width], seed: 2)], parameters: [],
        forward: { attention(query: $0[0], keyValue: $0[1], shape, dropout: drop).context },
        backward: { inputs, dContext in
          let saved = attention(query: inputs[0], keyValue: inputs[1], shape, dropout: drop).saved
          let (dQuery, dKeyValue, _) = attentionBackward(
            dContext, query: inputs[0], keyValue: inputs[1], saved, shape, dropout: drop)
          return [dQuery, dKeyValue]
        }))
    #expect(error < Self.tolerance)
  }

  /// Scores from keys of positions; there are more positions than tokens in the longest sequence. With fifteen
  /// sequences there are more heads than partial sums of the keys' gradient.
  @Test(arguments: [0.0, 0.3], [[0, 1], [0, 3, 4, 11], [0, 70, 75], Array(stride(from: 0, through: 45, by: 3))])
  func attentionToPositions(_ dropout: Double, _ offsets: [Int]) {
    let (headCount, width, positions) = (3, 12, 72)
    let shape = AttentionShape(offsets: offsets, headCount: headCount, pattern: .causal)
    let drop = Dropout(probability: dropout, seed: 1, step: 1, stream: 1)
    let error = gradientError(
      Differentiable(
        inputs: [
          noise([offsets.last!, width], seed: 1), noise([offsets.last!, width], seed: 2),
          noise([positions, width / headCount], seed: 3), noise([positions], seed: 4),
        ], parameters: [],
        forward: {
          let keys = PositionKeys(keys: $0[2], bias: $0[3])
          return attention(query: $0[0], keyValue: $0[1], positionKeys: keys, shape, dropout: drop).context
        },
        backward: { inputs, dContext in
          let keys = PositionKeys(keys: inputs[2], bias: inputs[3])
          let saved = attention(query: inputs[0], keyValue: inputs[1], positionKeys: keys, shape, dropout: drop).saved
          let (dQuery, dValue, dKeys) = attentionBackward(
            dContext, query: inputs[0], keyValue: inputs[1], positionKeys: keys, saved, shape, dropout: drop)
          return [dQuery, dValue, dKeys!.keys, dKeys!.bias]
        }))
    #expect(error < Self.tolerance)
  }

  /// A post-norm block with all and with some output rows, dropout on.
  @Test(arguments: [OutputRows.all, .firstTokens], [[0, 1], [0, 3, 4, 9]])
  func postNormBlock(_ rows: OutputRows, _ offsets: [Int]) {
    let registry = Self.registry()
    let root = registry.root
    let width = 8
    func linear(_ name: String, _ inputs: Int, _ outputs: Int) -> Linear {
      Linear(root[name], inputs: inputs, outputs: outputs)
    }
    let block = PostNormBlock(
      attention: DotProductAttention(
        query: linear("q", width, width), keyValue: [linear("k", width, width), linear("v", width, width)],
        output: linear("o", width, width), headCount: 2, dropout: root.dropout(0.2)),
      attentionNorm: LayerNorm(root["n1"], hiddenSize: width, epsilon: 1e-5),
      feedForward: FeedForward(inner: linear("f1", width, 12), outer: linear("f2", 12, width), activation: .gelu),
      feedForwardNorm: LayerNorm(root["n2"], hiddenSize: width, epsilon: 1e-5),
      attentionDropout: root.dropout(0.1), feedForwardDropout: root.dropout(0.1))
    Self.disturb(registry)
    let pass = Self.pass(offsets)
    let error = gradientError(
      Differentiable(
        inputs: [noise([offsets.last!, width], seed: 1)], parameters: registry.parameters,
        forward: { block.forward($0[0], rows, pass).output },
        backward: { inputs, dY in [block.backward(dY, block.forward(inputs[0], rows, pass).saved, rows, pass)] }))
    #expect(error < Self.tolerance)
  }

  /// Two pre-norm blocks, so that the second adds what the first one's branch dropped; slices share one weight. The
  /// second gives all rows, or the last ones of each sequence but the second.
  @Test(arguments: DecoderVariant.all, [[0, 1], [0, 3, 4, 9], [0, 70, 75]])
  func preNormBlocks(_ variant: DecoderVariant, _ offsets: [Int]) {
    let lengths = zip(offsets, offsets.dropFirst()).map { $1 - $0 }
    let counts = lengths.enumerated().map { $0 == 1 ? 0 : max(1, $1 - 4) }
    for rows in [OutputRows.all, .lastTokens(counts)] { preNormBlocks(variant, offsets, rows) }
  }

  private func preNormBlocks(_ variant: DecoderVariant, _ offsets: [Int], _ rows: OutputRows) {
    let registry = Self.registry()
    let width = 8
    let blocks = (0..<2).map { index in
      let scope = registry.root["h"][index]
      return PreNormBlock(
        attentionNorm: LayerNorm(scope["n1"], hiddenSize: width, epsilon: 1e-5),
        attention: variant.attention(scope, hiddenSize: width, headCount: 2, contextLength: 80, dropout: 0.2),
        feedForwardNorm: LayerNorm(scope["n2"], hiddenSize: width, epsilon: 1e-5),
        feedForward: FeedForward(
          inner: Linear(scope["f1"], inputs: width, outputs: 12),
          outer: Linear(scope["f2"], inputs: 12, outputs: width),
          activation: .geluTanh),
        attentionDropout: scope.dropout(0.1), feedForwardDropout: scope.dropout(0.1))
    }
    let last = LayerNorm(registry.root["n"], hiddenSize: width, epsilon: 1e-5)
    Self.disturb(registry)
    for parameter in registry.parameters where parameter.name.hasSuffix("w1.bias") { Self.separate(parameter) }
    let pass = Self.pass(offsets)
    func forward(_ x: Tensor) -> (Tensor, Normalized, [PreNormBlock.Saved], DropoutSite?) {
      var stream = ResidualStream(residual: x)
      var saved: [PreNormBlock.Saved] = []
      for (index, block) in blocks.enumerated() {
        let (next, savedBlock) = block.forward(stream, index == 1 ? rows : .all, pass)
        saved.append(savedBlock)
        stream = next
      }
      let (y, norm) = last.forward(
        residual: stream.residual, branch: stream.branch, dropout: stream.dropout?(pass))
      return (y, norm, saved, stream.dropout)
    }
    let error = gradientError(
      Differentiable(
        inputs: [noise([offsets.last!, width], seed: 1)], parameters: registry.parameters,
        forward: { forward($0[0]).0 },
        backward: { inputs, dY in
          let (_, norm, saved, dropout) = forward(inputs[0])
          var (dResidual, dBranch) = last.backward(dY, dSum: nil, norm, dropout: dropout?(pass))
          for (index, (block, savedBlock)) in zip(blocks, saved).enumerated().reversed() {
            (dResidual, dBranch) = block.backward(
              dResidual: dResidual, dBranch: dBranch, savedBlock, index == 1 ? rows : .all, pass)
          }
          return [dResidual]
        }))
    #expect(error < Self.tolerance)
  }

  /// A whole decoder through its head, tied and untied, with targets at some tokens only.
  @Test(arguments: DecoderVariant.all, [true, false]) func languageModel(_ variant: DecoderVariant, _ tied: Bool) {
    let model = CausalLanguageModel(
      .gpt2(
        vocabularySize: 13, contextLength: 10, hiddenSize: 8, layerCount: 2, headCount: 2, intermediateSize: 12,
        attention: variant.attention, positions: variant.positions, attentionSettings: variant.settings, dropout: 0.1,
        tiesOutput: tied), seed: 5)
    #expect(Self.error(model) < Self.tolerance)
  }

  /// The error of a decoder's gradients.
  static func error(_ model: CausalLanguageModel) -> Double {
    disturb(model.registry)
    for parameter in model.registry.parameters where parameter.name.hasSuffix("w1.bias") { separate(parameter) }
    let batch = TokenBatch([[1, 5, 1, 12], [5], [0, 3, 3, 3, 8, 2]])
    let targets: [Int32] = [-1, 1, -1, 4, 2, -1, -1, -1, 8, 2, 2]
    let rows = OutputRows.lastTokens([3, 1, 3])
    let pass = pass(batch.offsets)
    return gradientError(
      Differentiable(
        inputs: [], parameters: model.registry.parameters,
        forward: { _ in
          let x = model.decoder.forward(batch, pass, rows: rows).output.gatherRows([0, 2, 3, 4, 5, 6])
          let losses = model.head.losses(x, targets: targets.filter { $0 >= 0 })
          return Tensor([Float(losses.reduce(0, +) / 3)], shape: [1])
        },
        backward: { _, dLoss in
          _ = model.lossAndGradients(batch, targets: targets, normalizer: 3 / Double(dLoss.values[0]), pass)
          return []
        }))
  }

  /// Some output rows are those of the whole output.
  @Test(arguments: DecoderVariant.all) func lastTokensAreThoseOfAll(_ variant: DecoderVariant) {
    let model = CausalLanguageModel(
      .gpt2(
        vocabularySize: 13, contextLength: 8, hiddenSize: 8, layerCount: 2, headCount: 2,
        attention: variant.attention, positions: variant.positions, attentionSettings: variant.settings), seed: 5)
    Self.disturb(model.registry)
    let batch = TokenBatch([[1, 5, 1, 12], [5], [0, 3, 3, 3, 8, 2]])
    let pass = Pass(offsets: batch.offsets)
    let all = model.decoder.forward(batch, pass).output.gatherRows([2, 3, 10]).values
    let some = model.decoder.forward(batch, pass, rows: .lastTokens([2, 0, 1])).output.values
    #expect(some.count == 24 && zip(all, some).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  /// The head in chunks, against the same in one piece, and against numeric gradients.
  @Test func languageModelHead() {
    let registry = Self.registry()
    let head = LanguageModelHead(weight: Embedding(registry.root["w"], entries: 300_000, hiddenSize: 4).weight)
    let targets = (0..<37).map { Int32($0 * 7919 % 300_000) }
    let x = noise([37, 4], seed: 3)
    let (loss, dX) = head.lossAndGradient(x, targets: targets, normalizer: 37)
    let whole = crossEntropies(linear(x, weight: head.weight.value, bias: nil), targets: targets).reduce(0, +) / 37
    #expect(abs(loss - whole) < 1e-6)
    var values = linear(x, weight: head.weight.value, bias: nil)
    _ = crossEntropyInPlace(&values, targets: targets, scale: 1.0 / 37)
    let expected = linearInputGradient(values, weight: head.weight.value)
    #expect(zip(dX.values, expected.values).allSatisfy { abs($0 - $1) < 1e-6 })
    var weightGradient = Tensor(zeros: head.weight.shape)
    linearWeightGradient(values, x: x, into: &weightGradient, rows: 0..<300_000, accumulate: false)
    let pairs = zip(head.weight.gradientOrZero.values, weightGradient.values)
    #expect(pairs.allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func firstTokensAreThoseOfAll() throws {
    let model = try SequenceClassifier(folder: fixture("models/bert"), labelCount: 3, opening: .evaluation)
    let batch = TokenBatch([([1, 5, 9], [0, 0, 1]), ([7], [0]), ([3, 3, 8, 2], [0, 0, 0, 0])])
    let pass = Pass(offsets: batch.offsets)
    let all = model.encoder.forward(batch, .all, pass).output.gatherRows(pass.firstTokens).values
    let first = model.encoder.forward(batch, .firstTokens, pass).output.values
    #expect(zip(all, first).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func textEmbeddings() {
    let registry = Self.registry()
    let root = registry.root
    let layer = TextEmbeddings(
      words: Embedding(root["w"], entries: 11, hiddenSize: 6),
      positions: Embedding(root["p"], entries: 9, hiddenSize: 6),
      types: Embedding(root["t"], entries: 2, hiddenSize: 6),
      norm: LayerNorm(root["n"], hiddenSize: 6, epsilon: 1e-5),
      dropout: root.dropout(0.2), firstPosition: 2)
    Self.disturb(registry)
    let batch = TokenBatch([([1, 5, 1, 10], [0, 0, 1, 1]), ([5], [0])])
    let pass = Self.pass(batch.offsets)
    let error = gradientError(
      Differentiable(
        inputs: [], parameters: registry.parameters, forward: { _ in layer.forward(batch, pass).output },
        backward: { _, dY in
          layer.backward(dY, layer.forward(batch, pass).saved, pass)
          return []
        }))
    #expect(error < Self.tolerance)
  }

  /// A head on random rows, through its output.
  static func check<Head: EncoderHead>(_ head: Head, _ registry: ParameterRegistry, columns: Int) -> Double {
    disturb(registry)
    let batch = TokenBatch(texts: [[([5], [0])], [([1, 2, 3, 4, 5], [0, 0, 0, 0, 0]), ([6, 7], [0, 0])]])
    let pass = pass(batch.offsets)
    let x = noise([head.outputRows == .all ? 8 : 3, columns], seed: 4)
    return gradientError(
      Differentiable(
        inputs: [x], parameters: registry.parameters, forward: { head.forward($0[0], batch, pass).output },
        backward: { inputs, dY in [head.backward(dY, head.forward(inputs[0], batch, pass).saved, pass)] }))
  }

  /// A row for each head of `EncoderHeads.all`, by its class suffix.
  static let heads: [(name: String, errors: @Sendable () -> [Double])] = [
    (
      ClassificationHead.classSuffix,
      {
        Pooling.allCases.flatMap { pooling in
          [false, true].map { dropsFirst in
            let registry = registry()
            let root = registry.root
            let hidden = pooling == .native ? Linear(root["h"], inputs: 6, outputs: 6) : nil
            let head = ClassificationHead(
              pooling: pooling, hidden: hidden, hiddenActivation: .tanh,
              firstDropout: dropsFirst ? root.dropout(0.2) : nil, dropout: root.dropout(0.1),
              output: Linear(root["o"], inputs: 6, outputs: 3))
            return check(head, registry, columns: 6)
          }
        }
      }
    )
  ]

  @Test(arguments: heads.indices) func encoderHead(_ index: Int) {
    for error in Self.heads[index].errors() { #expect(error < Self.tolerance, "\(Self.heads[index].name)") }
  }

  /// Logits of windows are pooled: the gradient flows into each window of each text, dropout on.
  @Test(arguments: Pooling.allCases) func windowsOfLongTexts(_ pooling: Pooling) throws {
    let model = try SequenceClassifier(folder: fixture("models/bert-gelu-new"), labelCount: 3, pooling: pooling)
    Self.disturb(model.registry)
    let batch = TokenBatch(texts: Self.windows)
    #expect(batch.offsets == [0, 3, 4, 8, 10, 13, 15] && batch.textOffsets == [0, 3, 4, 6])
    let pass = Self.pass(batch.offsets)
    let error = gradientError(
      Differentiable(
        inputs: [], parameters: model.registry.parameters,
        forward: { _ in model.forward(batch, pass).output },
        backward: { _, dLogits in
          model.backward(dLogits, model.forward(batch, pass).saved, pass)
          return []
        }))
    #expect(error < Self.tolerance)
  }

  /// Texts of three windows, one and two.
  static let windows: [[(ids: [Int32], typeIDs: [Int32])]] = [
    [([1, 5, 9], [0, 0, 0]), ([7], [0]), ([3, 3, 8, 2], [0, 0, 0, 0])], [([4, 6], [0, 0])],
    [([2, 9, 1], [0, 0, 0]), ([8, 8], [0, 0])],
  ]

  @Test func logitsOfATextAreTheMeanOfItsWindows() throws {
    let model = try SequenceClassifier(folder: fixture("models/bert"), labelCount: 3, opening: .evaluation)
    let pooled = model.logits(TokenBatch(texts: Self.windows))
    #expect(pooled.shape == [3, 3])
    let each = model.logits(TokenBatch(Self.windows.flatMap(\.self))).values
    for (text, rows) in [[0, 1, 2], [3], [4, 5]].enumerated() {
      for label in 0..<3 {
        let mean = rows.reduce(Float(0)) { $0 + each[3 * $1 + label] } / Float(rows.count)
        #expect(abs(pooled.values[3 * text + label] - mean) < 1e-6)
      }
    }
  }

  /// Both cross-entropies with the divergence between their predictions.
  @Test(arguments: [(1, 2, 0.0), (1, 2, 3), (4, 3, 0.7), (7, 5, 5)])
  func rDropLoss(_ shape: (examples: Int, classes: Int, alpha: Double)) {
    let targets = (0..<shape.examples).map { $0 * 7 % shape.classes }
    let options = CrossEntropyOptions(labelSmoothing: 0.1, classWeights: (0..<shape.classes).map { 0.5 + Double($0) })
    func value(_ logits: Tensor, _ normalizer: Double) -> (loss: Double, dLogits: Tensor) {
      rDropCrossEntropy(logits, targets: targets, options, alpha: shape.alpha, normalizer: normalizer)
    }
    let error = gradientError(
      Differentiable(
        inputs: [noise([2 * shape.examples, shape.classes], seed: 3, scale: 2)], parameters: [],
        forward: { Tensor([Float(value($0[0], 3).loss)], shape: [1]) },
        backward: { inputs, dLoss in [value(inputs[0], 3 / Double(dLoss.values[0])).dLogits] }))
    #expect(error < Self.tolerance)
  }

  /// The check itself finds each of these mistakes.
  @Test func checkFindsWrongGradients() {
    let x = noise([4, 6], seed: 1)
    let w = noise([5, 6], seed: 2)
    func error(_ wrong: @escaping (Tensor) -> Tensor) -> Double {
      gradientError(
        Differentiable(
          inputs: [x], parameters: [], forward: { linear($0[0], weight: w, bias: nil) },
          backward: { _, dY in [wrong(linearInputGradient(dY, weight: w))] }))
    }
    #expect(error { $0 } < Self.tolerance)
    #expect(
      error { gradient in
        var scaled = gradient
        scaled.add(gradient, scaledBy: 0.05)
        return scaled
      } > 2 * Self.tolerance)
    #expect(
      error { gradient in
        // One element of 24 with the wrong sign.
        var values = gradient.values
        values[7] = -values[7]
        return Tensor(values, shape: gradient.shape)
      } > 2 * Self.tolerance)
  }
}
