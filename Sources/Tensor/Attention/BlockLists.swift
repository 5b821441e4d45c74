/// Blocks of keys that are listed for each block of queries of one head.
struct BlockLists: VisibleKeys {
  private let size: Int
  private let isCausal: Bool
  private let firstPlace: Int
  /// What each block of queries sees, from the block of the first query on.
  private let blocks: [[Range<Int>]]
  private let tiles: [[Range<Int>]]
  fileprivate(set) var ofAll: [Range<Int>]
  fileprivate(set) var widestTile: Int

  /// What `queryCount` queries of a head see from `firstPlace` on.
  init(_ pattern: AttentionPattern, head: Int, queryCount: Int, keyCount: Int, firstPlace: Int) {
    guard case .blocks(let size, let isCausal, let function) = pattern else { preconditionFailure("another pattern") }
    let blockCount = (keyCount + size - 1) / size
    let first = firstPlace / size
    let end = queryCount == 0 ? first : (firstPlace + queryCount - 1) / size + 1
    let blocks = (first..<end).map { block in
      joined(function(head, block, blockCount).map { ($0 * size..<($0 + 1) * size).clamped(to: 0..<keyCount) })
    }
    let tiles = stride(from: 0, to: queryCount, by: queriesPerTile).map { query in
      let last = firstPlace + min(queryCount, query + queriesPerTile) - 1
      let seen = joined(blocks[((firstPlace + query) / size - first)...(last / size - first)].joined())
      return isCausal ? seen.clamped(upTo: last + 1) : seen
    }
    (self.size, self.isCausal, self.firstPlace) = (size, isCausal, firstPlace)
    (self.blocks, self.tiles) = (blocks, tiles)
    ofAll = joined(tiles.joined())
    widestTile = tiles.map(\.columnCount).max() ?? 0
  }

  func ofQuery(_ query: Int) -> [Range<Int>] {
    let place = firstPlace + query
    let seen = blocks[place / size - firstPlace / size]
    return isCausal ? seen.clamped(upTo: place + 1) : seen
  }

  func ofTile(_ queries: Range<Int>) -> [Range<Int>] { tiles[queries.lowerBound / queriesPerTile] }
}

extension KeySets<BlockLists> {
  /// The lists of each sequence and head; sequences of one length share theirs.
  static func blocks(_ shape: AttentionShape) -> KeySets {
    var known: [[Int]: [BlockLists]] = [:]
    let all = (0..<shape.sequences).flatMap { sequence in
      let sizes = [shape.queryCount(sequence), shape.keyCounts[sequence], shape.firstPlaces[sequence]]
      if let lists = known[sizes] { return lists }
      var lists = (0..<shape.headCount).map { head in
        BlockLists(shape.pattern, head: head, queryCount: sizes[0], keyCount: sizes[1], firstPlace: sizes[2])
      }
      if shape.headsPerKey > 1 {
        for first in stride(from: 0, to: lists.count, by: shape.headsPerKey) {
          let heads = first..<(first + shape.headsPerKey)
          let (ofAll, widest) = (joined(lists[heads].map(\.ofAll).joined()), lists[heads].map(\.widestTile).max()!)
          for head in heads { (lists[head].ofAll, lists[head].widestTile) = (ofAll, widest) }
        }
      }
      known[sizes] = lists
      return lists
    }
    return KeySets(all, perSequence: shape.headCount)
  }
}

extension [Range<Int>] {
  /// These ranges, which are in order, up to a place.
  fileprivate func clamped(upTo end: Int) -> [Range<Int>] {
    if let last, last.upperBound <= end { return self }
    return compactMap { $0.lowerBound < end ? $0.lowerBound..<Swift.min(end, $0.upperBound) : nil }
  }
}
