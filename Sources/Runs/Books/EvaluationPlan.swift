/// When a run scores the dev data, and what it does with the scores.
package struct EvaluationPlan {
  /// How often the dev data are scored; the last step always ends with a score.
  package enum Interval: Sendable {
    case steps(Int)
    case epochs(Int)

    /// Whether the dev data are scored at the end of an epoch, counted from 0.
    package func isDue(afterEpoch epoch: Int) -> Bool {
      if case .epochs(let count) = self { (epoch + 1) % count == 0 } else { false }
    }
  }

  /// How often the dev data are scored.
  package let interval: Interval
  /// Whether a larger value is better.
  package let isLargerBetter: Bool
  /// Scores without improvement after which the run stops; nil never stops early.
  package let patience: Int?
  /// The folder of the best checkpoint, below the run's folder.
  package let bestFolder: String
  /// Whether each score is followed by a save of the state.
  package let savesState: Bool

  /// A plan.
  package init(
    interval: Interval, isLargerBetter: Bool, patience: Int?, bestFolder: String = "best", savesState: Bool = false
  ) {
    self.interval = interval
    self.isLargerBetter = isLargerBetter
    self.patience = patience
    self.bestFolder = bestFolder
    self.savesState = savesState
  }

  /// Whether the dev data are scored after a step.
  func isDue(after step: TrainingStep) -> Bool {
    if step.isLast { return true }
    return switch interval {
    case .steps(let count): step.number % count == 0
    case .epochs: step.endsEpoch && interval.isDue(afterEpoch: step.epoch)
    }
  }
}
