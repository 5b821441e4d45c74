internal import Glibc
internal import Synchronization

/// A request to stop, by Ctrl-C or a polite `kill`.
public enum Interruption {
  private static let flag = Atomic<Bool>(false)

  /// True once a signal has come.
  public static var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// From here on the first SIGINT, SIGTERM or, unless it is ignored (nohup), SIGHUP is a request; a second SIGINT or SIGTERM
  /// ends the process at once.
  public static func listen() {
    // The flag must exist before a handler uses it: making it is not safe inside one.
    flag.store(false, ordering: .relaxed)
    // A parent with threads of its own may have left them blocked.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    let names = [SIGINT, SIGTERM] + (isIgnored(SIGHUP) ? [] : [SIGHUP])
    for name in names { unsafe sigaddset(&signals, name) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for name in names {
      _ = signal(name) { received in
        Interruption.flag.store(true, ordering: .relaxed)
        // A terminal that closes sends its signal twice, once by the shell.
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
