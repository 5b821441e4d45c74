import Base
public import Tensor

/// An encoder with a classification head: what the sentiment recipe trains and a checkpoint folder holds.
public final class SequenceClassifier {
  /// The encoder.
  public let encoder: Encoder
  /// The head.
  public let head: ClassificationHead
  /// All parameters in order.
  public let registry: ParameterRegistry
  /// Number of outputs: classes, or 1 for regression.
  public let labelCount: Int

  /// How to open a checkpoint folder.
  public enum Opening: Sendable {
    /// To fine-tune: the head may be new, everything below it must be there.
    case fineTuning
    /// To evaluate or predict: every parameter must be there.
    case evaluation
    /// With all parameters drawn from the seed, for training from nothing.
    case untrained
  }

  /// Opens the encoder in a checkpoint folder (`config.json`, `model.safetensors`) with a head for `labelCount` labels.
  ///
  /// - Throws: `CheckpointError` that lists every parameter that is missing or has another shape, with both shapes.
  public init(
    folder: String, labelCount: Int, pooling: Pooling = .native, opening: Opening = .fineTuning, seed: UInt64 = 0
  ) throws(CheckpointError) {
    let configuration = try Self.configuration(folder: folder)
    if opening == .untrained { try checkFits(configuration.weightCount, path: folder + "/config.json") }
    let file = opening == .untrained ? nil : try SafetensorsFile(path: folder + "/model.safetensors")
    let family = configuration.family
    registry = ParameterRegistry(source: file, basePrefix: family.prefix, seed: seed)
    registry.drawsMissing = file == nil
    self.labelCount = labelCount
    let base = registry.root[String(family.prefix.dropLast())]
    encoder = family.encoder(configuration, base)
    // The encoder's sizes are those of the file now, or nothing will come of it.
    registry.drawsMissing = file == nil || (opening == .fineTuning && registry.initialized.isEmpty)
    head =
      pooling == .native
      ? family.head(configuration, base, registry.root, labelCount)
      : Self.head(configuration, pooling, registry.root, labelCount)
    registry.complete()

    // A head for other labels is as good as none: it is drawn anew, and `registry.initialized` says so.
    let mayBeNew = opening == .fineTuning ? headNames : []
    let problems = opening == .untrained ? [] : registry.problems(mayBeNew: mayBeNew)
    if !problems.isEmpty {
      throw .mismatch(
        path: folder + "/model.safetensors",
        problems: problems + ParameterRegistry.lines(unused: registry.unused, file))
    }
  }

  /// What the checkpoint has that the model has no use for, but for the numbers of places that old checkpoints store.
  public var unused: [String] { registry.unused.filter { !$0.hasSuffix("position_ids") } }

  /// Names of the head's parameters.
  public var headNames: Set<String> {
    Set([head.hidden, head.output].compactMap { $0 }.flatMap { [$0.weight.name, $0.bias.name] })
  }

  /// The configuration in a checkpoint folder; every wrong key is named.
  public static func configuration(folder: String) throws(CheckpointError) -> EncoderConfiguration {
    var reader = try ConfigurationReader(path: folder + "/config.json")
    let type = reader.object["model_type"]?.string
    guard let family = EncoderFamily.all.first(where: { $0.modelType == type }) else {
      let known = EncoderFamily.all.map(\.modelType).joined(separator: ", ")
      throw .unsupported(
        path: reader.path,
        problem: "model_type is \(excerpt(type ?? "missing")); \(known) can be fine-tuned as classifiers")
    }
    let configuration = family.configuration(&reader)
    reader.require(
      configuration.hiddenSize % configuration.headCount == 0,
      "the width \(configuration.hiddenSize) is not a multiple of the \(configuration.headCount) heads")
    if let value = reader.object["position_embedding_type"]?.string, value != "absolute" {
      reader.require(false, "position_embedding_type is \(excerpt(value)); only absolute positions can be run")
    }
    if let value = reader.object["is_decoder"], value != .null, value != .bool(false) {
      reader.require(false, "is_decoder is \(excerpt(value.compact)); only encoders, which read both ways, can be run")
    }
    try reader.finish()
    return configuration
  }

  /// A head that `transformers` does not have: under a name of its own it is seen as new there rather than read as another.
  private static func head(
    _ configuration: EncoderConfiguration, _ pooling: Pooling, _ model: ParameterScope, _ labels: Int
  ) -> ClassificationHead {
    ClassificationHead(
      pooling: pooling, hidden: nil, hiddenActivation: .tanh, firstDropout: nil,
      dropout: model.dropout(configuration.classifierDropout),
      output: configuration.linear(model["attune"]["classifier"], configuration.hiddenSize, labels))
  }

  /// What forward keeps for backward.
  public struct Saved {
    let encoder: Encoder.Saved
    let head: ClassificationHead.Saved
    let textOffsets: [Int]
  }

  /// A batch to logits `[texts, labels]`: those of a text in several windows are the mean of theirs.
  public func forward(_ batch: TokenBatch, _ pass: Pass) -> (logits: Tensor, saved: Saved) {
    // 1. each sequence
    let (x, savedEncoder) = encoder.forward(batch, head.readout, pass)
    let (ofSequences, savedHead) = head.forward(x, pass)
    // 2. one row a text
    let logits = meanOfSequences(ofSequences, offsets: batch.textOffsets)
    return (logits, Saved(encoder: savedEncoder, head: savedHead, textOffsets: batch.textOffsets))
  }

  /// Adds to the gradients of all parameters.
  public func backward(_ dLogits: Tensor, _ saved: Saved, _ pass: Pass) {
    // 2.
    let dOfSequences = meanOfSequencesGradient(dLogits, offsets: saved.textOffsets)
    // 1.
    encoder.backward(head.backward(dOfSequences, saved.head, pass), saved.encoder, head.readout, pass)
  }

  /// Logits `[texts, labels]` without dropout and without keeping anything.
  public func logits(_ batch: TokenBatch) -> Tensor { forward(batch, Pass(offsets: batch.offsets)).logits }

  /// Writes `model.safetensors` and `config.json` into an existing folder, for `AutoModelForSequenceClassification`.
  ///
  /// - Parameter labels: the labels' names in the order of the outputs; empty for regression.
  public func write(to folder: String, labels: [String]) throws(CheckpointError) {
    try SafetensorsFile.write(registry.stored, to: folder + "/model.safetensors")
    var config = encoder.configuration.json
    config["architectures"] = .array([.string(encoder.configuration.family.architecture)])
    config["attune_pooling"] = .string(head.pooling.rawValue)
    config["problem_type"] = .string(labels.isEmpty ? "regression" : "single_label_classification")
    let names = labels.isEmpty ? ["score"] : labels
    var idToLabel = JSON.Object()
    var labelToID = JSON.Object()
    for (index, name) in names.enumerated() {
      idToLabel[String(index)] = .string(name)
      labelToID[name] = .integer(index)
    }
    config["id2label"] = .object(idToLabel)
    config["label2id"] = .object(labelToID)
    config["num_labels"] = nil
    try writeConfiguration(config, to: folder)
  }
}
