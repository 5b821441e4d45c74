internal import Glibc
internal import Synchronization

/// The standard streams as files.
public enum StandardStreams {
  /// The errno of a failed write to standard output, if any. A reader that closes the pipe (`| head -1`) is no error.
  public static var failure: Int32? {
    let code = outputError.load(ordering: .relaxed)
    return code == 0 || code == EPIPE ? nil : code
  }

  /// Whether the reader of standard output has closed the pipe, so that a command can stop its output.
  public static var isOutputClosed: Bool { outputError.load(ordering: .relaxed) == EPIPE }

  /// Ignores SIGPIPE, so that a closed pipe does not end the process. Call it once, at the start.
  public static func ignoreClosedPipes() { _ = signal(SIGPIPE, SIG_IGN) }

  private static let outputError = Atomic<Int32>(0)

  package static func write(_ text: String, to stream: Console.Stream) {
    let isOutput = stream == .output
    if isOutput, outputError.load(ordering: .relaxed) != 0 { return }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(isOutput ? 1 : 2, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count < 0 {
        if isOutput { outputError.store(errno, ordering: .relaxed) }
        return
      }
      bytes = bytes.dropFirst(count)
    }
  }
}
