/// A sequence to train a causal language model on: what it reads and what it is to predict.
public struct LanguageSequence: Sendable, Equatable {
  /// What the model reads: at least one id.
  public let ids: [Int32]
  /// As many as `ids`: the id to be predicted after `ids[i]`, or `noTarget`.
  public let targets: [Int32]

  /// Stands where nothing is to be predicted: the loss does not see that position.
  public static let noTarget: Int32 = -1

  /// A sequence; `ids` is not empty and `targets` has the same count.
  public init(ids: [Int32], targets: [Int32]) {
    precondition(!ids.isEmpty && ids.count == targets.count, "\(ids.count) ids, \(targets.count) targets")
    self.ids = ids
    self.targets = targets
  }

  /// Number of positions at which an id is to be predicted.
  public var targetCount: Int { targets.count { $0 != Self.noTarget } }
}

/// What is wrong with the settings of a training objective.
public enum ObjectiveError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No sequence of the objective fits a block of so few tokens.
  case smallBlock(objective: String, found: Int, smallest: Int)
  /// No vocabulary has such an id.
  case negativeID(objective: String, what: String, found: Int32)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .smallBlock(let objective, let found, let smallest):
      "\(objective): a block of \(found) tokens is too small; give a block of at least \(smallest)"
    case .negativeID(let objective, let what, let found):
      "\(objective): the \(what) id is \(found); ids of a vocabulary count from 0"
    }
  }
}
