/// An invalid command line; the exit code of the process is 2.
package struct UsageError: Error, Equatable, CustomStringConvertible {
  /// The problem, and a suggestion.
  package let description: String
  /// The command whose help explains more, if it is known.
  package let command: String?

  init(_ description: String, command: String? = nil) {
    self.description = description
    self.command = command
  }
}
