internal import Base
public import Tensor

/// A decoder with a language-model head: what the pretraining and question-answering recipes train.
public final class CausalLanguageModel {
  /// The decoder.
  public let decoder: Decoder
  /// The head.
  public let head: LanguageModelHead
  /// All parameters in order.
  public let registry: ParameterRegistry
  private let kind: DecoderKind

  /// The sizes.
  public var configuration: DecoderConfiguration { decoder.configuration }

  /// Opens the decoder in a checkpoint folder (`config.json`, `model.safetensors`).
  ///
  /// - Throws: `CheckpointError` that lists every parameter that is missing or has another shape, with both shapes
  public convenience init(folder: String) throws(CheckpointError) {
    let configuration = try Self.configuration(folder: folder)
    let path = folder + "/model.safetensors"
    let file = try SafetensorsFile(path: path)
    self.init(configuration, source: file, seed: 0)
    let problems = registry.problems()
    if !problems.isEmpty {
      throw .mismatch(path: path, problems: problems + ParameterRegistry.lines(unused: unused, file))
    }
  }

  /// A new model with all parameters drawn from the seed.
  ///
  /// - Parameter configuration: such as `DecoderConfiguration.gpt2(…)` makes
  public convenience init(_ configuration: DecoderConfiguration, seed: UInt64) {
    self.init(configuration, source: nil, seed: seed)
  }

  private init(_ configuration: DecoderConfiguration, source: (any TensorSource)?, seed: UInt64) {
    kind = Self.kind(configuration)
    registry = ParameterRegistry(source: source, basePrefix: kind.family.prefix, seed: seed)
    registry.drawsMissing = source == nil
    (decoder, head) = Self.make(configuration, kind.family, registry.base, registry.root)
    registry.complete()
  }

  private static func kind(_ configuration: DecoderConfiguration) -> DecoderKind {
    guard let kind = DecoderFamilies.kind(configuration.modelType) else {
      preconditionFailure("a configuration of no family: \(configuration.modelType)")
    }
    return kind
  }

  private static func make(
    _ configuration: DecoderConfiguration, _ family: any DecoderFamily.Type, _ base: ParameterScope,
    _ root: ParameterScope
  ) -> (Decoder, LanguageModelHead) {
    let decoder = family.decoder(configuration, base)
    if configuration.tiesOutput { return (decoder, LanguageModelHead(weight: decoder.words.weight)) }
    let weight = root[outputName].parameter(
      "weight", .matrix, [configuration.vocabularySize, configuration.hiddenSize],
      .normal(standardDeviation: configuration.initializerRange))
    return (decoder, LanguageModelHead(weight: weight))
  }

  private static let outputName = "lm_head"

  /// Throws if this machine's memory cannot hold a new model of these sizes.
  ///
  /// - Parameter place: where the sizes come from, for the message
  public static func requireRoom(
    for configuration: DecoderConfiguration, _ place: String
  ) throws(CheckpointError) {
    let family = kind(configuration).family
    try checkFits(ParameterRegistry.weightCount { _ = make(configuration, family, $0["base"], $0) }, path: place)
  }

  /// Tensors of the checkpoint that the model does not use, without those that its family always ignores and the copy
  /// of the word table that some checkpoints keep as an output layer.
  public var unused: [String] {
    registry.unused.filter { name in
      !kind.family.ignoredSuffixes.contains { name.hasSuffix($0) }
        && !(configuration.tiesOutput && name == Self.outputName + ".weight")
    }
  }

  /// What `model_type` says in the `config.json` of a language model.
  public static var modelTypes: [String] { DecoderFamilies.modelTypes }

  /// The configuration in a checkpoint folder.
  ///
  /// - Throws: `CheckpointError` that names every wrong key
  public static func configuration(folder: String) throws(CheckpointError) -> DecoderConfiguration {
    try DecoderFamilies.configuration(folder: folder)
  }

