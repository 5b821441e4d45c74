import Foundation
import Tensor
import Testing
import Transformer

/// What holds for Linformer's attention, whatever its weights, and how a pretrained encoder gets it.
@Suite struct LinformerTests {
  static let kind = AttentionKind(LinformerAttention.self)

  /// An attention of a hidden size of 12 and three heads, with its parameters disturbed.
  static func attention(
    _ kind: AttentionKind, _ sharing: ProjectionSharing, places: Int, positions: Int, layer: Int = 0,
    _ registry: ParameterRegistry
  ) -> any Attention {
    let own = kind == Self.kind
    let sizes = AttentionSizes(
      hiddenSize: 12, headCount: 3, keyValueHeadCount: 3, contextLength: positions, layerCount: 2, place: .encoder,
      positions: .learned,
      settings: own
        ? ["projection_length": places, "projection_sharing": ProjectionSharing.allCases.firstIndex(of: sharing)!] : [:]
    )
    func linear(_ scope: ParameterScope) -> Linear { Linear(scope, inputs: 12, outputs: 12) }
    return kind.variant.make(
      AttentionParts(
        sizes, layer: layer, scope: registry.root["layer"][layer].at(.layer(layer)), rotary: nil,
        standardDeviation: 0.02, dropout: 0.2, linear: { Linear($0, inputs: $1, outputs: $2) },
        projections: { (linear($0["q"]), [linear($0["k"]), linear($0["v"])]) }, output: { linear($0["o"]) }))
  }

  static func values(_ shape: [Int], _ name: String) -> Tensor {
    noise(shape, seed: UInt64(name.utf8.reduce(1) { $0 &* 31 &+ Int($1) } & 0xFFFF), scale: 0.5)
  }

  /// With as many places as tokens, and the identity as the projection, it is full attention: the same bits, forward
  /// and backward, with dropout.
  @Test(arguments: ProjectionSharing.allCases, [OutputRows.all, .firstTokens])
  func identityIsFullAttention(_ sharing: ProjectionSharing, _ rows: OutputRows) {
    let length = 9
    let pass = GradientTests.pass([0, length, 2 * length])
    let results = [AttentionKind.dotProduct, Self.kind].map { kind -> [String: Tensor] in
      let registry = GradientTests.registry()
      let attention = Self.attention(kind, sharing, places: length, positions: length, registry)
      for parameter in registry.parameters {
        if parameter.name.contains("linformer") {
          parameter.value = Tensor(
            (0..<length * length).map { $0 % (length + 1) == 0 ? 1 : 0 }, shape: [length, length])
        } else {
          parameter.value = Self.values(parameter.shape, parameter.name)
        }
      }
      return Self.outputAndGradients(attention, registry, rows, pass).filter { !$0.key.contains("linformer") }
    }
    #expect(results[0].count == 11)
    #expect(results[0] == results[1])
  }

  /// Output, gradients of the inputs and of the parameters.
  static func outputAndGradients(
    _ attention: some Attention, _ registry: ParameterRegistry, _ rows: OutputRows, _ pass: Pass
  ) -> [String: Tensor] {
    let x = noise([pass.offsets.last!, 12], seed: 1)
    let queryRows = rows == .all ? x : x.gatherRows(pass.firstTokens)
    let (y, saved) = attention.forward(x, queryRows: queryRows, rows, pass, cache: nil)
    let (dX, dQueryRows) = attention.backward(noise(y.shape, seed: 2), saved, rows, pass)
    var results = ["y": y, "dX": dX, "dQueryRows": dQueryRows ?? Tensor(zeros: [1])]
    for parameter in registry.parameters { results[parameter.name] = parameter.gradientOrZero }
    if rows == .all { results["dQueryRows"] = Tensor(zeros: [1]) }
    return results
  }

