import Glibc

/// How the learning rate moves over a run, as `transformers.get_scheduler` defines it.
public enum LearningRateSchedule: String, Sendable, Codable, CaseIterable {
  /// Falls in a straight line to zero.
  case linear
  /// Falls along half a cosine to zero.
  case cosine
  /// Stays.
  case constant

  /// The factor of the peak learning rate at a step; after the last step `linear` and `cosine` stay where they ended.
  ///
  /// - Parameters:
  ///   - step: from 0; the first step of a warm-up has the factor 0
  ///   - total: steps of the run
  ///   - warmup: steps in which the factor rises in a straight line to 1
  public func factor(step: Int, total: Int, warmup: Int) -> Double {
    if step < warmup { return Double(step) / Double(max(1, warmup)) }
    let progress = min(1, Double(step - warmup) / Double(max(1, total - warmup)))
    switch self {
    case .linear: return step >= total ? 0 : 1 - progress
    case .cosine: return 0.5 * (1 + cos(Double.pi * progress))
    case .constant: return 1
    }
  }
}
