import Foundation
import Tensor
import Testing

/// Heads of queries, heads of keys and values, and their size.
struct Heads: Sendable {
  let queries: Int
  let keys: Int
  let size: Int
}

@Suite struct AttentionTests {
  static let lengths = [1, 7, 130, 64, 65]
  static let offsets = lengths.reduce(into: [0]) { $0.append($0.last! + $1) }
  static let heads = [
    Heads(queries: 1, keys: 1, size: 1), Heads(queries: 2, keys: 2, size: 5), Heads(queries: 6, keys: 2, size: 4),
    Heads(queries: 3, keys: 1, size: 16),
  ]

  /// Holds context and gradients against the reference.
  private func check(
    _ shape: AttentionShape, _ pattern: PatternCase, keyRows: Int, headSize: Int, dropout: Dropout? = nil,
    positions: Int? = nil
  ) {
    let (width, keyWidth) = (shape.headCount * headSize, shape.keyValueHeadCount * headSize)
    let query = noise([shape.queryOffsets.last!, width], seed: 1, scale: 2)
    let keyValue = noise([keyRows, positions == nil ? 2 * keyWidth : keyWidth], seed: 2, scale: 2)
    let dContext = noise(query.shape, seed: 3)
    let places = positions.map {
      PositionKeys(keys: noise([$0, headSize], seed: 4), bias: noise([$0], seed: 5))
    }
    let expected = AttentionReference(
      shape: shape, query: query, keyValue: keyValue, positionKeys: places, sees: pattern.sees, dropout: dropout
    ).results(dContext)
    let (context, saved) = attention(query: query, keyValue: keyValue, positionKeys: places, shape, dropout: dropout)
    #expect(distance(context.values, expected.context) < 1e-5)
    // Rows of a cache that belong to no sequence have no gradient.
    if shape.keyCounts.reduce(0, +) != keyRows { return }
    let (dQuery, dKeyValue, dPlaces) = attentionBackward(
      dContext, query: query, keyValue: keyValue, positionKeys: places, saved, shape, dropout: dropout)
    #expect(distance(dQuery.values, expected.dQuery) < 1e-5)
    #expect(distance(dKeyValue.values, expected.dKeyValue) < 2e-5)
    #expect((dPlaces == nil) == (places == nil))
    if let dPlaces {
      #expect(distance(dPlaces.keys.values, expected.dKeys) < 5e-5)
      #expect(distance(dPlaces.bias.values, expected.dBias) < 5e-5)
    }
  }

  @Test(arguments: PatternCase.all, heads) func followsItsDefinition(_ pattern: PatternCase, _ heads: Heads) {
    let shape = AttentionShape(
      offsets: Self.offsets, headCount: heads.queries, keyValueHeadCount: heads.keys, pattern: pattern.pattern)
    for dropout in [nil, Dropout(probability: 0.3, seed: 5, step: 2, stream: 7)] {
      check(shape, pattern, keyRows: Self.offsets.last!, headSize: heads.size, dropout: dropout)
    }
  }

  /// The last queries of each sequence, the first ones, some in the middle, and one or none.
  @Test(arguments: PatternCase.all, [[0, 0, 0, 0, 0], [1, 3, 66, 64, 1], [1, 1, 1, 1, 1]])
  func fewerQueriesThanKeys(_ pattern: PatternCase, _ counts: [Int]) {
    let queryOffsets = counts.reduce(into: [0]) { $0.append($0.last! + $1) }
    let rests = zip(Self.lengths, counts).map { $0 - $1 }
    for firstPlaces in [nil, counts.map { _ in 0 }, rests.map { $0 / 2 }] {
      let shape = AttentionShape(
        queryOffsets: queryOffsets, keyOffsets: Self.offsets, firstPlaces: firstPlaces, headCount: 4,
        keyValueHeadCount: 2, pattern: pattern.pattern)
      #expect(shape.firstPlaces == firstPlaces ?? rests)
      for dropout in [nil, Dropout(probability: 0.3, seed: 5, step: 2, stream: 7)] {
        check(shape, pattern, keyRows: Self.offsets.last!, headSize: 5, dropout: dropout)
      }
    }
  }

