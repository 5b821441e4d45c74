import Foundation
import Tensor
import Testing

/// An attention and its gradient in double precision, from the definition: every query looks at every key of its
/// sequence, and `sees` says whether it counts.
struct AttentionReference {
  let shape: AttentionShape
  let query: Tensor
  let keyValue: Tensor
  var positionKeys: PositionKeys?
  /// Whether the query of a head at a place sees the key at a place, of so many keys.
  let sees: (_ head: Int, _ place: Int, _ key: Int, _ keyCount: Int) -> Bool
  /// Counts the visible keys of a query as columns.
  var dropout: Dropout?

  struct Results {
    var context: [Double]
    var dQuery: [Double]
    var dKeyValue: [Double]
    var dKeys: [Double]
    var dBias: [Double]
  }

  /// The context, and the gradients for a gradient of the context.
  func results(_ dContext: Tensor) -> Results {
    let d = query.columns / shape.headCount
    func doubles(_ tensor: Tensor) -> [Double] { tensor.values.map(Double.init) }
    let (q, kv, dC) = (doubles(query), doubles(keyValue), doubles(dContext))
    let (keys, bias) = (positionKeys.map { doubles($0.keys) } ?? [], positionKeys?.bias.values ?? [])
    let keyValues = positionKeys == nil ? kv : keys
    let scale = positionKeys == nil ? 1 / Double(d).squareRoot() : 1
    var found = Results(
      context: zeros(q.count), dQuery: zeros(q.count), dKeyValue: zeros(kv.count), dKeys: zeros(keys.count),
      dBias: zeros(bias.count))
    for head in 0..<shape.headCount {
      let factors = mask(head)
      let keyColumn = head / (shape.headCount / shape.keyValueHeadCount) * d
      let valueColumn = keyValue.columns - shape.keyValueHeadCount * d + keyColumn
      for sequence in shape.keyCounts.indices {
        let (first, count) = (shape.firstKeys[sequence], shape.keyCounts[sequence])
        for token in shape.queryOffsets[sequence]..<shape.queryOffsets[sequence + 1] {
          let place = shape.firstPlaces[sequence] + token - shape.queryOffsets[sequence]
          let visible = (0..<count).filter { sees(head, place, $0, count) }
          if visible.isEmpty { continue }
          let own = token * query.columns + head * d
          func keyAt(_ key: Int) -> Int {
            positionKeys == nil ? (first + key) * keyValue.columns + keyColumn : key * d
          }
          func valueAt(_ key: Int) -> Int { (first + key) * keyValue.columns + valueColumn }
          let scores = visible.map { key in
            var score = positionKeys == nil ? 0 : Double(bias[key])
            for c in 0..<d { score += scale * q[own + c] * keyValues[keyAt(key) + c] }
            return score
          }
          let most = scores.max()!
          let sum = scores.reduce(0) { $0 + exp($1 - most) }
          let p = scores.map { exp($0 - most) / sum }
          var dP = zeros(visible.count)
          for (rank, key) in visible.enumerated() {
            let kept = Double(factors.isEmpty ? 1 : factors[token * widest + rank])
            for c in 0..<d {
              found.context[own + c] += p[rank] * kept * kv[valueAt(key) + c]
              found.dKeyValue[valueAt(key) + c] += p[rank] * kept * dC[own + c]
              dP[rank] += kept * dC[own + c] * kv[valueAt(key) + c]
            }
          }
          let mean = zip(p, dP).reduce(0) { $0 + $1.0 * $1.1 }
          for (rank, key) in visible.enumerated() {
            let dScore = p[rank] * (dP[rank] - mean)
            if positionKeys != nil { found.dBias[key] += dScore }
            for c in 0..<d {
              found.dQuery[own + c] += scale * dScore * keyValues[keyAt(key) + c]
              if positionKeys == nil {
                found.dKeyValue[keyAt(key) + c] += scale * dScore * q[own + c]
              } else {
                found.dKeys[keyAt(key) + c] += scale * dScore * q[own + c]
              }
            }
          }
        }
      }
    }
    return found
  }

  private func zeros(_ count: Int) -> [Double] { [Double](repeating: 0, count: count) }

  private var widest: Int { shape.keyCounts.max() ?? 0 }

  /// The factors of a head's dropout, `[query tokens, widest]`: heads have streams of their own.
  private func mask(_ head: Int) -> [Float] {
    guard let dropout else { return [] }
    let own = Dropout(
      probability: dropout.probability, seed: dropout.seed, step: dropout.step,
      stream: dropout.stream | UInt32(head + 1) << 16)
    return drop(Tensor(repeating: 1, [query.rows, widest]), own).values
  }
}

