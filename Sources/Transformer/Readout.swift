import Tensor

/// Which rows of the last layer are wanted: work on the others is not done.
public enum Readout: Sendable, Equatable {
  /// Every token: `[tokens, width]`.
  case all
  /// The first token of each sequence: `[sequences, width]`.
  case firstTokens
  /// So many of the last tokens of each sequence.
  case lastTokens([Int])

  /// Where the wanted rows of each sequence begin, counted among all wanted rows, and their number: `[sequences + 1]`.
  func offsets(_ pass: Pass) -> [Int] {
    switch self {
    case .all: pass.offsets
    case .firstTokens: Array(0..<pass.offsets.count)
    case .lastTokens(let counts): counts.reduce(into: [0]) { $0.append($0.last! + $1) }
    }
  }

  /// The wanted rows among all tokens, in order; nil for all.
  func rows(_ pass: Pass) -> [Int]? {
    switch self {
    case .all: nil
    case .firstTokens: pass.firstTokens
    case .lastTokens(let counts): zip(pass.offsets.dropFirst(), counts).flatMap { end, count in (end - count)..<end }
    }
  }

  /// The wanted rows of x `[tokens, width]`.
  func gather(_ x: Tensor, _ pass: Pass) -> Tensor { rows(pass).map { x.gatherRows($0) } ?? x }

  /// The values of the wanted tokens, of those of all.
  func gather(_ values: [Int32], _ pass: Pass) -> [Int32] { rows(pass).map { $0.map { values[$0] } } ?? values }

  /// Attention in which the wanted tokens ask, each within its own sequence.
  func shape(_ pass: Pass, headCount: Int, isCausal: Bool) -> AttentionShape {
    AttentionShape(
      queryOffsets: offsets(pass), keyOffsets: pass.offsets, headCount: headCount, pattern: isCausal ? .causal : .full)
  }
}
