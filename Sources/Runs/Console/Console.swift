internal import Glibc
internal import Synchronization

/// The output of a run: permanent lines, warnings, and one live line of progress.
///
/// On a terminal the live line is redrawn in place. Elsewhere progress is a plain line from time to time. Results and
/// progress go to standard output, warnings to standard error. Any thread may call it.
public final class Console: Sendable {
  /// The two standard streams.
  public enum Stream: Sendable {
    /// For results and progress.
    case output
    /// For warnings and errors.
    case error
  }

  /// The style of a text on a terminal.
  public enum Style: String, Sendable {
    /// Headings.
    case bold = "1"
    /// Secondary information.
    case dim = "2"
    /// Errors.
    case red = "31"
    /// Warnings.
    case yellow = "33"
  }

  /// Whether standard output is a terminal that can redraw a line.
  public let isTerminal: Bool
  private let width: Int
  private let colours: @Sendable (Stream) -> Bool
  private let write: @Sendable (Stream, String) -> Void
  private let state = Mutex(State())

  private struct State {
    var live = ""
    var lastProgress: ContinuousClock.Instant?
  }

  /// Seconds between two redraws of the live line, and between two plain lines of progress.
  private static let redrawInterval = Duration.milliseconds(100)
  private static let plainInterval = Duration.seconds(10)

  /// A console that writes through a closure, for tests and for programs with their own output.
  ///
  /// - Parameters:
  ///   - width: the terminal's columns; the live line is cut to fit.
  ///   - colours: whether a stream shows styles.
  public init(
    isTerminal: Bool, width: Int = 80, colours: @escaping @Sendable (Stream) -> Bool = { _ in false },
    write: @escaping @Sendable (Stream, String) -> Void
  ) {
    self.isTerminal = isTerminal
    self.width = width
    self.colours = colours
    self.write = write
  }

  /// Writes a permanent line.
  public func say(_ line: String) { emit(line, to: .output) }

  /// Writes a line on standard error that begins with `warning:`.
  public func warn(_ line: String) { emit(styled("warning:", .yellow, on: .error) + " " + line, to: .error) }

  /// Writes text on standard output without changes.
  public func print(_ text: String) {
    state.withLock { state in
      clear(&state)
      write(.output, text)
    }
  }

  /// Shows the progress. It can be called at any rate: a line is only made when the next one is due.
  ///
  /// - Parameter isLast: shows the line now, as a permanent line.
  public func progress(isLast: Bool = false, _ line: () -> String) {
    state.withLock { state in
      let now = ContinuousClock.now
      let interval = isTerminal ? Self.redrawInterval : Self.plainInterval
      if !isLast, let last = state.lastProgress, now - last < interval { return }
      state.lastProgress = isLast ? nil : now
      if !isTerminal || isLast {
        clear(&state)
        write(.output, line() + "\n")
      } else {
        state.live = String(line().prefix(max(10, width - 1)))
        write(.output, "\r\u{1B}[K" + state.live)
      }
    }
  }

  /// Removes the live line.
  public func endProgress() {
    state.withLock { state in
      clear(&state)
      state.lastProgress = nil
    }
  }

  /// Whether the user has asked the run to stop.
  public var isInterrupted: Bool { Interruption.isRequested }

  /// The text with a style if the stream shows styles, else the plain text.
  public func styled(_ text: String, _ style: Style, on stream: Stream = .output) -> String {
    colours(stream) ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Writes a line on one of the streams. The live line is removed first and shown again afterwards.
  public func emit(_ line: String, to stream: Stream) {
    state.withLock { state in
      let live = state.live
      clear(&state)
      write(stream, line + "\n")
      if !live.isEmpty {
        state.live = live
        write(.output, live)
      }
    }
  }

  private func clear(_ state: inout State) {
    if !state.live.isEmpty { write(.output, "\r\u{1B}[K") }
    state.live = ""
  }
}

extension Console {
  /// The console of this process. It respects `NO_COLOR` and `TERM=dumb`.
  public static func standard() -> Console {
    let isPlain = !environment("NO_COLOR").isEmpty
    let isDumb = environment("TERM") == "dumb"
    let isTerminal = isatty(1) == 1 && !isDumb
    let colours = [isTerminal, isatty(2) == 1 && !isDumb].map { $0 && !isPlain }
    return Console(
      isTerminal: isTerminal, width: terminalWidth(), colours: { colours[$0 == .output ? 0 : 1] }
    ) { stream, text in StandardStreams.write(text, to: stream) }
  }
}

private func environment(_ name: String) -> String {
  unsafe getenv(name).map { unsafe String(cString: $0) } ?? ""
}

private func terminalWidth() -> Int {
  var size = winsize()
  let isKnown = unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
  return isKnown ? Int(size.ws_col) : 80
}
