internal import Base

/// Why a run stops.
public enum RunError: Error, Equatable, CustomStringConvertible {
  /// The loss, a gradient or a weight is not a finite number; `examples` are those of the step, if known.
  case notFinite(what: String, step: Int, learningRate: Double, examples: [String])

  /// The problem, and what to do.
  public var description: String {
    switch self {
    case .notFinite(let what, let step, let learningRate, let examples):
      "step \(step): \(what) is not a finite number, so the run stops; the last checkpoint is intact."
        + " The learning rate was \(scientific(learningRate)): try a smaller one, or more warm-up."
        + (examples.isEmpty ? "" : "\nThe step's examples: " + examples.prefix(20).joined(separator: ", "))
        + (examples.count > 20 ? " and \(examples.count - 20) more" : "")
    }
  }
}
