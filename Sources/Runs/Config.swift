/// The settings of a shipped run. They are embedded in the binary, so they are available in any working directory.
public struct Config: Equatable, Sendable {
  /// The file's name without `.yaml`, unique among the files of all recipes.
  public let name: String
  /// The file's content.
  public let yaml: [UInt8]

  /// A file that the build embeds: `Config("sample", PackageResources.sample_yaml)`.
  public init(_ name: String, _ yaml: [UInt8]) {
    self.name = name
    self.yaml = yaml
  }
}
