import Base
import Foundation
import Tensor
import Testing
import Training
import Transformer

/// A kind of attention in an encoder, from the list of variants.
struct EncoderVariant: Sendable, CustomStringConvertible {
  let attention: AttentionKind

  static let all = AttentionKind.kinds(in: .encoder).map { EncoderVariant(attention: $0) }

  var description: String { attention.rawValue }

  /// BERT's fixture with this attention, in which a token sees few others: windows of 3, blocks of 2. Without dropout.
  func model() throws -> SequenceClassifier {
    try SequenceClassifier(
      folder: fixture("models/bert"), labelCount: 3, pooling: .mean,
      changes: EncoderChanges(attention: attention, settings: attention.smallSettings(in: .encoder)), seed: 3)
  }
}

/// Laws of kinds of attention, for every variant, and for those that see only some keys.
@Suite struct SparseAttentionTests {
  static let texts: [[Int32]] = [
    (0..<33).map { Int32(1 + $0 * 7 % 90) }, [5], (0..<12).map { Int32(2 + $0 * 11 % 90) }, [7, 8, 9],
    (0..<40).map { Int32(3 + $0 * 5 % 90) },
  ]

  /// Logits, and all gradients of a sum of the logits, of a classifier in training.
  static func results(_ model: SequenceClassifier, _ batch: TokenBatch) -> [Tensor] {
    let pass = Pass(offsets: batch.offsets, isTraining: true, seed: 1, step: 1)
    model.registry.clearGradients()
    let (logits, saved) = model.forward(batch, pass)
    model.backward(noise(logits.shape, seed: 5), saved, pass)
    return [logits] + model.registry.parameters.map(\.gradientOrZero)
  }

  static func decoder(_ attention: AttentionKind, _ positions: PositionKind, _ settings: [String: Int])
    -> CausalLanguageModel
  {
    CausalLanguageModel(
      .gpt2(
        vocabularySize: 97, contextLength: 40, hiddenSize: 24, layerCount: 3, headCount: 3, attention: attention,
        positions: positions, attentionSettings: settings, dropout: 0, initializerRange: 0.3), seed: 11)
  }

  /// Loss and gradients of a decoder.
  static func results(_ model: CausalLanguageModel, _ batch: TokenBatch) -> [Tensor] {
    let pass = Pass(offsets: batch.offsets, isTraining: true, seed: 1, step: 1)
    model.registry.clearGradients()
    let loss = model.lossAndGradients(batch, targets: batch.ids, normalizer: 3, pass)
    return [Tensor([Float(loss)], shape: [1])] + model.registry.parameters.map(\.gradientOrZero)
  }

  // MARK: Every variant

  @Test(arguments: EncoderVariant.all) func raggedBatchesOfEncodersAreTheirTexts(_ variant: EncoderVariant) throws {
    let model = try variant.model()
    let together = model.logits(TokenBatch(Self.texts)).values
    for (index, text) in Self.texts.enumerated() {
      let alone = model.logits(TokenBatch([text])).values
      #expect(zip(alone, together[(3 * index)...]).allSatisfy { abs($0 - $1) < 1e-5 }, "text \(index)")
    }
  }

  @Test(arguments: DecoderVariant.all) func raggedBatchesOfDecodersAreTheirTexts(_ variant: DecoderVariant) {
    let model = Self.decoder(variant.attention, variant.positions, variant.settings)
    let batch = TokenBatch(Self.texts)
    let together = model.logits(batch)
    for (index, text) in Self.texts.enumerated() {
      let expected = together.gatherRows(Array(batch.offsets[index]..<batch.offsets[index + 1]))
      let alone = model.logits(TokenBatch([text]))
      #expect(alone.shape == expected.shape)
      #expect(zip(alone.values, expected.values).allSatisfy { abs($0 - $1) < 1e-4 }, "text \(index)")
    }
  }

  @Test(arguments: DecoderVariant.all) func aTokenMovesNothingBeforeIt(_ variant: DecoderVariant) {
    let model = Self.decoder(variant.attention, variant.positions, variant.settings)
    let text = Self.texts[4]
    let before = model.logits(TokenBatch([text]))
    for place in [0, 1, 2, 13, 38, 39] {
      var changed = text
      changed[place] = 96
      let after = model.logits(TokenBatch([changed]))
      let rows = Array(0..<place)
      #expect(place == 0 || before.gatherRows(rows) == after.gatherRows(rows), "place \(place)")
      #expect(before.gatherRows([place]) != after.gatherRows([place]), "place \(place)")
    }
  }

