/// The best score so far, and early stopping by patience.
public struct BestScore: Sendable, Equatable {
  /// Whether a larger score is better.
  public let isLargerBetter: Bool
  /// The smallest difference that counts as an improvement.
  public let minimumImprovement: Double
  /// Scores without improvement after which to stop; nil never stops.
  public let patience: Int?
  /// The best score.
  public private(set) var best: Double?
  /// The step of the best score.
  public private(set) var step = 0
  /// Scores since the best one.
  public private(set) var waited = 0

  /// No score yet.
  public init(isLargerBetter: Bool, minimumImprovement: Double = 0, patience: Int? = nil) {
    self.isLargerBetter = isLargerBetter
    self.minimumImprovement = minimumImprovement
    self.patience = patience
  }

  /// Restores a saved state.
  public mutating func restore(best: Double?, step: Int, waited: Int) {
    self.best = best
    self.step = step
    self.waited = waited
  }

  /// Records a score and returns whether it is the best. Of equal scores the earlier one stays the best.
  public mutating func note(_ score: Double, step: Int) -> Bool {
    let isBetter =
      best.map { isLargerBetter ? score > $0 + minimumImprovement : score < $0 - minimumImprovement } ?? !score.isNaN
    if isBetter {
      (best, self.step, waited) = (score, step, 0)
    } else {
      waited += 1
    }
    return isBetter
  }

  /// Whether the run should stop early.
  public var isExhausted: Bool { patience.map { waited >= $0 } ?? false }
}
