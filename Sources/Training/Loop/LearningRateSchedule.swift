import Glibc

/// How the learning rate changes during a run. `linear`, `cosine` and `constant` are as `transformers.get_scheduler`
/// defines them.
public enum LearningRateSchedule: String, Sendable, Codable, CaseIterable {
  /// Linear decay to zero.
  case linear
  /// Decay to zero along half a cosine.
  case cosine
  /// No decay.
  case constant
  /// Half of it after every so many steps: the annealing of CS 224N's assignments.
  case halving

  /// The factor of the peak learning rate at a step; after the last step `linear` and `cosine` keep their final value.
  ///
  /// - Parameters:
  ///   - step: from 0; the first step of a warm-up has the factor 0
  ///   - total: number of steps of the run
  ///   - warmup: number of steps in which the factor rises linearly to 1
  ///   - halveEvery: number of steps, after those, from one halving to the next; by default there is none
  public func factor(step: Int, total: Int, warmup: Int, halveEvery: Int = .max) -> Double {
    if step < warmup { return Double(step) / Double(max(1, warmup)) }
    let progress = min(1, Double(step - warmup) / Double(max(1, total - warmup)))
    switch self {
    case .linear: return step >= total ? 0 : 1 - progress
    case .cosine: return 0.5 * (1 + cos(Double.pi * progress))
    case .constant: return 1
    case .halving: return exp2(-Double((step - warmup) / halveEvery))
    }
  }
}
