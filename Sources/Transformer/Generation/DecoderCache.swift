import Tensor

/// Keys and values of the tokens that a decoder has read (of a synthesizer the values alone), so that each new token
/// costs one token's work.
///
/// There are `slots` places for sequences, each with room for `capacity` tokens; sequences that have ended give their
/// slot up, and beams move between slots.
public final class DecoderCache {
  /// Tokens that a slot has room for.
  public let capacity: Int
  /// Tokens that each slot holds.
  public private(set) var lengths: [Int]
  /// The slot of each sequence of the coming pass.
  public var slots: [Int]
  /// For each layer `[slots · capacity, width]`.
  private(set) var layers: [Tensor]

  /// An empty cache.
  ///
  /// - Parameters:
  ///   - layers: layers of the decoder
  ///   - width: what a layer keeps of a token: `DecoderConfiguration.cachedWidth`
  ///   - slots: sequences
  ///   - capacity: tokens of a sequence at most
  public init(layers: Int, width: Int, slots: Int, capacity: Int) {
    self.capacity = capacity
    lengths = Array(repeating: 0, count: slots)
    self.slots = Array(0..<slots)
    self.layers = (0..<layers).map { _ in Tensor.uninitialized([slots * capacity, width]) }
  }

  /// The place in its sequence of each token of a pass.
  func positions(of pass: Pass) -> [Int32] {
    precondition(pass.offsets.count == slots.count + 1, "\(pass.offsets.count - 1) sequences for \(slots.count) slots")
    return slots.indices.flatMap { index in
      let first = Int32(lengths[slots[index]])
      return first..<(first + Int32(pass.offsets[index + 1] - pass.offsets[index]))
    }
  }

  /// One layer's part.
  func layer(_ index: Int) -> AttentionCache { AttentionCache(cache: self, layer: index) }

  fileprivate func append(_ keyValue: Tensor, _ pass: Pass, layer: Int) {
    for (index, slot) in slots.enumerated() {
      let (begin, end) = (pass.offsets[index], pass.offsets[index + 1])
      precondition(lengths[slot] + end - begin <= capacity, "\(lengths[slot] + end - begin) tokens for \(capacity)")
      layers[layer].replaceRows(from: slot * capacity + lengths[slot], with: keyValue, rows: begin..<end)
    }
  }

  /// Counts the tokens of a pass in, once every layer has taken them.
  func advance(_ pass: Pass) {
    for (index, slot) in slots.enumerated() { lengths[slot] += pass.offsets[index + 1] - pass.offsets[index] }
  }

  /// Gives each slot `index` of `sources` what the slot `sources[index]` held: beams that go on from another's tokens.
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

/// One layer's part of a cache, as its attention sees it.
public struct AttentionCache {
  fileprivate let cache: DecoderCache
  fileprivate let layer: Int

  var keyValue: Tensor { cache.layers[layer] }

  func positions(of pass: Pass) -> [Int32] { cache.positions(of: pass) }

  func append(_ keyValue: Tensor, _ pass: Pass) { cache.append(keyValue, pass, layer: layer) }

  /// The pass's tokens that `readout` names ask; all tokens of their slots answer.
  func shape(_ readout: Readout, _ pass: Pass, _ headCount: Int) -> AttentionShape {
    AttentionShape(
      queryOffsets: readout.offsets(pass), firstKeys: cache.slots.map { $0 * cache.capacity },
      keyCounts: cache.slots.enumerated().map { index, slot in
        cache.lengths[slot] + pass.offsets[index + 1] - pass.offsets[index]
      }, headCount: headCount, pattern: .causal)
  }
}
