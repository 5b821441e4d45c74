/// Which keys of its sequence a query sees.
///
/// A query and a key have a place in their sequence, from 0. The attention kernel computes no score outside the ranges
/// that a tile of 64 neighbouring queries sees together, in forward and backward.
public enum AttentionPattern: Sendable {
  /// Every key.
  case full
  /// The keys up to the query's own place.
  case causal
  /// The keys at most `before` places before the query and at most `after` places after it: place p sees
  /// p − before … p + after. With `after: 0` this is a causal window (Beltagy et al. 2020, "Longformer").
  case window(before: Int, after: Int)
  /// As `window`; besides, the first `globals` places see every key and are seen by every query (Beltagy et al. 2020,
  /// §3.1).
  case globalWindow(before: Int, after: Int, globals: Int)
  /// Blocks of `size` keys that a function names for a head, a block of as many queries, and the number of blocks of
  /// the sequence, such as those of BigBird (Zaheer et al. 2020). The last block may be shorter. If it is causal, no
  /// query sees a key after its own place.
  ///
  /// The blocks may have any order and be named twice; those outside the sequence are left out. Each call with the same
  /// arguments must give the same blocks.
  case blocks(
    size: Int, isCausal: Bool, @Sendable (_ head: Int, _ block: Int, _ blockCount: Int) -> [Int])
  /// The ranges of places that a function names for the place of a query and the number of keys of the sequence, such
  /// as the blocks of a block-sparse attention (Child et al. 2019, "Sparse Transformers").
  ///
  /// The ranges may overlap and have any order; what lies outside the sequence is left out. Each call with the same
  /// arguments must give the same ranges. A query without any key gets a context of zeros.
  case ranges(@Sendable (_ place: Int, _ keyCount: Int) -> [Range<Int>])

  /// The places that the query at `place` sees, in order, as ranges that neither overlap nor touch.
  ///
  /// - Parameter head: the query head; only `blocks` differ between heads
  public func keys(at place: Int, keyCount: Int, head: Int = 0) -> [Range<Int>] {
    let all = 0..<keyCount
    switch self {
    case .full, .causal, .window:
      let (before, after) = reach
      return joined([(place - before..<place + after + 1).clamped(to: all)])
    case .globalWindow(_, _, let globals):
      if place < globals { return joined([all]) }
      let (before, after) = reach
      return joined([0..<globals, place - before..<place + after + 1].map { $0.clamped(to: all) })
    case .blocks(let size, let isCausal, let function):
      let blocks = function(head, place / size, (keyCount + size - 1) / size)
      let seen = isCausal ? all.clamped(to: 0..<place + 1) : all
      return joined(blocks.map { ($0 * size..<($0 + 1) * size).clamped(to: seen) })
    case .ranges(let function): return joined(function(place, keyCount).map { $0.clamped(to: all) })
    }
  }

  /// Number of pairs of a query and a key that it sees, of the first head, for the queries at `places`.
  public func scoreCount(places: Range<Int>, keyCount: Int) -> Int {
    places.reduce(0) { total, place in
      total + keys(at: place, keyCount: keyCount).reduce(0) { $0 + $1.count }
    }
  }

  /// How far a query that is not global sees in both directions, where the pattern says so.
  var reach: (before: Int, after: Int) {
    switch self {
    case .full, .blocks, .ranges: (Self.unlimited, Self.unlimited)
    case .causal: (Self.unlimited, 0)
    case .window(let before, let after), .globalWindow(let before, let after, _):
      (min(before, Self.unlimited), min(after, Self.unlimited))
    }
  }

  /// Whether heads see different keys.
  var differsByHead: Bool { if case .blocks = self { true } else { false } }

  /// More places than a sequence has, and little enough to be added to a place.
  private static let unlimited = 1 << 40
}

/// The union of some ranges, in order, as ranges that neither overlap nor touch.
func joined(_ ranges: some Sequence<Range<Int>>) -> [Range<Int>] {
  var result: [Range<Int>] = []
  for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
    if let last = result.last, range.lowerBound <= last.upperBound {
      result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
    } else {
      result.append(range)
    }
  }
  return result
}