  /// Keys in a cache, with room between the sequences; a few queries each, and one each.
  @Test(arguments: PatternCase.all, [[1, 3, 66, 64, 1], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]])
  func keysInACache(_ pattern: PatternCase, _ counts: [Int]) {
    let lengths = (0..<counts.count).map { Self.lengths[$0 % 5] }
    let shape = AttentionShape(
      queryOffsets: counts.reduce(into: [0]) { $0.append($0.last! + $1) },
      firstKeys: counts.indices.map { $0 * 140 }, keyCounts: lengths, headCount: 6, keyValueHeadCount: 2,
      pattern: pattern.pattern)
    check(shape, pattern, keyRows: counts.count * 140, headSize: 20)
  }

  @Test(arguments: PatternCase.all, [Heads(queries: 2, keys: 2, size: 4), Heads(queries: 6, keys: 2, size: 4)])
  func keysOfPositions(_ pattern: PatternCase, _ heads: Heads) {
    let shape = AttentionShape(
      offsets: Self.offsets, headCount: heads.queries, keyValueHeadCount: heads.keys, pattern: pattern.pattern)
    for dropout in [nil, Dropout(probability: 0.3, seed: 5, step: 2, stream: 7)] {
      check(shape, pattern, keyRows: Self.offsets.last!, headSize: heads.size, dropout: dropout, positions: 133)
    }
  }

  /// The same keys give the same bits, whatever the pattern is called.
  @Test func equalPatternsGiveEqualBits() {
    let query = noise([Self.offsets.last!, 12], seed: 1)
    let keyValue = noise([Self.offsets.last!, 24], seed: 2)
    let dropout = Dropout(probability: 0.2, seed: 5, step: 2, stream: 7)
    func run(_ pattern: AttentionPattern) -> [Tensor] {
      let shape = AttentionShape(offsets: Self.offsets, headCount: 3, pattern: pattern)
      let (context, saved) = attention(query: query, keyValue: keyValue, shape, dropout: dropout)
      let gradients = attentionBackward(context, query: query, keyValue: keyValue, saved, shape, dropout: dropout)
      return [context, gradients.dQuery, gradients.dKeyValue]
    }
    let (full, causal, window) = (run(.full), run(.causal), run(.window(before: 9, after: 4)))
    #expect(run(.window(before: .max, after: .max)) == full)
    #expect(run(.ranges { _, count in [0..<count] }) == full)
    #expect(run(.window(before: 1000, after: 0)) == causal)
    #expect(run(.ranges { place, _ in [0..<place + 1] }) == causal)
    #expect(run(.ranges { place, _ in [place..<place + 5, place - 9..<place] }) == window)
    #expect(window != causal && causal != full)
    #expect(run(.globalWindow(before: 9, after: 4, globals: 0)) == window)
    #expect(run(.globalWindow(before: 0, after: 0, globals: 1000)) == full)
    #expect(
      run(.globalWindow(before: 9, after: 4, globals: 2))
        == run(.ranges { place, count in place < 2 ? [0..<count] : [0..<2, place - 9..<place + 5] }))
    let allBlocks: @Sendable (Int, Int, Int) -> [Int] = { _, _, count in Array(0..<count) }
    for size in [1, 16, 50, 64, 1000] {
      #expect(run(.blocks(size: size, isCausal: false, allBlocks)) == full)
      #expect(run(.blocks(size: size, isCausal: true, allBlocks)) == causal)
    }
  }

  /// Equal heads of keys and values are what their copies are, and their gradient is the sum of the copies'.
  @Test func sharedHeadsAreCopies() {
    let (heads, keyHeads, d) = (6, 2, 4)
    let query = noise([Self.offsets.last!, heads * d], seed: 1)
    let keyValue = noise([Self.offsets.last!, 2 * keyHeads * d], seed: 2)
    /// The column among the shared heads of a column among their copies.
    func source(_ column: Int) -> Int {
      let (side, head) = (column / (heads * d), column / d % heads)
      return (side * keyHeads + head / 3) * d + column % d
    }
    let (values, sharedWidth, copyWidth) = (keyValue.values, 2 * keyHeads * d, 2 * heads * d)
    let copied = (0..<(keyValue.rows * copyWidth)).map { index in
      values[index / copyWidth * sharedWidth + source(index % copyWidth)]
    }
    let copies = Tensor(copied, shape: [keyValue.rows, copyWidth])
    let shared = AttentionShape(
      offsets: Self.offsets, headCount: heads, keyValueHeadCount: keyHeads, pattern: .causal)
    let single = AttentionShape(offsets: Self.offsets, headCount: heads, pattern: .causal)
    let (context, saved) = attention(query: query, keyValue: keyValue, shared, dropout: nil)
    let (expected, savedCopies) = attention(query: query, keyValue: copies, single, dropout: nil)
    #expect(context == expected)
    let dContext = noise(query.shape, seed: 3)
    let found = attentionBackward(dContext, query: query, keyValue: keyValue, saved, shared, dropout: nil)
    let apart = attentionBackward(dContext, query: query, keyValue: copies, savedCopies, single, dropout: nil)
    #expect(found.dQuery == apart.dQuery)
    var sums = [Double](repeating: 0, count: keyValue.count)
    for (index, value) in apart.dKeyValue.values.enumerated() {
      sums[index / copyWidth * sharedWidth + source(index % copyWidth)] += Double(value)
    }
    #expect(distance(found.dKeyValue.values, sums) < 1e-5)
  }

  /// NaN in the keys that no query of a tile sees is never read, and their gradient is zero.
  @Test(arguments: [
    AttentionPattern.window(before: 20, after: 10),
    .ranges { place, _ in [place - 20..<place - 10, place..<place + 11] },
    .blocks(size: 10, isCausal: false) { head, block, _ in [block - 2 + 2 * head, block, block + 1] },
  ])
  func keysThatNoQuerySeesCostNothing(_ pattern: AttentionPattern) {
    let (queries, keys, first) = (90, 400, 200)
    let seen = (first - 20)..<(first + queries + 10)
    let query = noise([queries, 8], seed: 1)
    var keyValue = noise([keys, 16], seed: 2)
    keyValue.withMutableSpan { span in
      for index in 0..<(keys * 16) where !seen.contains(index / 16) { span[index] = .nan }
    }
    let shape = AttentionShape(
      queryOffsets: [0, queries], keyOffsets: [0, keys], firstPlaces: [first], headCount: 2, pattern: pattern)
    let (context, saved) = attention(query: query, keyValue: keyValue, shape, dropout: nil)
    #expect(context.values.allSatisfy { $0.isFinite })
    let (dQuery, dKeyValue, _) = attentionBackward(
      noise(query.shape, seed: 3), query: query, keyValue: keyValue, saved, shape, dropout: nil)
    #expect(dQuery.values.allSatisfy { $0.isFinite })
    for (index, value) in dKeyValue.values.enumerated() {
      let isRight = seen.contains(index / 16) ? value.isFinite : value == 0
      #expect(isRight, "row \(index / 16)")
    }
  }

  @Test func patternsNameTheirKeys() {
    #expect(AttentionPattern.full.keys(at: 3, keyCount: 9) == [0..<9])
    #expect(AttentionPattern.causal.keys(at: 3, keyCount: 9) == [0..<4])
    #expect(AttentionPattern.window(before: 2, after: 1).keys(at: 1, keyCount: 9) == [0..<3])
    #expect(AttentionPattern.window(before: 2, after: 1).keys(at: 8, keyCount: 9) == [6..<9])
    #expect(AttentionPattern.window(before: 2, after: .max).keys(at: 8, keyCount: 9) == [6..<9])
    let ranges = AttentionPattern.ranges { place, _ in [7..<20, 0..<2, 1..<3, 3..<3, -5..<0, place..<place + 1] }
    #expect(ranges.keys(at: 4, keyCount: 9) == [0..<3, 4..<5, 7..<9])
    #expect(ranges.keys(at: 3, keyCount: 9) == [0..<4, 7..<9])
    #expect(AttentionPattern.full.scoreCount(places: 0..<9, keyCount: 9) == 81)
    #expect(AttentionPattern.causal.scoreCount(places: 7..<9, keyCount: 9) == 17)
    #expect(AttentionPattern.window(before: 2, after: 1).scoreCount(places: 0..<9, keyCount: 9) == 32)
    #expect(ranges.scoreCount(places: 4..<5, keyCount: 9) == 6)
    let globals = AttentionPattern.globalWindow(before: 1, after: 1, globals: 2)
    #expect(globals.keys(at: 1, keyCount: 9) == [0..<9] && globals.keys(at: 3, keyCount: 9) == [0..<5])
    #expect(globals.keys(at: 5, keyCount: 9) == [0..<2, 4..<7] && globals.keys(at: 8, keyCount: 9) == [0..<2, 7..<9])
    let blocks = AttentionPattern.blocks(size: 4, isCausal: true) { head, block, _ in [block + 1, head, block, -1] }
    #expect(blocks.keys(at: 9, keyCount: 11) == [0..<4, 8..<10])
    #expect(blocks.keys(at: 9, keyCount: 11, head: 1) == [4..<10])
  }

  @Test func lastQueriesAreThoseOfTheWhole() {
    // The last queries of a causal attention are what they are in the whole.
    let q = noise([10, 8], seed: 1)
    let kv = noise([10, 16], seed: 2)
    let whole = attention(
      query: q, keyValue: kv, AttentionShape(offsets: [0, 10], headCount: 2, pattern: .causal), dropout: nil)
    let last = attention(
      query: q.gatherRows([8, 9]), keyValue: kv,
      AttentionShape(queryOffsets: [0, 2], keyOffsets: [0, 10], headCount: 2, pattern: .causal), dropout: nil)
    #expect(distance(last.context.values, whole.context.gatherRows([8, 9]).values.map(Double.init)) < 1e-6)
  }

  /// One query a sequence, keys with gaps between the sequences: by definition, and the same to the last bit whether a
  /// sequence stands alone or among others.
  @Test(
    arguments: [
      Heads(queries: 2, keys: 2, size: 4), Heads(queries: 3, keys: 3, size: 20), Heads(queries: 12, keys: 12, size: 64),
      Heads(queries: 12, keys: 4, size: 32),
    ], [PatternCase.causal, .window(11, 0), .blocks(isCausal: true), .headBlocks(16, isCausal: true)])
  func singleQueriesFollowTheDefinition(_ heads: Heads, _ pattern: PatternCase) {
    let width = heads.queries * heads.size
    let lengths = [1, 7, 90, 64, 65, 3, 16, 17, 2]
    let capacity = 100
    let q = noise([lengths.count, width], seed: 1, scale: 2)
    let kv = noise([lengths.count * capacity, 2 * heads.keys * heads.size], seed: 2, scale: 2)
    func shape(_ sequences: Range<Int>) -> AttentionShape {
      AttentionShape(
        queryOffsets: Array(0...sequences.count), firstKeys: sequences.map { $0 * capacity },
        keyCounts: sequences.map { lengths[$0] }, headCount: heads.queries, keyValueHeadCount: heads.keys,
        pattern: pattern.pattern)
    }
    func run(_ sequences: Range<Int>) -> Tensor {
      attention(query: q.copyOfRows(sequences), keyValue: kv, shape(sequences), dropout: nil).context
    }
    let together = run(0..<lengths.count)
    for sequence in lengths.indices {
      let own = sequence..<(sequence + 1)
      #expect(run(own) == together.copyOfRows(own))
    }
    let expected = AttentionReference(
      shape: shape(0..<lengths.count), query: q, keyValue: kv, sees: pattern.sees
    ).results(q).context
    #expect(distance(together.values, expected) < 1e-5)
  }
}