  /// In an encoder, what a token sees, and no other, moves it: with the definitions of windows and blocks.
  @Test func onlyWhatIsSeenMovesAToken() throws {
    let (window, bigbird) = (AttentionKind(WindowedAttention.self), AttentionKind(BigBirdAttention.self))
    for (kind, settings, sees) in [
      (window, ["window": 3, "global_tokens": 2], { abs($0 - $1) <= 3 || $0 < 2 || $1 < 2 }),
      (
        bigbird, ["block_size": 4, "random_blocks": 0],
        { abs($0 / 4 - $1 / 4) <= 1 || [0, 9].contains($0 / 4) || [0, 9].contains($1 / 4) }
      ),
    ] as [(AttentionKind, [String: Int], (Int, Int) -> Bool)] {
      let model = try SequenceClassifier(
        folder: fixture("models/bert-relu"), labelCount: 3,
        changes: EncoderChanges(attention: kind, settings: settings, maximumLength: 40))
      // One layer: later ones carry on what was seen.
      #expect(model.encoder.layerCount == 1)
      let text = (0..<40).map { Int32(1 + $0 * 7 % 50) }
      func rows(_ text: [Int32]) -> Tensor {
        model.encoder.forward(TokenBatch([text]), .all, Pass(offsets: [0, 40])).output
      }
      let before = rows(text)
      for place in [0, 1, 2, 9, 20, 37, 39] {
        var changed = text
        changed[place] = 52
        let after = rows(changed)
        for query in 0..<40 {
          let isMoved = before.gatherRows([query]) != after.gatherRows([query])
          #expect(isMoved == sees(query, place), "\(kind.rawValue): \(place) seen by \(query)")
        }
      }
    }
  }

  @Test func threadsChangeNoBit() throws {
    let count = Threads.count
    defer { Threads.count = count }
    let batch = TokenBatch(Self.texts)
    for variant in EncoderVariant.all {
      let model = try variant.model()
      let all = [1, 2, 3, 7].map { threads in
        Threads.count = threads
        return Self.results(model, batch)
      }
      #expect(all.allSatisfy { $0 == all[0] }, "encoder, \(variant)")
    }
    for variant in DecoderVariant.all {
      let model = Self.decoder(variant.attention, variant.positions, variant.settings)
      let all = [1, 2, 3, 7].map { threads in
        Threads.count = threads
        return Self.results(model, batch)
      }
      #expect(all.allSatisfy { $0 == all[0] }, "decoder, \(variant)")
    }
  }

  // MARK: Windows and blocks

  /// A pattern that lets every token see every other gives the bits of full attention: outputs and gradients.
  @Test func seeingAllIsFullAttention() throws {
    let batch = TokenBatch(Self.texts.map { Array($0.prefix(38)) })
    func encoder(_ attention: AttentionKind?, _ settings: [String: Int]) throws -> [Tensor] {
      let changes = attention.map { EncoderChanges(attention: $0, settings: settings) }
      let model = try SequenceClassifier(
        folder: fixture("models/bert"), labelCount: 3, opening: .fineTuning, changes: changes)
      return Self.results(model, batch)
    }
    let (window, bigbird) = (AttentionKind(WindowedAttention.self), AttentionKind(BigBirdAttention.self))
    let full = try encoder(nil, [:])
    #expect(try encoder(window, ["window": 39, "global_tokens": 0]) == full)
    #expect(try encoder(window, ["window": 38, "global_tokens": 1]) == full)
    #expect(try encoder(window, ["window": 1, "global_tokens": 40]) == full)
    #expect(try encoder(window, ["window": 5]) != full)
    // Five blocks, or random ones for all the others.
    #expect(try encoder(bigbird, ["block_size": 8]) == full)
    #expect(try encoder(bigbird, ["block_size": 4, "random_blocks": 6]) == full)
    #expect(try encoder(bigbird, ["block_size": 2, "random_blocks": 1]) != full)

    for positions in PositionKind.allCases {
      func decoder(_ attention: AttentionKind, _ settings: [String: Int]) -> [Tensor] {
        Self.results(Self.decoder(attention, positions, settings), batch)
      }
      let causal = decoder(.dotProduct, [:])
      #expect(decoder(window, ["window": 39]) == causal)
      #expect(decoder(window, ["window": 20]) != causal)
      #expect(decoder(bigbird, ["block_size": 20]) == causal)
      #expect(decoder(bigbird, ["block_size": 4, "random_blocks": 10]) == causal)
      #expect(decoder(bigbird, ["block_size": 4, "random_blocks": 1]) != causal)
    }
  }

  /// Of a window, a cache keeps a few more rows than the window, however long the text.
  @Test func aCacheKeepsTheWindow() throws {
    func bytes(_ attention: AttentionKind, _ settings: [String: Int]) -> Int {
      Self.decoder(attention, .rotary, settings).generationCost(prompts: [10], maximumTokens: 30).cacheBytes
    }
    let layers = 3 * 2 * 24 * 4
    #expect(bytes(.dotProduct, [:]) == 40 * layers)
    #expect(bytes(AttentionKind(WindowedAttention.self), ["window": 4]) == 8 * layers)
    #expect(bytes(AttentionKind(WindowedAttention.self), ["window": 39]) == 40 * layers)
    #expect(bytes(AttentionKind(BigBirdAttention.self), ["block_size": 4]) == 40 * layers)
  }

