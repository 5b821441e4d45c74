internal import Tensor

/// Keys and values of the tokens that a decoder has read (of a synthesizer the values alone), so that each new token
/// costs the work of one token.
///
/// There are `slots` for sequences, each with room for `capacity` tokens. A sequence that has ended gives up its slot,
/// and beams move between slots. Of a layer that sees a window, only the tokens in the window are kept.
public final class DecoderCache {
  /// What is kept of one layer.
  public struct Layer: Sendable {
    /// float32 values of a token (`Attention.cachedWidth`).
    public let width: Int
    /// How many of the latest tokens are kept (`Attention.cachedTokens`); nil for all.
    public let window: Int?

    /// A layer that keeps all tokens, or those in a window.
    public init(width: Int, window: Int? = nil) {
      self.width = width
      self.window = window
    }

    /// Rows of a slot for up to `capacity` tokens. A window has some more than it needs: its tokens move to the first
    /// rows only when all rows are full.
    func rows(capacity: Int) -> Int { window.map { min(capacity, $0 + min($0, 64)) } ?? capacity }
  }

  /// Tokens that a slot has room for.
  public let capacity: Int
  /// Tokens that each slot has read.
  public private(set) var lengths: [Int]
  /// The slot of each sequence of the next pass.
  public var slots: [Int]
  /// Whether layers have left out tokens that were read, so that what they hold is no longer enough.
  var hasGaps = false
  private var stores: [Store]

  /// The part of one layer.
  private struct Store {
    let layer: Layer
    /// Rows of a slot.
    let rows: Int
    /// `[slots · rows, width]`
    var values: Tensor
    /// The position of the first token that each slot holds.
    var firsts: [Int]
  }

  /// An empty cache.
  ///
  /// - Parameters:
  ///   - layers: what each layer keeps
  ///   - slots: number of sequences
  ///   - capacity: tokens of a sequence at most
  public init(layers: [Layer], slots: Int, capacity: Int) {
    self.capacity = capacity
    lengths = Array(repeating: 0, count: slots)
    self.slots = Array(0..<slots)
    stores = layers.map { layer in
      let rows = layer.rows(capacity: capacity)
      return Store(
        layer: layer, rows: rows, values: Tensor.uninitialized([slots * rows, layer.width]),
        firsts: Array(repeating: 0, count: slots))
    }
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

  fileprivate func append(_ keyValue: Tensor, _ pass: Pass, layer: Int) -> CachedKeys {
    let (rows, window) = (stores[layer].rows, stores[layer].layer.window ?? capacity)
    let counts = zip(pass.offsets, pass.offsets.dropFirst()).map { $1 - $0 }
    // 1. Room for the new tokens. The first of them still sees the last ones of a window, without one.
    for (slot, count) in zip(slots, counts) {
      precondition(lengths[slot] + count <= capacity, "\(lengths[slot] + count) tokens for \(capacity)")
      let kept = held(slot, layer)
      if kept + count > rows && kept >= window { moveToFront(slot, layer, last: window - 1) }
    }
    let held = slots.map { self.held($0, layer) }
    // 2. In place
    if zip(held, counts).allSatisfy({ $0 + $1 <= rows }) {
      for (index, slot) in slots.enumerated() {
        stores[layer].values.replaceRows(
          from: slot * rows + held[index], with: keyValue, rows: pass.offsets[index]..<pass.offsets[index + 1])
      }
      return CachedKeys(
        keyValue: stores[layer].values, firstKeys: slots.map { $0 * rows }, keyCounts: zip(held, counts).map(+))
    }
    // 3. More tokens than a window has rows, as when a prompt is read: side by side for this pass; the last are kept
    let keyCounts = zip(held, counts).map(+)
    let firstKeys = keyCounts.reduce(into: [0]) { $0.append($0.last! + $1) }
    var all = Tensor.uninitialized([firstKeys.last!, keyValue.columns])
    for (index, slot) in slots.enumerated() {
      all.replaceRows(from: firstKeys[index], with: stores[layer].values, rows: slot * rows..<slot * rows + held[index])
      all.replaceRows(
        from: firstKeys[index] + held[index], with: keyValue, rows: pass.offsets[index]..<pass.offsets[index + 1])
      let kept = min(window, keyCounts[index])
      let end = firstKeys[index + 1]
      stores[layer].values.replaceRows(from: slot * rows, with: all, rows: end - kept..<end)
      stores[layer].firsts[slot] = lengths[slot] + counts[index] - kept
    }
    return CachedKeys(keyValue: all, firstKeys: Array(firstKeys.dropLast()), keyCounts: keyCounts)
  }

  /// Tokens that a slot holds of a layer.
  private func held(_ slot: Int, _ layer: Int) -> Int { lengths[slot] - stores[layer].firsts[slot] }

  /// Keeps the last tokens of a slot alone.
  private func moveToFront(_ slot: Int, _ layer: Int, last count: Int) {
    let end = slot * stores[layer].rows + held(slot, layer)
    let kept = stores[layer].values.gatherRows(Array(end - count..<end))
    stores[layer].values.replaceRows(from: slot * stores[layer].rows, with: kept, rows: 0..<count)
    stores[layer].firsts[slot] = lengths[slot] - count
  }

  /// Counts the tokens of a pass, after every layer has appended them.
  func advance(_ pass: Pass) {
    for (index, slot) in slots.enumerated() { lengths[slot] += pass.offsets[index + 1] - pass.offsets[index] }
  }

  /// Copies to each slot `slot` what the slot `from` held: a beam continues another one's tokens.
  public func rearrange(_ sources: [(slot: Int, from: Int)]) {
    let moves = sources.filter { $0.slot != $0.from }
    if moves.isEmpty { return }
    let before = lengths
    for layer in stores.indices {
      let (rows, firsts) = (stores[layer].rows, stores[layer].firsts)
      // All are read before any is written: two beams may change places.
      let copies = moves.map { move in
        stores[layer].values.gatherRows(Array((move.from * rows)..<(move.from * rows + held(move.from, layer))))
      }
      for (move, copy) in zip(moves, copies) {
        stores[layer].values.replaceRows(from: move.slot * rows, with: copy, rows: 0..<copy.rows)
        stores[layer].firsts[move.slot] = firsts[move.from]
      }
    }
    for move in moves { lengths[move.slot] = before[move.from] }
  }
}

/// The part of a cache that belongs to one layer's attention.
public struct AttentionCache {
  fileprivate let cache: DecoderCache
  fileprivate let layer: Int

