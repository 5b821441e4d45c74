import Base
import Metrics
import TestSupport

extension JSON {
  /// The strings of a list of strings.
  var strings: [String]? { array?.compactMap(\.string) }
}

/// A text with everything outside printable ASCII escaped, to be read in a failure.
func shown(_ text: String) -> String { text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined() }

/// Whether an interval agrees with a recorded one but for rounding.
func agree(_ interval: Interval, _ recorded: JSON?) -> Bool { agree([interval.low, interval.high], recorded) }
