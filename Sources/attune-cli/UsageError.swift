/// A command line that cannot be understood; the process ends with 2.
package struct UsageError: Error, Equatable, CustomStringConvertible {
  /// What is wrong and what is near.
  package let description: String
  /// The command whose help says more, if it got that far.
  package let command: String?

  init(_ description: String, command: String? = nil) {
    self.description = description
    self.command = command
  }
}
