/// The progress of the download of one file.
public struct DownloadProgress: Sendable, Equatable {
  /// The file's name.
  public let file: String
  /// The received bytes, with those of an earlier attempt.
  public let received: Int
  /// The size of the whole file in bytes; known for weights as soon as their header is received.
  public let total: Int?
}
