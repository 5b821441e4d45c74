public import Base
public import Tensor

/// An encoder with a head: what is fine-tuned, and what a checkpoint folder holds.
public final class EncoderModel<Head: EncoderHead> {
  /// The encoder.
  public let encoder: any TextEncoder
  /// The head.
  public let head: Head
  /// All parameters in order.
  public let registry: ParameterRegistry
  private let kind: EncoderKind

  /// How to open a checkpoint folder.
  public enum Opening: Sendable {
    /// To fine-tune: the head may be new, the encoder must be complete.
    case fineTuning
    /// To evaluate or predict: every parameter must be there.
    case evaluation
    /// With all parameters drawn from the seed, for training from nothing.
    case untrained
  }

  /// Opens the encoder in a checkpoint folder (`config.json`, `model.safetensors`) with a head.
  ///
  /// - Parameter changes: of the checkpoint's attention and longest text, to fine-tune it. Parameters that another
  ///   attention adds are new.
  /// - Throws: `CheckpointError` that lists every parameter that is missing or has another shape, with both shapes
  public convenience init(
    folder: String, head settings: Head.Settings, opening: Opening = .fineTuning, changes: EncoderChanges? = nil,
    seed: UInt64 = 0
  ) throws(CheckpointError) {
    try self.init(
      EncoderFamilies.configuration(folder: folder), changes, head: settings, opening: opening, folder: folder,
      seed: seed)
  }

  /// A new model of the given sizes, with all parameters drawn from the seed.
  ///
  /// - Throws: `CheckpointError.unsupported` if this machine's memory cannot hold it
  public convenience init(
    new configuration: EncoderConfiguration, head settings: Head.Settings, seed: UInt64
  ) throws(CheckpointError) {
    try self.init(configuration, nil, head: settings, opening: .untrained, folder: nil, seed: seed)
  }

  private init(
    _ found: EncoderConfiguration, _ changes: EncoderChanges?, head settings: Head.Settings, opening: Opening,
    folder: String?, seed: UInt64
  ) throws(CheckpointError) {
    var configuration = found
    let path = folder ?? ""
    guard let stored = EncoderFamilies.kind(configuration.modelType) else {
      preconditionFailure("a configuration of no family")
    }
    let family = stored.family
    if let changes { configuration = try configuration.changed(changes, stored, path: path + "/config.json") }
    kind = EncoderKind(family: family, attention: configuration.attention)
    if opening == .untrained || changes != nil {
      let count = ParameterRegistry.weightCount { _ = family.encoder(configuration, $0) }
      try checkFits(count, path: folder.map { $0 + "/config.json" } ?? "the new model")
    }
    let file = opening == .untrained ? nil : try SafetensorsFile(path: path + "/model.safetensors")
    registry = ParameterRegistry(source: file, basePrefix: family.prefix, seed: seed)
    registry.drawsMissing = file == nil
    registry.drawsAdded = changes?.attention != nil
    encoder = family.encoder(configuration, registry.base)
    // A checkpoint of this attention has its parameters: new ones of other sizes would take the place of trained ones.
    let trained = configuration.attention == stored.attention ? registry.parameters.map(\.name) : []
    let new = registry.drawsAdded ? registry.added.subtracting(trained) : []
    // If the encoder is incomplete the model is refused: its sizes are not trusted with memory for a head.
    let isComplete = registry.initialized.allSatisfy(new.contains)
    registry.drawsMissing = file == nil || (opening == .fineTuning && isComplete)
    head = Head(
      HeadParts(
        configuration: configuration, encoder: encoder, scope: registry.root,
        layout: family.heads[Head.classSuffix] ?? Head.layouts[family.modelType]), settings)
    registry.complete()

    // A head with other shapes is drawn like a missing one; `registry.initialized` lists it.
    let mayBeNew = opening == .fineTuning ? headNames.union(new) : []
    let problems = opening == .untrained ? [] : registry.problems(mayBeNew: mayBeNew)
    if !problems.isEmpty {
      throw .mismatch(
        path: path + "/model.safetensors",
        problems: problems + ParameterRegistry.lines(unused: registry.unused, file))
    }
  }

  /// Tensors of the checkpoint that the model does not use, without those that its family always ignores.
  public var unused: [String] {
    registry.unused.filter { name in !kind.family.ignoredSuffixes.contains { name.hasSuffix($0) } }
  }

  /// Parameters of the attention that the checkpoint lacks.
  public var newInAttention: [Parameter] {
    let names = registry.added.intersection(registry.initialized)
    return registry.parameters.filter { names.contains($0.name) }
  }

  /// Names of the head's parameters.
  public var headNames: Set<String> { Set(registry.parameters.filter { $0.depth == .head }.map(\.name)) }

  /// The configuration in a checkpoint folder.
  ///
  /// - Throws: `CheckpointError` that names every wrong key
  public static func configuration(folder: String) throws(CheckpointError) -> EncoderConfiguration {
    try EncoderFamilies.configuration(folder: folder)
  }

  /// What forward keeps for backward.
  public struct Saved {
    let encoder: Any
    let head: Head.Saved
    let rows: OutputRows
  }

  /// A batch to what the head predicts: of a classifier logits `[texts, labels]`.
  ///
  /// - Parameter rows: the rows of the encoder that the head reads; nil for `head.outputRows`
  public func forward(
    _ batch: TokenBatch, _ pass: Pass, rows: OutputRows? = nil
  ) -> (output: Tensor, saved: Saved) {
    let rows = rows ?? head.outputRows
    let (x, savedEncoder) = encoder.apply(batch, rows, pass)
    let (output, savedHead) = head.forward(x, batch, pass)
    return (output, Saved(encoder: savedEncoder, head: savedHead, rows: rows))
  }

  /// Adds to the gradients of all parameters; dOutput has the shape of the output.
  public func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) {
    encoder.addGradients(head.backward(dOutput, saved.head, pass), saved.encoder, saved.rows, pass)
  }

  /// The cost of a batch with sequences of the given lengths.
  public func cost(lengths: [Int]) -> PassCost {
    let batch = BatchShape(lengths: lengths, outputRows: head.outputRows == .all ? nil : lengths.count)
    var cost = PassCost()
    encoder.addCost(batch, to: &cost)
    head.addCost(batch, to: &cost)
    return cost
  }

  /// Writes `model.safetensors` and `config.json` into an existing folder, for the class of `transformers` that the
  /// head names; with another attention than the family's there is none.
  ///
  /// - Parameter edit: sets what the head adds to `config.json`
  public func write(to folder: String, _ edit: (inout JSON.Object) -> Void) throws(CheckpointError) {
    try SafetensorsFile.write(registry.stored, to: folder + "/model.safetensors")
    var config = encoder.configuration.json
    config["architectures"] =
      kind.isOfTransformers ? .array([.string(kind.family.classPrefix + Head.classSuffix)]) : nil
    edit(&config)
    try writeConfiguration(config, to: folder)
  }
}
