internal import Base

/// All families of decoders.
public enum DecoderFamilies {
  /// The one list.
  static let all: [any DecoderFamily.Type] = [GPT2.self, Bigram.self, Llama.self, Mistral.self, Qwen2.self, Qwen3.self]

  /// Every family with every attention and every kind of positions that work together. One without attention counts as
  /// one with the standard attention.
  static var kinds: [DecoderKind] {
    all.flatMap { family in
      family.attentions.flatMap { attention in
        family.positions.filter(attention.variant.positions.contains).map {
          DecoderKind(family: family, attention: attention, positions: $0)
        }
      }
    }
  }

  /// The `model_type` of each family in `transformers`.
  public static var families: [String] { all.map { $0.modelType } }

  /// The `model_type` of each family with each attention and kind of positions.
  public static var modelTypes: [String] { kinds.map(\.modelType) }

  /// The kind whose `model_type` a configuration has.
  static func kind(_ modelType: String) -> DecoderKind? { kinds.first { $0.modelType == modelType } }

  /// The configuration in a checkpoint folder.
  ///
  /// - Throws: `CheckpointError` that names every wrong key
  static func configuration(folder: String) throws(CheckpointError) -> DecoderConfiguration {
    var reader = try ConfigurationReader(path: folder + "/config.json")
    let type = reader.object["model_type"]?.string
    guard let kind = kind(type ?? "") else {
      throw .unsupported(
        path: reader.path,
        problem:
          "model_type is \(excerpt(type ?? "missing")); \(modelTypes.joined(separator: ", ")) are language models")
    }
    let configuration = kind.configuration(&reader)
    try reader.finish()
    return configuration
  }
}
