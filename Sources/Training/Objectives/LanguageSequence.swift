/// A training sequence of a causal language model: input ids and targets.
public struct LanguageSequence: Sendable, Equatable {
  /// What the model reads: at least one id.
  public let ids: [Int32]
  /// For each of `ids`, the id to predict after it, or `noTarget`.
  public let targets: [Int32]

  /// Marks a position without a target: the loss ignores it.
  public static let noTarget: Int32 = -1

  /// A sequence; `ids` is not empty and `targets` has the same count.
  public init(ids: [Int32], targets: [Int32]) {
    precondition(!ids.isEmpty && ids.count == targets.count, "\(ids.count) ids, \(targets.count) targets")
    self.ids = ids
    self.targets = targets
  }

  /// Number of positions with a target.
  public var targetCount: Int { targets.count { $0 != Self.noTarget } }
}

/// A problem of the settings of a training objective.
public enum ObjectiveError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No sequence of the objective fits the context length.
  case smallBlock(objective: String, found: Int, smallest: Int)
  /// The id is negative.
  case negativeID(objective: String, what: String, found: Int32)

  /// The problem, and what to do.
  public var description: String {
    switch self {
    case .smallBlock(let objective, let found, let smallest):
      "\(objective): a context length of \(found) tokens is too small; it must be at least \(smallest)"
    case .negativeID(let objective, let what, let found):
      "\(objective): the \(what) id is \(found); ids must not be negative"
    }
  }
}
