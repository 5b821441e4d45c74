internal import Base
public import Tensor

/// An encoder with a classification head: what the sentiment recipe trains.
public typealias SequenceClassifier = EncoderModel<ClassificationHead>

extension EncoderModel where Head == ClassificationHead {
  /// Opens the encoder in a checkpoint folder (`config.json`, `model.safetensors`) with a head for `labelCount` labels.
  ///
  /// - Throws: `CheckpointError` that lists every parameter that is missing or has another shape, with both shapes
  public convenience init(
    folder: String, labelCount: Int, pooling: Pooling = .native, opening: Opening = .fineTuning,
    changes: EncoderChanges? = nil, seed: UInt64 = 0
  ) throws(CheckpointError) {
    try self.init(
      folder: folder, head: ClassificationHead.Settings(labelCount: labelCount, pooling: pooling), opening: opening,
      changes: changes, seed: seed)
  }

  /// Number of outputs: classes, or 1 for regression.
  public var labelCount: Int { head.output.outputs }

  /// Logits `[texts, labels]` without dropout and without keeping anything.
  public func logits(_ batch: TokenBatch) -> Tensor { forward(batch, Pass(offsets: batch.offsets)).output }

  /// Writes `model.safetensors` and `config.json` into an existing folder, for `AutoModelForSequenceClassification`.
  ///
  /// - Parameter labels: the labels' names in the order of the outputs; empty for regression
  public func write(to folder: String, labels: [String]) throws(CheckpointError) {
    try write(to: folder) { config in
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
    }
  }
}
