internal import Glibc
internal import Synchronization

/// The standard streams as files.
public enum StandardStreams {
  /// What went wrong with standard output, if anything: an errno. A reader that went away (`| head -1`) is no error.
  public static var failure: Int32? {
    let code = outputError.load(ordering: .relaxed)
    return code == 0 || code == EPIPE ? nil : code
  }

  /// True once nobody reads standard output any more, so that a command may stop making it.
  public static var isOutputClosed: Bool { outputError.load(ordering: .relaxed) == EPIPE }

  /// Keeps a reader that goes away from ending the process. Call it once, first.
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
