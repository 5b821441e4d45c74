internal import Base

/// All families of encoders.
public enum EncoderFamilies {
  /// The one list.
  static let all: [any EncoderFamily.Type] = [BERT.self, RoBERTa.self, DistilBERT.self]

  /// The `model_type` of each family.
  public static var modelTypes: [String] { all.map { $0.modelType } }

  /// The family whose `model_type` a configuration has.
  static func family(_ modelType: String) -> (any EncoderFamily.Type)? { all.first { $0.modelType == modelType } }

  /// The configuration in a checkpoint folder.
  ///
  /// - Throws: `CheckpointError` that names every wrong key
  static func configuration(folder: String) throws(CheckpointError) -> EncoderConfiguration {
    var reader = try ConfigurationReader(path: folder + "/config.json")
    let type = reader.object["model_type"]?.string
    guard let family = family(type ?? "") else {
      throw .unsupported(
        path: reader.path,
        problem: "model_type is \(excerpt(type ?? "missing")); \(modelTypes.joined(separator: ", ")) are encoders")
    }
    let configuration = family.configuration(&reader)
    try reader.finish()
    return configuration
  }
}