/// A pattern with its definition, for the reference.
struct PatternCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let pattern: AttentionPattern
  let sees: @Sendable (_ head: Int, _ place: Int, _ key: Int, _ keyCount: Int) -> Bool

  init(
    testDescription: String, pattern: AttentionPattern,
    seesByHead: @escaping @Sendable (_ head: Int, _ place: Int, _ key: Int, _ keyCount: Int) -> Bool
  ) {
    (self.testDescription, self.pattern, sees) = (testDescription, pattern, seesByHead)
  }

  init(
    testDescription: String, pattern: AttentionPattern,
    sees: @escaping @Sendable (_ place: Int, _ key: Int, _ keyCount: Int) -> Bool
  ) {
    self.init(testDescription: testDescription, pattern: pattern) { _, place, key, count in sees(place, key, count) }
  }

  static let full = PatternCase(testDescription: "full", pattern: .full) { _, _, _ in true }
  static let causal = PatternCase(testDescription: "causal", pattern: .causal) { place, key, _ in key <= place }

  static func window(_ before: Int, _ after: Int) -> PatternCase {
    PatternCase(testDescription: "window \(before) \(after)", pattern: .window(before: before, after: after)) {
      place, key, _ in key >= place - before && key <= place + after
    }
  }

  /// A window with global places at the beginning.
  static func globals(_ before: Int, _ after: Int, _ globals: Int) -> PatternCase {
    PatternCase(
      testDescription: "window \(before) \(after), \(globals) globals",
      pattern: .globalWindow(before: before, after: after, globals: globals)
    ) { place, key, _ in
      key >= place - before && key <= place + after || key < globals || place < globals
    }
  }

  /// Blocks that differ between heads: the first one, some before and after a query's own, of which some are not there,
  /// one twice.
  static func headBlocks(_ size: Int, isCausal: Bool) -> PatternCase {
    @Sendable func blocks(_ head: Int, _ block: Int, _ count: Int) -> [Int] {
      [block + head, 0, block, (3 * block + 5 * head) % count, block - 1 - head, block]
    }
    return PatternCase(
      testDescription: "blocks of \(size) by head" + (isCausal ? ", causal" : ""),
      pattern: .blocks(size: size, isCausal: isCausal, blocks)
    ) { head, place, key, count in
      blocks(head, place / size, (count + size - 1) / size).contains(key / size) && (!isCausal || key <= place)
    }
  }

  /// Blocks of 16: a query sees the first block, its own, and each fourth one; of causal queries only what is before.
  static func blocks(isCausal: Bool) -> PatternCase {
    PatternCase(
      testDescription: isCausal ? "causal blocks" : "blocks",
      pattern: .ranges { place, count in
        // Out of order, overlapping, and beyond the end.
        let end = isCausal ? place + 1 : count + 40
        return stride(from: 0, to: count, by: 64).map { ($0..<($0 + 16)).clamped(to: 0..<end) }.reversed()
          + [(place / 16 * 16..<(place / 16 * 16 + 16)).clamped(to: 0..<end)]
      },
      sees: { place, key, _ in
        (key / 16 % 4 == 0 || key / 16 == place / 16) && (!isCausal || key <= place)
      })
  }

  /// Single keys, none for each fifth query, and for a whole tile of queries.
  static let scattered = PatternCase(
    testDescription: "scattered",
    pattern: .ranges { place, count in
      place % 5 == 0 || (64..<128).contains(place) ? [] : stride(from: place % 3, to: count, by: 7).map { $0..<$0 + 1 }
    },
    sees: { place, key, _ in place % 5 != 0 && !(64..<128).contains(place) && key % 7 == place % 3 })

  static let all = [
    full, causal, window(0, 0), window(3, 0), window(5, 9), window(100, 20), window(0, 70), blocks(isCausal: false),
    blocks(isCausal: true), scattered, globals(3, 5, 2), globals(4, 4, 1), globals(0, 0, 70), globals(40, 40, 0),
    globals(2, 2, 200), headBlocks(16, isCausal: false), headBlocks(16, isCausal: true),
    headBlocks(64, isCausal: false),
    headBlocks(64, isCausal: true), headBlocks(7, isCausal: false), headBlocks(7, isCausal: true),
  ]
}