  /// Two blocks, of which the second gives all rows or the first of each text; dropout on.
  @Test(arguments: ProjectionSharing.allCases, [[0, 1], [0, 3, 4, 11], [0, 70, 75]])
  func numericGradients(_ sharing: ProjectionSharing, _ offsets: [Int]) {
    for rows in [OutputRows.all, .firstTokens] {
      let registry = GradientTests.registry()
      let blocks = (0..<2).map { index in
        let scope = registry.root["block"][index]
        return PostNormBlock(
          attention: Self.attention(Self.kind, sharing, places: 5, positions: 72, layer: index, registry),
          attentionNorm: LayerNorm(scope["n1"], hiddenSize: 12, epsilon: 1e-5),
          feedForward: FeedForward(
            inner: Linear(scope["f1"], inputs: 12, outputs: 10), outer: Linear(scope["f2"], inputs: 10, outputs: 12),
            activation: .gelu),
          feedForwardNorm: LayerNorm(scope["n2"], hiddenSize: 12, epsilon: 1e-5),
          attentionDropout: scope.dropout(0.1), feedForwardDropout: scope.dropout(0.1))
      }
      #expect(
        registry.parameters.count { $0.name.contains("linformer") }
          == [4, 2, 1][
            ProjectionSharing.allCases.firstIndex(of: sharing)!])
      GradientTests.disturb(registry)
      let pass = GradientTests.pass(offsets)
      let error = gradientError(
        Differentiable(
          inputs: [noise([offsets.last!, 12], seed: 1)], parameters: registry.parameters,
          forward: { blocks[1].forward(blocks[0].forward($0[0], .all, pass).output, rows, pass).output },
          backward: { inputs, dY in
            let (x, first) = blocks[0].forward(inputs[0], .all, pass)
            let second = blocks[1].forward(x, rows, pass).saved
            return [blocks[0].backward(blocks[1].backward(dY, second, rows, pass), first, .all, pass)]
          }))
      #expect(error < GradientTests.tolerance, "\(rows)")
    }
  }

  static func model(_ name: String = "bert-linformer") throws -> SequenceClassifier {
    try SequenceClassifier(folder: fixture("models/" + name), labelCount: 3, opening: .evaluation)
  }

  static let texts: [[Int32]] = [[1, 5, 9], [7], [3, 3, 8, 2, 11, 30, 4, 4, 12]]

  @Test(arguments: ["bert-linformer", "bert-linformer-key-value", "bert-linformer-layerwise"])
  func raggedBatchesEqualSingleTexts(_ name: String) throws {
    let model = try Self.model(name)
    let together = model.logits(TokenBatch(Self.texts)).values
    let alone = Self.texts.flatMap { model.logits(TokenBatch([$0])).values }
    #expect(zip(together, alone).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  /// A text of n tokens reads the first n columns of the projections, and gives no gradient to the others.
  @Test func shorterTextsTakeTheFirstColumns() throws {
    let model = try Self.model()
    let batch = TokenBatch(Self.texts)
    let before = model.logits(batch)
    let projections = model.registry.parameters.filter { $0.name.contains("linformer") }
    for projection in projections {
      projection.value.withMutableSpan { values in
        for index in 0..<80 where index % 20 >= 9 { values[index] = .nan }
      }
    }
    let pass = Pass(offsets: batch.offsets, isTraining: true)
    let (logits, saved) = model.forward(batch, pass)
    #expect(logits == before)
    model.backward(noise(logits.shape, seed: 5), saved, pass)
    for projection in projections {
      let gradient = projection.gradientOrZero.values
      #expect(gradient.indices.allSatisfy { ($0 % 20 < 9) == (gradient[$0] != 0) }, "\(projection.name)")
    }
  }

  @Test func textsLongerThanTheProjectionAreRefused() throws {
    let model = try Self.model()
    #expect(model.encoder.problem(with: TokenBatch([Array(repeating: 3, count: 20)])) == nil)
    let problem = try #require(model.encoder.problem(with: TokenBatch([Array(repeating: 3, count: 21)])))
    #expect(problem.contains("21 tokens") && problem.contains("20 positions"))
  }

  @Test func threadsDoNotChangeBits() throws {
    let count = Threads.count
    defer { Threads.count = count }
    let batch = TokenBatch(Self.texts)
    let pass = Pass(offsets: batch.offsets, isTraining: true, seed: 3, step: 5)
    let results = try [1, 2, 5].map { count -> [Tensor] in
      Threads.count = count
      let model = try Self.model()
      let (logits, saved) = model.forward(batch, pass)
      model.backward(noise(logits.shape, seed: 5), saved, pass)
      return [logits] + model.registry.parameters.map(\.gradientOrZero)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  /// A pretrained encoder opens with new projections and all other weights as they are; the checkpoint that it writes
  /// opens by itself.
  @Test(arguments: ProjectionSharing.allCases) func pretrainedEncoder(_ sharing: ProjectionSharing) throws {
    let changes = EncoderChanges(
      attention: Self.kind,
      settings: ["projection_length": 6, "projection_sharing": ProjectionSharing.allCases.firstIndex(of: sharing)!])
    func open(_ seed: UInt64) throws -> SequenceClassifier {
      try SequenceClassifier(folder: fixture("models/bert"), labelCount: 3, changes: changes, seed: seed)
    }
    let model = try open(4)
    let base = try SequenceClassifier(folder: fixture("models/bert"), labelCount: 3, opening: .evaluation)
    let new = model.registry.parameters.filter { $0.name.contains("linformer") }
    #expect(
      new.map(\.shape) == Array(repeating: [6, 40], count: sharing == .headwise ? 4 : sharing == .keyValue ? 2 : 1))
    #expect(Set(model.registry.initialized) == Set(new.map(\.name)))
    let others = model.registry.parameters.filter { !$0.name.contains("linformer") }
    #expect(others.map(\.name) == base.registry.parameters.map(\.name))
    #expect(zip(others, base.registry.parameters).allSatisfy { $0.value == $1.value })
    // Orthonormal rows.
    for matrix in new {
      let products = productOfRows(matrix.value)
      #expect(products.indices.allSatisfy { abs(products[$0] - ($0 % 7 == 0 ? 1 : 0)) < 1e-6 })
    }

    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("attune-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try model.write(to: folder, labels: ["a", "b", "c"])
    let again = try SequenceClassifier(folder: folder, labelCount: 3, opening: .evaluation)
    #expect(again.logits(TokenBatch(Self.texts)) == model.logits(TokenBatch(Self.texts)))
    #expect(again.encoder.configuration.modelType == "attune_linformer_bert")
    // Trained projections are not replaced by new ones of another size.
    #expect(throws: CheckpointError.self) {
      try SequenceClassifier(
        folder: folder, labelCount: 3,
        changes: EncoderChanges(attention: Self.kind, settings: ["projection_length": 7]))
    }
    #expect(throws: CheckpointError.self) {
      try SequenceClassifier(
        folder: folder, labelCount: 3, changes: EncoderChanges(attention: Self.kind, maximumLength: 50))
    }
  }

  @Test func refusals() {
    func problems(_ place: AttentionPlace, _ settings: [String: Int]) -> [AttentionProblem] {
      Self.kind.problems(
        AttentionSizes(
          hiddenSize: 12, headCount: 3, keyValueHeadCount: 3, contextLength: 40, layerCount: 2, place: place,
          positions: .learned, settings: Self.kind.standardSettings(in: place).merging(settings) { $1 }))
    }
    let decoder = problems(.decoder, [:])
    #expect(decoder.map(\.setting) == ["attention"])
    #expect(decoder.first?.text.contains("later tokens") == true)
    #expect(problems(.encoder, ["projection_length": 41]).map(\.setting) == ["projection_length"])
    #expect(problems(.encoder, ["projection_length": 40]).isEmpty)
    #expect(
      problems(.encoder, ["projection_length": 40, "projection_sharing": 3]).map(\.setting) == ["projection_sharing"])
    #expect(problems(.encoder, ["projection_length": 0]).map(\.setting) == ["projection_length"])
  }

  /// value · valueᵀ, row by row.
  private func productOfRows(_ value: Tensor) -> [Float] {
    let (values, columns) = (value.values, value.columns)
    return (0..<value.rows).flatMap { a in
      (0..<value.rows).map { b in
        (0..<columns).reduce(0) { $0 + values[a * columns + $1] * values[b * columns + $1] }
      }
    }
  }

  /// With as many places as positions, a pretrained encoder begins as what it was: for a text of this length, to the
  /// bit.
  @Test(arguments: ProjectionSharing.allCases) func pretrainedEncoderBeginsAsItWas(_ sharing: ProjectionSharing) throws
  {
    let base = try SequenceClassifier(folder: fixture("models/bert"), labelCount: 3, opening: .evaluation)
    let model = try SequenceClassifier(
      folder: fixture("models/bert"), labelCount: 3,
      changes: EncoderChanges(
        attention: Self.kind,
        settings: ["projection_length": 40, "projection_sharing": ProjectionSharing.allCases.firstIndex(of: sharing)!]))
    let batch = TokenBatch([(0..<40).map { Int32($0 * 7 % 97) }])
    #expect(model.logits(batch) == base.logits(batch))
  }

  /// What is shown of the attention: the weights of the places.
  @Test func probabilitiesAreThoseOfPlaces() throws {
    let layers = try Self.model().encoder.attentionProbabilities(TokenBatch([Self.texts[2]]))
    #expect(layers.count == 2)
    for head in layers.joined() {
      #expect(head.shape == [9, 4])
      let sums = (0..<9).map { head.copyOfRows($0..<$0 + 1).values.reduce(0, +) }
      #expect(sums.allSatisfy { abs($0 - 1) < 1e-5 })
    }
  }
}
