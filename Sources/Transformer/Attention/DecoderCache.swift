internal import Tensor

/// Keys and values of the tokens that a decoder has read (of a synthesizer the values alone), so that each new token
/// costs the work of one token.
///
/// There are `slots` for sequences, each with room for `capacity` tokens. A sequence that has ended gives up its slot,
/// and beams move between slots.
public final class DecoderCache {
  /// Tokens that a slot has room for.
  public let capacity: Int
  /// Tokens that each slot holds.
  public private(set) var lengths: [Int]
  /// The slot of each sequence of the next pass.
  public var slots: [Int]
  /// For each layer `[slots · capacity, cachedWidth]`.
  private(set) var layers: [Tensor]

  /// An empty cache.
  ///
  /// - Parameters:
  ///   - widths: values that each layer keeps of a token (`Attention.cachedWidth`)
  ///   - slots: number of sequences
  ///   - capacity: tokens of a sequence at most
  public init(widths: [Int], slots: Int, capacity: Int) {
    self.capacity = capacity
    lengths = Array(repeating: 0, count: slots)
    self.slots = Array(0..<slots)
    layers = widths.map { Tensor.uninitialized([slots * capacity, $0]) }
  }

  /// The position in its sequence of each token of a pass.
  func positions(of pass: Pass) -> [Int32] {
    precondition(pass.offsets.count == slots.count + 1, "\(pass.offsets.count - 1) sequences for \(slots.count) slots")
    return slots.indices.flatMap { index in
      let first = Int32(lengths[slots[index]])
      return first..<(first + Int32(pass.offsets[index + 1] - pass.offsets[index]))
    }
  }

  /// The part of one layer.
  func layer(_ index: Int) -> AttentionCache { AttentionCache(cache: self, layer: index) }

  fileprivate func append(_ keyValue: Tensor, _ pass: Pass, layer: Int) {
    for (index, slot) in slots.enumerated() {
      let (begin, end) = (pass.offsets[index], pass.offsets[index + 1])
      precondition(lengths[slot] + end - begin <= capacity, "\(lengths[slot] + end - begin) tokens for \(capacity)")
      layers[layer].replaceRows(from: slot * capacity + lengths[slot], with: keyValue, rows: begin..<end)
    }
  }

  /// Counts the tokens of a pass, after every layer has appended them.
  func advance(_ pass: Pass) {
    for (index, slot) in slots.enumerated() { lengths[slot] += pass.offsets[index + 1] - pass.offsets[index] }
  }

  /// Copies to each slot `slot` what the slot `from` held: a beam continues another one's tokens.
  func rearrange(_ sources: [(slot: Int, from: Int)]) {
    let moves = sources.filter { $0.slot != $0.from }
    if moves.isEmpty { return }
    let before = lengths
    for layer in layers.indices {
      // All are read before any is written: two beams may change places.
      let copies = moves.map {
        layers[layer].gatherRows(Array(($0.from * capacity)..<($0.from * capacity + before[$0.from])))
      }
      for (move, copy) in zip(moves, copies) {
        layers[layer].replaceRows(from: move.slot * capacity, with: copy, rows: 0..<copy.rows)
      }
    }
    for move in moves { lengths[move.slot] = before[move.from] }
  }
}

/// The part of a cache that belongs to one layer's attention.
public struct AttentionCache {
  fileprivate let cache: DecoderCache
  fileprivate let layer: Int

  /// `[slots · capacity, cachedWidth]`
  var keyValue: Tensor { cache.layers[layer] }

  /// The position in its sequence of each token of a pass.
  func positions(of pass: Pass) -> [Int32] { cache.positions(of: pass) }

  /// Adds the tokens of a pass, `[tokens, cachedWidth]`.
  func append(_ keyValue: Tensor, _ pass: Pass) { cache.append(keyValue, pass, layer: layer) }

  /// The shape of an attention in which the pass's output rows are the queries and all tokens of their slots the keys.
  func shape(
    _ rows: OutputRows, _ pass: Pass, headCount: Int, keyValueHeadCount: Int? = nil, pattern: AttentionPattern
  ) -> AttentionShape {
    AttentionShape(
      queryOffsets: rows.offsets(pass), firstKeys: cache.slots.map { $0 * cache.capacity },
      keyCounts: cache.slots.enumerated().map { index, slot in
        cache.lengths[slot] + pass.offsets[index + 1] - pass.offsets[index]
      }, headCount: headCount, keyValueHeadCount: keyValueHeadCount, pattern: pattern)
  }
}
