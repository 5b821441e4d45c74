/// Keys that are listed for each query.
struct KeyLists: VisibleKeys {
  private let queries: [[Range<Int>]]
  private let tiles: [[Range<Int>]]
  let ofAll: [Range<Int>]
  let widestTile: Int

  /// What `queryCount` queries from `firstPlace` on see.
  init(_ pattern: AttentionPattern, queryCount: Int, keyCount: Int, firstPlace: Int) {
    let queries = (0..<queryCount).map { pattern.keys(at: firstPlace + $0, keyCount: keyCount) }
    let tiles = stride(from: 0, to: queryCount, by: queriesPerTile).map { first in
      joined(queries[first..<min(queryCount, first + queriesPerTile)].joined())
    }
    (self.queries, self.tiles) = (queries, tiles)
    ofAll = joined(tiles.joined())
    widestTile = tiles.map(\.columnCount).max() ?? 0
  }

  func ofQuery(_ query: Int) -> [Range<Int>] { queries[query] }

  func ofTile(_ queries: Range<Int>) -> [Range<Int>] { tiles[queries.lowerBound / queriesPerTile] }
}

extension KeySets<KeyLists> {
  /// The lists of each sequence; sequences of one length share theirs.
  static func lists(_ shape: AttentionShape) -> KeySets {
    var known: [[Int]: KeyLists] = [:]
    return KeySets(shape) { sequence in
      let sizes = [shape.queryCount(sequence), shape.keyCounts[sequence], shape.firstPlaces[sequence]]
      if let lists = known[sizes] { return lists }
      let lists = KeyLists(shape.pattern, queryCount: sizes[0], keyCount: sizes[1], firstPlace: sizes[2])
      known[sizes] = lists
      return lists
    }
  }
}
