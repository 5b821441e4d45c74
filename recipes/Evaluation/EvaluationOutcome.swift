internal import Base
internal import Pipelines
internal import Runs
internal import Tensor
internal import Text
internal import Transformer

/// The scoring of saved checkpoints: what `attune evaluate` does.
public enum Evaluation {
  /// The result of scoring, as a JSON object and as a text table.
  public struct Outcome: Sendable {
    /// The scores, with checkpoint, data and precision, as JSON.
    public let json: String
    /// The same as a text table.
    public let table: String
  }
}

extension Evaluation {
  /// The checkpoint and the data of a score.
  struct Scored {
    let checkpoint: String
    let about: JSON.Object
    let parameters: ParameterRegistry
    /// Tensors of its file that the model does not use.
    let unused: [String]
    let tokenizer: any Tokenizer
    let data: String
    let dataHash: String
    let split: String
    /// Whether the data are those that the checkpoint's run used for this split.
    let isOwnData: Bool
    /// The name under which the checkpoint records their hash, if it is not the name of the split.
    var nameOfData: String?
    let count: String
    /// Seconds from texts to scores, without opening the model and hashing files.
    let seconds: Double
  }

  /// A score with the hashes of checkpoint, data and tokenizer.
  static func outcome(
    _ scores: JSON.Object, _ table: String, _ notes: [String], scored: Scored
  ) throws -> Outcome {
    let hashes = try scoredHashes(scored.checkpoint, scored.tokenizer)
    func short(_ hash: JSON?) -> String { "sha256 \((hash?.string ?? "").prefix(12))…" }
    var notes = notes
    if scored.about["base_model_sha256"] == hashes["checkpoint_sha256"] {
      notes.append("warning: these weights are the base model's: nothing was trained")
    } else if let warning = InitialWeights.warning(scored.parameters, scored.about) {
      notes.append(warning)
    }
    notes += try contradictions(scored, hashes)
    if Machine.precision == .bfloat16 { notes.append("matrix products in \(precisionInWords)") }
    var object = scores
    object["checkpoint"] = .string(scored.checkpoint)
    object.add(hashes)
    object["data"] = .string(scored.data)
    object["data_sha256"] = .string(scored.dataHash)
    object["split"] = .string(scored.split)
    object["precision"] = .string(Machine.precision.rawValue)
    object["seconds"] = .number(scored.seconds)
    object["notes"] = .array(notes.map(JSON.string))
    let head =
      [
        "checkpoint  \(scored.checkpoint)  \(short(hashes["checkpoint_sha256"])), its tokenizer"
          + " \(short(hashes["tokenizer_sha256"]))",
        "data        \(scored.data)  \(scored.count) in \(duration(scored.seconds)),"
          + " sha256 \(scored.dataHash.prefix(12))…",
      ] + notes.map { "note        " + $0 }
    return Outcome(json: JSON.object(object).pretty, table: (head + ["", table]).joined(separator: "\n"))
  }

  /// Records of a checkpoint that are not true of it, and its unused tensors.
  private static func contradictions(_ scored: Scored, _ hashes: JSON.Object) throws -> [String] {
    var notes: [String] = []
    let path = scored.checkpoint + "/attune.json"
    let written = exists(path) ? try JSON(parsingFile: path) : nil
    if let hash = written?["model_sha256"]?.string, hash != hashes["checkpoint_sha256"]?.string {
      notes.append(
        "warning: \(path) was written for other weights: its model_sha256 is \(hash.prefix(12))…")
    }
    let name = scored.nameOfData ?? scored.split
    if scored.isOwnData, let hash = written?["data_sha256"]?[name]?.string, hash != scored.dataHash {
      notes.append(
        "warning: \(scored.data) is not the file that the run used as its \(scored.split) data: its SHA-256 was"
          + " \(hash.prefix(12))…")
    }
    if !scored.unused.isEmpty {
      let unused = scored.unused
      let names = unused.prefix(5).map { excerpt($0) }.joined(separator: ", ")
      notes.append(
        "in the checkpoint but not used: \(names)" + (unused.count > 5 ? " and \(unused.count - 5) more" : ""))
    }
    return notes
  }
}
