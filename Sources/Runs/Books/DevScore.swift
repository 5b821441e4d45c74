package import Base

/// A score on the dev data during a run.
package struct DevScore {
  /// The value that selects the best checkpoint.
  package let value: Double
  /// Names and numbers for the log and the console, in order.
  package let numbers: [(name: String, value: Double)]
  /// Members to add to the checkpoint's `attune.json` if the score is the best.
  package let about: JSON.Object

  /// A score.
  package init(value: Double, numbers: [(name: String, value: Double)], about: JSON.Object) {
    self.value = value
    self.numbers = numbers
    self.about = about
  }
}
