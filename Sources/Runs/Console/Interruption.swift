internal import Glibc
internal import Synchronization

/// A request to stop, by Ctrl-C or `kill` (SIGTERM).
public enum Interruption {
  private static let flag = Atomic<Bool>(false)

  /// Whether a signal has arrived.
  public static var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// Starts to treat SIGINT, SIGTERM and, unless it is ignored (nohup), SIGHUP as a request to stop. A second SIGINT or
  /// SIGTERM ends the process immediately.
  public static func listen() {
    // The flag must exist before a handler uses it: its initialization is not safe inside a signal handler.
    flag.store(false, ordering: .relaxed)
    // A parent process with several threads may have blocked these signals.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    let names = [SIGINT, SIGTERM] + (isIgnored(SIGHUP) ? [] : [SIGHUP])
    for name in names { unsafe sigaddset(&signals, name) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for name in names {
      _ = signal(name) { received in
        Interruption.flag.store(true, ordering: .relaxed)
        // A terminal that closes sends the signal twice: once itself, and once through the shell.
        _ = signal(received, received == SIGHUP ? SIG_IGN : SIG_DFL)
      }
    }
  }

  private static func isIgnored(_ name: Int32) -> Bool {
    var action = sigaction()
    unsafe sigaction(name, nil, &action)
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
