internal import Tensor

/// What a training pass over one batch costs, computed from shapes alone: nothing is run.
///
/// Each layer adds its own part (`addCost`), by the products that its code makes and the tensors that it keeps.
public struct PassCost: Sendable, Equatable {
  /// Tokens that the model reads.
  public var tokens = 0
  /// Floating-point operations of the forward pass: products and attention; a multiplication and an addition count as
  /// two.
  public var forwardOperations = 0.0
  /// The same of forward and backward together.
  public var operations = 0.0
  /// float32 values in memory at once when the pass needs most, without parameters and their gradients.
  public var liveValues = 0

  /// No cost.
  public init() {}

  /// Adds products with the given number of multiplications; backward makes twice as many.
  public mutating func addProducts(_ multiplications: Int) {
    forwardOperations += 2 * Double(multiplications)
    operations += 6 * Double(multiplications)
  }

  /// Adds one layer's attention over `pairs` of query and key, all heads together `hiddenSize` wide. Backward
  /// recomputes the scores: five products, forward has two.
  public mutating func addAttention(pairs: Int, hiddenSize: Int) {
    forwardOperations += 4 * Double(pairs) * Double(hiddenSize)
    operations += 14 * Double(pairs) * Double(hiddenSize)
  }
}

/// The shape of a batch as one layer sees it.
public struct BatchShape: Sendable, Equatable {
  /// Tokens of each sequence.
  public let lengths: [Int]
  /// Rows that the layer gives; fewer than `tokens` only in the last layer.
  public let outputRows: Int

  /// A batch of which `outputRows` rows are read; nil for all.
  public init(lengths: [Int], outputRows: Int? = nil) {
    self.lengths = lengths
    self.outputRows = outputRows ?? lengths.reduce(0, +)
  }

  /// Number of tokens.
  public var tokens: Int { lengths.reduce(0, +) }

  /// Pairs of query and key whose scores are computed.
  ///
  /// Of causal attention over a long sequence half of all, and what the last tile of 64 queries computes for nothing.
  func pairs(_ pattern: AttentionPattern) -> Int {
    let all: Int
    switch pattern {
    case .full:
      if outputRows == lengths.count && outputRows < tokens { return tokens }
      all = lengths.reduce(0) { $0 + $1 * $1 }
    case .causal:
      all = lengths.reduce(0) { $0 + ($1 <= 64 ? $1 * $1 : $1 * $1 / 2 + 32 * $1) }
    case .window(let before, let after): all = lengths.reduce(0) { $0 + Self.pairs(before, after, $1) }
    case .globalWindow(let before, let after, let globals):
      // The tile of the global queries sees all keys.
      all = lengths.reduce(0) {
        $0 + min($1 * $1, Self.pairs(before, after, $1) + (globals == 0 ? 0 : globals * $1 + 64 * $1))
      }
    case .blocks(let size, _, _):
      all = lengths.reduce(0) { sum, length in
        stride(from: 0, to: length, by: size).reduce(sum) {
          let rows = min(size, length - $1)
          return $0 + rows * pattern.scoreCount(places: ($1 + rows - 1)..<($1 + rows), keyCount: length)
        }
      }
    case .ranges:
      all = lengths.reduce(0) { $0 + pattern.scoreCount(places: 0..<$1, keyCount: $1) }
    }
    return all * outputRows / max(1, tokens)
  }

  /// Pairs of a window in a sequence: each tile of 64 queries computes what it sees together.
  private static func pairs(_ before: Int, _ after: Int, _ length: Int) -> Int {
    length * min(length, min(before, length) + min(after, length) + 64)
  }

  /// The same batch in a layer that gives all rows.
  public var withAllRows: BatchShape { BatchShape(lengths: lengths) }
}