  /// One training pass: the loss, with its gradients added to all parameters.
  ///
  /// - Parameters:
  ///   - targets: for each token the one that should come next, or a negative number for none; `[tokens]`
  ///   - normalizer: the divisor of the sum of losses: the number of targets of the whole optimizer step
  ///   - loss: adds to the gradients of its own parameters too
  /// - Returns: the batch's part of the mean loss, in nats
  public func lossAndGradients(
    _ batch: TokenBatch, targets: [Int32], normalizer: Double, _ pass: Pass,
    loss: any LanguageModelLoss = SoftmaxLoss()
  ) -> Double {
    precondition(targets.count == batch.ids.count, "\(targets.count) targets for \(batch.ids.count) tokens")
    let (rows, rowTargets) = Self.rows(targets, pass)
    let (x, saved) = decoder.forward(batch, pass, rows: rows)
    let indices = rowTargets.indices.filter { rowTargets[$0] >= 0 }
    if indices.count == rowTargets.count {
      let (value, dX) = loss.lossAndGradient(x, targets: rowTargets, head, normalizer: normalizer, pass)
      decoder.backward(dX, saved, pass, rows: rows)
      return value
    }
    let (value, dRows) = loss.lossAndGradient(
      x.gatherRows(indices), targets: indices.map { rowTargets[$0] }, head, normalizer: normalizer, pass)
    var dX = Tensor(zeros: x.shape)
    dX.addRows(dRows, at: indices)
    decoder.backward(dX, saved, pass, rows: rows)
    return value
  }

  /// Each sequence from its first target on, the rows that the head may read, with their targets.
  private static func rows(_ targets: [Int32], _ pass: Pass) -> (OutputRows, targets: [Int32]) {
    let counts = zip(pass.offsets, pass.offsets.dropFirst()).map { begin, end in
      (begin..<end).first { targets[$0] >= 0 }.map { end - $0 } ?? 0
    }
    if counts.reduce(0, +) == targets.count { return (.all, targets) }
    let rows = OutputRows.lastTokens(counts)
    return (rows, rows.gather(targets, pass))
  }

  /// −log p of each target, in nats, in the order of the tokens that have one; without dropout.
  ///
  /// - Parameter targets: `[tokens]`, a negative number for none
  public func losses(_ batch: TokenBatch, targets: [Int32]) -> [Double] {
    let pass = Pass(offsets: batch.offsets)
    let (rows, rowTargets) = Self.rows(targets, pass)
    let x = decoder.forward(batch, pass, rows: rows).output
    let indices = rowTargets.indices.filter { rowTargets[$0] >= 0 }
    return head.losses(x.gatherRows(indices), targets: indices.map { rowTargets[$0] })
  }

  /// All logits `[tokens, vocabulary]`, without dropout.
  public func logits(_ batch: TokenBatch) -> Tensor {
    head.logits(decoder.forward(batch, Pass(offsets: batch.offsets)).output)
  }

  /// Logits of the token after each sequence, `[sequences, vocabulary]`, without dropout. With a cache, the tokens are
  /// the next ones of its sequences.
  public func nextTokenLogits(_ batch: TokenBatch, cache: DecoderCache? = nil) -> Tensor {
    let rows =
      batch.count == batch.ids.count ? OutputRows.all : .lastTokens(Array(repeating: 1, count: batch.count))
    return head.logits(decoder.forward(batch, Pass(offsets: batch.offsets), rows: rows, cache: cache).output)
  }

  /// The cost of a batch with sequences of the given lengths, of which `targets` tokens have one.
  public func cost(lengths: [Int], targets: Int, loss: any LanguageModelLoss = SoftmaxLoss()) -> PassCost {
    // The last block's queries and all that follows them are those of the tokens from a sequence's first target on.
    let batch = BatchShape(lengths: lengths, outputRows: min(lengths.reduce(0, +), targets))
    var cost = PassCost()
    decoder.addCost(batch, to: &cost)
    loss.addCost(targets: targets, head, to: &cost)
    return cost
  }

  /// Number of values in the parameters that a checkpoint stores transposed: writing one holds a copy of all of them.
  public var transposedCount: Int { registry.transposedCount }

  /// Writes `model.safetensors` and `config.json` into an existing folder, for the family's class of `transformers` if
  /// it has one for this kind of attention and positions.
  ///
  /// - Parameter endToken: the id that ends a text, for `generate` of `transformers`; nil keeps what the file said
  public func write(to folder: String, endToken: Int32? = nil) throws(CheckpointError) {
    try SafetensorsFile.write(registry.stored, to: folder + "/model.safetensors")
    var config = configuration.json
    config["architectures"] = kind.isOfTransformers ? .array([.string(kind.family.className)]) : nil
    if let endToken { config["eos_token_id"] = .integer(Int(endToken)) }
    try writeConfiguration(config, to: folder)
  }
}