  /// The position in its sequence of each token of a pass.
  func positions(of pass: Pass) -> [Int32] { cache.positions(of: pass) }

  /// Tokens of each sequence, those of a pass included.
  func lengths(with pass: Pass) -> [Int] {
    cache.slots.enumerated().map { cache.lengths[$1] + pass.offsets[$0 + 1] - pass.offsets[$0] }
  }

  /// Adds the tokens of a pass, `[tokens, cachedWidth]`, and gives what they see.
  func append(_ keyValue: Tensor, _ pass: Pass) -> CachedKeys { cache.append(keyValue, pass, layer: layer) }
}

/// What the tokens of a pass see: those that the cache held, and themselves.
struct CachedKeys {
  /// `[rows, cachedWidth]`; the tokens of a sequence are in neighbouring rows.
  let keyValue: Tensor
  /// The row of each sequence's first token.
  let firstKeys: [Int]
  /// Tokens of each sequence.
  let keyCounts: [Int]

  /// The values of the last tokens of each sequence, `[Σ counts, cachedWidth]`.
  func last(_ counts: [Int]) -> Tensor {
    let ends = zip(firstKeys, keyCounts).map(+)
    return keyValue.gatherRows(zip(ends, counts).flatMap { ($0 - $1)..<$0 })
  }

  /// The shape of an attention in which the pass's output rows are the queries.
  func shape(
    _ rows: OutputRows, _ pass: Pass, headCount: Int, keyValueHeadCount: Int? = nil, pattern: AttentionPattern
  ) -> AttentionShape {
    AttentionShape(
      queryOffsets: rows.offsets(pass), firstKeys: firstKeys, keyCounts: keyCounts, headCount: headCount,
      keyValueHeadCount: keyValueHeadCount, pattern: pattern)
  }
}
