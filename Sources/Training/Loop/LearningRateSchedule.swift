import Glibc

/// How the learning rate changes during a run, as `transformers.get_scheduler` defines it.
public enum LearningRateSchedule: String, Sendable, Codable, CaseIterable {
  /// Linear decay to zero.
  case linear
  /// Decay to zero along half a cosine.
  case cosine
  /// No decay.
  case constant

  /// The factor of the peak learning rate at a step; after the last step `linear` and `cosine` keep their final value.
  ///
  /// - Parameters:
  ///   - step: from 0; the first step of a warm-up has the factor 0
  ///   - total: number of steps of the run
  ///   - warmup: number of steps in which the factor rises linearly to 1
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
