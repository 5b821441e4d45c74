internal import Base

/// All families of encoders.
public enum EncoderFamilies {
  /// The one list.
  static let all: [any EncoderFamily.Type] = [BERT.self, RoBERTa.self, DistilBERT.self, DeepAveraging.self]

  /// Every family with every attention that it can have.
  static var kinds: [EncoderKind] {
    AttentionKind.kinds(in: .encoder).flatMap { attention in
      all.filter { $0.hasAttention || attention == .dotProduct }.map { EncoderKind(family: $0, attention: attention) }
    }
  }

  /// The `model_type` of each family in `transformers`.
  public static var families: [String] { all.map { $0.modelType } }

  /// The `model_type` of each family with each attention.
  public static var modelTypes: [String] { kinds.map(\.modelType) }

  /// The kind whose `model_type` a configuration has.
  static func kind(_ modelType: String) -> EncoderKind? { kinds.first { $0.modelType == modelType } }

  /// The configuration in a checkpoint folder.
  ///
  /// - Throws: `CheckpointError` that names every wrong key
  static func configuration(folder: String) throws(CheckpointError) -> EncoderConfiguration {
    var reader = try ConfigurationReader(path: folder + "/config.json")
    let type = reader.object["model_type"]?.string
    guard let kind = kind(type ?? "") else {
      throw .unsupported(
        path: reader.path,
        problem: "model_type is \(excerpt(type ?? "missing")); \(modelTypes.joined(separator: ", ")) are encoders")
    }
    let configuration = kind.configuration(&reader)
    try reader.finish()
    return configuration
  }
}
