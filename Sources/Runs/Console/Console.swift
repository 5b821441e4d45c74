internal import Glibc
internal import Synchronization

/// Where a run tells the user what it does: lines that stay, warnings, and one live line of progress.
///
/// On a terminal the live line is redrawn in place; anywhere else progress becomes a plain line now and then.
/// Results and progress go to standard output, warnings to standard error. Any thread may call it.
public final class Console: Sendable {
  /// The two standard streams.
  public enum Stream: Sendable {
    /// For results and progress.
    case output
    /// For warnings and errors.
    case error
  }

  /// How a word is set off from the rest on a terminal.
  public enum Style: String, Sendable {
    /// Headings.
    case bold = "1"
    /// What is there for reference.
    case dim = "2"
    /// Errors.
    case red = "31"
    /// Warnings.
    case yellow = "33"
  }

  /// True when standard output is a terminal that can redraw a line.
  public let isTerminal: Bool
  private let width: Int
  private let colours: @Sendable (Stream) -> Bool
  private let write: @Sendable (Stream, String) -> Void
  private let state = Mutex(State())

  private struct State {
    var live = ""
    var lastProgress: ContinuousClock.Instant?
  }

  /// How long the live line stays before it is redrawn, and how long a plain line of progress waits for the next.
  private static let redrawInterval = Duration.milliseconds(100)
  private static let plainInterval = Duration.seconds(10)

  /// A console that writes through a closure, for tests and for programs with a place of their own for output.
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

  /// A line that stays.
  public func say(_ line: String) { emit(line, to: .output) }

  /// A line on standard error that begins with `warning:`.
  public func warn(_ line: String) { emit(styled("warning:", .yellow, on: .error) + " " + line, to: .error) }

  /// Text as it is, on standard output.
  public func print(_ text: String) {
    state.withLock { state in
      clear(&state)
      write(.output, text)
    }
  }

  /// Shows how far the run is. Call it as often as you like: a line is only made when it is time to show one.
  ///
  /// - Parameter isLast: shows the line whatever the time, as one that stays.
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

  /// Takes the live line away.
  public func endProgress() {
    state.withLock { state in
      clear(&state)
      state.lastProgress = nil
    }
  }

  /// True once the user has asked the run to stop.
  public var isInterrupted: Bool { Interruption.isRequested }

  /// The text with a style around it where the stream shows styles, else the text.
  public func styled(_ text: String, _ style: Style, on stream: Stream = .output) -> String {
    colours(stream) ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// A line on one of the streams; the live line makes way and comes back.
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
  /// The console of this process. `NO_COLOR` and `TERM=dumb` are heeded.
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
