internal import Tensor

/// Which rows of the last layer are read. No work is done for the others.
public enum OutputRows: Sendable, Equatable {
  /// Every token: `[tokens, hidden]`.
  case all
  /// The first token of each sequence: `[sequences, hidden]`.
  case firstTokens
  /// The given number of last tokens of each sequence.
  case lastTokens([Int])

  /// Where the rows of each sequence begin, counted among all output rows, and their number: `[sequences + 1]`.
  func offsets(_ pass: Pass) -> [Int] {
    switch self {
    case .all: pass.offsets
    case .firstTokens: Array(0..<pass.offsets.count)
    case .lastTokens(let counts): counts.reduce(into: [0]) { $0.append($0.last! + $1) }
    }
  }

  /// The output rows among all tokens, in ascending order; nil for all.
  func indices(_ pass: Pass) -> [Int]? {
    switch self {
    case .all: nil
    case .firstTokens: pass.firstTokens
    case .lastTokens(let counts): zip(pass.offsets.dropFirst(), counts).flatMap { end, count in (end - count)..<end }
    }
  }

  /// The output rows of x `[tokens, hidden]`: `[output rows, hidden]`.
  func gather(_ x: Tensor, _ pass: Pass) -> Tensor { indices(pass).map { x.gatherRows($0) } ?? x }

  /// The values of the output rows, from the values of all tokens.
  func gather(_ values: [Int32], _ pass: Pass) -> [Int32] { indices(pass).map { $0.map { values[$0] } } ?? values }

  /// The shape of an attention in which the output rows are the queries, each within its own sequence.
  func shape(
    _ pass: Pass, headCount: Int, keyValueHeadCount: Int? = nil, pattern: AttentionPattern
  ) -> AttentionShape {
    AttentionShape(
      queryOffsets: offsets(pass), keyOffsets: pass.offsets,
      // Without first places the last query stands at the last key.
      firstPlaces: self == .firstTokens ? Array(repeating: 0, count: pass.offsets.count - 1) : nil,
      headCount: headCount, keyValueHeadCount: keyValueHeadCount, pattern: pattern)
  }
}