  /// Tokens one by one, some at once, and beams that change places, past the window several times.
  @Test(arguments: [1, 2, 5, 16]) func aCacheOfAWindowGivesWhatTheWholeTextGives(_ window: Int) {
    let model = Self.decoder(AttentionKind(WindowedAttention.self), .learned, ["window": window])
    let texts = [Self.texts[4], Array(Self.texts[4].reversed())]
    let whole = texts.map { model.logits(TokenBatch([$0])) }
    for steps in [Array(repeating: 1, count: 40), [20, 1, 1, 1, 9, 1, 7], [3, 3, 3, 1, 1, 1, 1, 17, 10]] {
      let cache = DecoderCache(layers: model.decoder.cachedLayers, slots: 2, capacity: 40)
      var read = 0
      for (number, count) in steps.enumerated() {
        let order = number % 3 == 2 ? [1, 0] : [0, 1]
        // The texts take each other's slots, and back.
        if number % 3 == 2 || (number % 3 == 0 && number > 0) { cache.rearrange([(0, 1), (1, 0)]) }
        let logits = model.nextTokenLogits(
          TokenBatch(order.map { Array(texts[$0][read..<read + count]) }), cache: cache)
        read += count
        for (row, text) in order.enumerated() {
          let expected = whole[text].gatherRows([read - 1]).values
          #expect(
            zip(logits.gatherRows([row]).values, expected).allSatisfy { abs($0 - $1) < 1e-4 }, "\(steps), \(read)")
        }
      }
    }
  }

  // MARK: The plan of random blocks

  private static func plan(_ model: SequenceClassifier, layer: Int) throws -> Tensor {
    try #require(model.registry.constants.first { $0.name.contains("layer.\(layer).") }).tensor
  }

  @Test func thePlanIsDrawnFromTheSeedAndStored() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("attune-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let bigbird = AttentionKind(BigBirdAttention.self)
    func open(_ folder: String, seed: UInt64, _ size: Int = 2) throws -> SequenceClassifier {
      let changes = EncoderChanges(attention: bigbird, settings: ["block_size": size, "random_blocks": 2])
      return try SequenceClassifier(folder: folder, labelCount: 3, changes: changes, seed: seed)
    }
    let bert = fixture("models/bert")
    let model = try open(bert, seed: 1)
    let plan = try Self.plan(model, layer: 0)
    #expect(plan.shape == [3, 20, 2])
    #expect(model.registry.initialized.filter { $0.hasSuffix("random_blocks") }.count == 2)
    #expect(try Self.plan(open(bert, seed: 1), layer: 0) == plan)
    #expect(try Self.plan(open(bert, seed: 2), layer: 0) != plan && Self.plan(model, layer: 1) != plan)
    #expect(!model.registry.parameters.contains { $0.name.hasSuffix("random_blocks") })
    // Written and read back, with any seed; evaluation requires it.
    try model.write(to: folder, labels: ["a", "b", "c"])
    let batch = TokenBatch(Self.texts)
    let again = try SequenceClassifier(folder: folder, labelCount: 3, opening: .evaluation, seed: 9)
    #expect(try Self.plan(again, layer: 0) == plan && again.logits(batch) == model.logits(batch))
    #expect(try Self.plan(open(folder, seed: 9), layer: 0) == plan)
    // Other blocks have another plan.
    #expect(try Self.plan(open(folder, seed: 9, 4), layer: 0).shape == [3, 10, 2])
    let config = try JSON(parsing: Array(Data(contentsOf: URL(filePath: folder + "/config.json"))))
    #expect(config["model_type"] == .string("attune_bigbird_bert") && config["architectures"] == nil)
    #expect(config["attention_block_size"] == .integer(2) && config["attention_random_blocks"] == .integer(2))
    // A plan that is missing or wrong.
    let path = folder + "/model.safetensors"
    for (wrong, words) in [
      (nil, "is missing, expected shape [3, 20, 2]"), (Tensor(zeros: [3, 20, 1]), "has shape [3, 20, 1]"),
      (Tensor(repeating: 20, [3, 20, 2]), "not whole numbers from 0 to 19"),
      (Tensor(repeating: 0.5, [3, 20, 2]), "not whole numbers from 0 to 19"),
    ] as [(Tensor?, String)] {
      let tensors = again.registry.stored.compactMap { name, tensor in
        name.hasSuffix("layer.0.attention.self.random_blocks") ? wrong.map { (name, $0) } : (name, tensor)
      }
      try SafetensorsFile.write(tensors, to: path)
      let error = #expect(throws: CheckpointError.self) {
        try SequenceClassifier(folder: folder, labelCount: 3, opening: .evaluation)
      }
      #expect(error.map { "\($0)".contains(words) } ?? false, "\(words): \(error.map { "\($0)" } ?? "")")
    }
  }

  // MARK: Longer texts

  @Test(arguments: ["bert", "roberta", "distilbert"]) func positionsAreCopied(_ name: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("attune-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let window = AttentionKind(WindowedAttention.self)
    func open(_ maximumLength: Int?, _ folder: String = fixture("models/\(name)")) throws -> SequenceClassifier {
      let changes = EncoderChanges(attention: window, settings: ["window": 5], maximumLength: maximumLength)
      return try SequenceClassifier(folder: folder, labelCount: 3, changes: changes)
    }
    let (short, long) = (try open(nil), try open(100))
    let (first, rows) = (short.encoder.configuration.firstPosition, short.encoder.configuration.positionCount)
    let limit = rows - first
    #expect(limit == (name == "roberta" ? 38 : 40) && long.encoder.configuration.maximumLength == 100)
    let (before, after) = (
      try #require(short.encoder as? Encoder).embeddings.positions.weight.value,
      try #require(long.encoder as? Encoder).embeddings.positions.weight.value
    )
    #expect(after.shape == [first + 100, before.columns])
    #expect(after.gatherRows(Array(0..<rows)) == before)
    for position in 0..<100 {
      #expect(after.gatherRows([first + position]) == before.gatherRows([first + position % limit]))
    }
    // What the table had is read as before.
    let texts = TokenBatch(Self.texts.map { Array($0.map { max(2, $0) }.prefix(limit)) })
    #expect(long.logits(texts) == short.logits(texts))
    let text = TokenBatch([(0..<100).map { Int32(2 + $0 % 90) }])
    #expect(short.encoder.problem(with: text) != nil && long.encoder.problem(with: text) == nil)
    // The checkpoint keeps the longer table, and may be made longer again.
    try long.write(to: folder, labels: ["a", "b", "c"])
    let again = try SequenceClassifier(folder: folder, labelCount: 3, opening: .evaluation)
    #expect(again.encoder.configuration.maximumLength == 100 && again.logits(text) == long.logits(text))
    #expect(again.encoder.configuration.modelType == "attune_windowed_\(name)")
    #expect(try open(150, folder).encoder.configuration.maximumLength == 150)
    #expect(try open(50, folder).encoder.configuration.maximumLength == 100)
    // Standard attention keeps its table.
    let standard = EncoderChanges(attention: .dotProduct, maximumLength: 100)
    let same = try SequenceClassifier(folder: fixture("models/\(name)"), labelCount: 3, changes: standard)
    #expect(same.encoder.configuration.maximumLength == limit && same.encoder.configuration.modelType == name)
  }

  @Test func wrongChangesAreErrors() throws {
    func problems(_ attention: AttentionKind?, _ settings: [String: Int], _ length: Int? = nil) throws -> [String] {
      let configuration = try SequenceClassifier.configuration(folder: fixture("models/bert"))
      let changes = EncoderChanges(attention: attention, settings: settings, maximumLength: length)
      let problems = configuration.problems(changes)
      if !problems.isEmpty {
        #expect(throws: CheckpointError.self) {
          try SequenceClassifier(folder: fixture("models/bert"), labelCount: 3, changes: changes)
        }
      }
      return problems.map { "\($0.setting): \($0.text)" }
    }
    let (window, bigbird) = (AttentionKind(WindowedAttention.self), AttentionKind(BigBirdAttention.self))
    #expect(
      try problems(nil, ["window": 3]).first?.contains("window: dot_product attention has no such setting") == true)
    #expect(try problems(nil, ["window": 3]).first?.contains("belongs to windowed attention") == true)
    #expect(try problems(window, [:]).first?.contains("window: must be less than the 40 tokens") == true)
    #expect(try problems(window, ["window": 0, "global_tokens": -1]).count == 2)
    #expect(try problems(window, ["window": 256], 300).isEmpty)
    #expect(try problems(window, ["window": 3, "global_tokens": 41]).first?.contains("global_tokens") == true)
    #expect(try problems(bigbird, [:]).first?.contains("block_size: must divide the 40 tokens") == true)
    #expect(try problems(bigbird, ["block_size": 12]).first?.contains("use 10, or read 48 tokens") == true)
    #expect(
      try problems(bigbird, ["block_size": 4, "window": 3]).first?.contains("its settings are block_size") == true)
    let synthesizer = AttentionKind(DenseSynthesizer.self)
    #expect(try problems(synthesizer, [:]).first?.contains("cannot be used in encoders") == true)
  }
}
