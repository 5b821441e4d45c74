import Glibc

/// Why the system could not open, read or write a file.
public struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// The value of `errno`.
  public let code: Int32

  /// The path and the system's words for the code.
  public var description: String { unsafe "\(path): \(String(cString: strerror(code)))" }
}
