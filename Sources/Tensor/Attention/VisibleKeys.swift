/// Queries whose scores are in memory together.
let queriesPerTile = 64

/// The keys that the queries of one sequence see, in the form in which the kernels read them. Queries and keys have
/// numbers from 0 in their sequence.
protocol VisibleKeys: Sendable {
  /// Ranges of keys, in order, that neither overlap nor touch.
  associatedtype Ranges: RandomAccessCollection<Range<Int>> where Ranges.Index == Int

  /// What the queries of a tile, which begins at a multiple of `queriesPerTile`, see together.
  func ofTile(_ queries: Range<Int>) -> Ranges

  /// What one query sees.
  func ofQuery(_ query: Int) -> Ranges

  /// What all queries see together.
  var ofAll: Ranges { get }

  /// At least the number of keys that any tile sees.
  var widestTile: Int { get }

  /// Moves the values of the keys that a query sees next to each other, as softmax and dropout want them.
  ///
  /// - Parameters:
  ///   - row: the query's row of scores, a column for each key of the tile
  ///   - tile: what the tile sees
  /// - Returns: the column of the first value, and the number of values
  func gather(_ row: UnsafeMutablePointer<Float>, query: Int, tile: Ranges) -> (column: Int, count: Int)

  /// Moves the values back to the columns of their keys and puts zeros in the columns of all other keys.
  ///
  /// - Parameters:
  ///   - gathered: what `gather` returned
  ///   - columns: number of keys of the tile
  func scatter(
    _ row: UnsafeMutablePointer<Float>, query: Int, tile: Ranges, _ gathered: (column: Int, count: Int), columns: Int)
}

/// Keys up to a distance before and after each query: one range, found without a list. Full and causal attention are
/// such a band.
struct KeyBand: VisibleKeys {
  let queryCount: Int
  let keyCount: Int
  /// Where the range of the first query begins and ends if the sequence has no borders.
  let lower: Int
  let upper: Int

  /// The band of each sequence.
  static func all(_ shape: AttentionShape) -> [KeyBand] {
    let (before, after) = shape.pattern.reach
    return (0..<shape.sequences).map { sequence in
      let place = shape.firstPlaces[sequence]
      return KeyBand(
        queryCount: shape.queryCount(sequence), keyCount: shape.keyCounts[sequence], lower: place - before,
        upper: place + after + 1)
    }
  }

  /// What queries from one to another see together.
  @inline(__always) private func range(_ first: Int, _ last: Int) -> Range<Int> {
    max(0, lower &+ first)..<min(keyCount, upper &+ last)
  }

  func ofTile(_ queries: Range<Int>) -> CollectionOfOne<Range<Int>> {
    CollectionOfOne(range(queries.lowerBound, queries.upperBound - 1))
  }

  func ofQuery(_ query: Int) -> CollectionOfOne<Range<Int>> { CollectionOfOne(range(query, query)) }

  var ofAll: CollectionOfOne<Range<Int>> { CollectionOfOne(queryCount == 0 ? 0..<0 : range(0, queryCount - 1)) }

  var widestTile: Int { min(ofAll[0].count, upper - lower + queriesPerTile) }

  @inline(__always) func gather(
    _ row: UnsafeMutablePointer<Float>, query: Int, tile: CollectionOfOne<Range<Int>>
  ) -> (column: Int, count: Int) {
    let keys = range(query, query)
    return (keys.lowerBound &- tile[0].lowerBound, keys.count)
  }

  @inline(__always) func scatter(
    _ row: UnsafeMutablePointer<Float>, query: Int, tile: CollectionOfOne<Range<Int>>,
    _ gathered: (column: Int, count: Int), columns: Int
  ) {
    let (column, end) = (gathered.column, gathered.column &+ gathered.count)
    if column > 0 { unsafe row.update(repeating: 0, count: column) }
    if end < columns { unsafe (row + end).update(repeating: 0, count: columns &- end) }
  }
}

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

  /// The lists of each sequence; sequences of one length share theirs.
  static func all(_ shape: AttentionShape) -> [KeyLists] {
    var known: [[Int]: KeyLists] = [:]
    return (0..<shape.sequences).map { sequence in
      let sizes = [shape.queryCount(sequence), shape.keyCounts[sequence], shape.firstPlaces[sequence]]
      if let lists = known[sizes] { return lists }
      let lists = KeyLists(shape.pattern, queryCount: sizes[0], keyCount: sizes[1], firstPlace: sizes[2])
      known[sizes] = lists
      return lists
    }
  }

  func ofQuery(_ query: Int) -> [Range<Int>] { queries[query] }

  func ofTile(_ queries: Range<Int>) -> [Range<Int>] { tiles[queries.lowerBound / queriesPerTile] }

  func gather(_ row: UnsafeMutablePointer<Float>, query: Int, tile: [Range<Int>]) -> (column: Int, count: Int) {
    guard let first = queries[query].first else { return (0, 0) }
    let begin = tile.column(of: first.lowerBound)
    var count = first.count
    for keys in queries[query].dropFirst() {
      unsafe (row + begin + count).update(from: row + tile.column(of: keys.lowerBound), count: keys.count)
      count += keys.count
    }
    return (begin, count)
  }

  func scatter(
    _ row: UnsafeMutablePointer<Float>, query: Int, tile: [Range<Int>], _ gathered: (column: Int, count: Int),
    columns: Int
  ) {
    var (source, end) = (gathered.column + gathered.count, columns)
    // From the last range to the first, so that none is overwritten before it has been moved.
    for keys in queries[query].reversed() {
      let column = tile.column(of: keys.lowerBound)
      source -= keys.count
      unsafe (row + column).update(from: row + source, count: keys.count)
      unsafe (row + column + keys.count).update(repeating: 0, count: end - column - keys.count)
      end = column
    }
    unsafe row.update(repeating: 0, count: end)
  }
}

// MARK: Keys side by side

// A tile's scores have a column for each key that the tile sees, and no others: its ranges of keys lie side by side.

extension RandomAccessCollection<Range<Int>> where Index == Int {
  /// Number of keys.
  var columnCount: Int { reduce(0) { $0 + $1.count } }

  /// The column of a key, which is one of these.
  func column(of key: Int) -> Int {
    var column = 0
    for range in self {
      if key < range.upperBound { return column + key - range.lowerBound }
      column += range.count
    }
    return column
  }
}
