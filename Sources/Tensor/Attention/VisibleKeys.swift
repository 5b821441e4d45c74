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

  /// What all queries of the sequence see together, those of all heads that read the same keys.
  var ofAll: Ranges { get }

  /// At least the number of keys that any tile of these heads sees.
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

extension VisibleKeys {
  func gather(_ row: UnsafeMutablePointer<Float>, query: Int, tile: Ranges) -> (column: Int, count: Int) {
    let ranges = ofQuery(query)
    guard let first = ranges.first else { return (0, 0) }
    let begin = tile.column(of: first.lowerBound)
    var count = first.count
    for keys in ranges.dropFirst() {
      let column = tile.column(of: keys.lowerBound)
      if column > begin + count { unsafe (row + begin + count).update(from: row + column, count: keys.count) }
      count += keys.count
    }
    return (begin, count)
  }

  func scatter(
    _ row: UnsafeMutablePointer<Float>, query: Int, tile: Ranges, _ gathered: (column: Int, count: Int), columns: Int
  ) {
    if gathered.count == columns { return }
    var (source, end) = (gathered.column + gathered.count, columns)
    // From the last range to the first, so that none is overwritten before it has been moved.
    for keys in ofQuery(query).reversed() {
      let column = tile.column(of: keys.lowerBound)
      source -= keys.count
      if column > source { unsafe (row + column).update(from: row + source, count: keys.count) }
      unsafe (row + column + keys.count).update(repeating: 0, count: end - column - keys.count)
      end = column
    }
    unsafe row.update(repeating: 0, count: end)
  }
}

/// What the queries of each sequence see: the same in all heads, or something else in each.
struct KeySets<Keys: VisibleKeys>: Sendable {
  private let keys: [Keys]
  /// 1, or the number of query heads.
  private let perSequence: Int

  /// The same keys in all heads.
  init(_ shape: AttentionShape, _ make: (_ sequence: Int) -> Keys) {
    keys = (0..<shape.sequences).map(make)
    perSequence = 1
  }

  /// The keys of each sequence, or of each sequence and head.
  init(_ keys: [Keys], perSequence: Int) {
    self.keys = keys
    self.perSequence = perSequence
  }

  /// Whether heads may see different keys.
  var differByHead: Bool { perSequence > 1 }

  /// What the queries of a head see in a sequence.
  @inline(__always) subscript(sequence: Int, head: Int) -> Keys {
    keys[perSequence == 1 ? sequence : sequence &* perSequence &+ head]
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
