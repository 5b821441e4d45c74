/// A part of a regular expression.
indirect enum RegexNode: Sendable {
  /// How many of several possible repetitions are tried first, and whether fewer or more are tried after them.
  enum Preference: Sendable { case most, fewest, mostOnly }

  case set(ScalarSet)
  case sequence([RegexNode])
  case alternatives([RegexNode])
  /// A repeated set; `most` nil is without end.
  case repeated(ScalarSet, least: Int, most: Int?, Preference)
  case optional(RegexNode, Preference)
  /// `(?=…)` and `(?!…)`.
  case ahead(RegexNode, isNegative: Bool)
  /// `(?>…)`: no other way to match it is tried afterwards.
  case atomic(RegexNode)

  /// Whether it can match the empty text.
  var canBeEmpty: Bool {
    switch self {
    case .set: false
    case .sequence(let nodes): nodes.allSatisfy(\.canBeEmpty)
    case .alternatives(let nodes): nodes.contains(where: \.canBeEmpty)
    case .repeated(_, let least, _, _): least == 0
    case .optional, .ahead: true
    case .atomic(let node): node.canBeEmpty
    }
  }
}

/// What is wrong with a regular expression, or not supported.
struct RegexProblem: Error {
  let text: String
  /// The number of the character, from 1.
  let position: Int
}
