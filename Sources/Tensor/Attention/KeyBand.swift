/// Keys up to a distance before and after each query: one range, found without a list. Full and causal attention are
/// such a band.
struct KeyBand: VisibleKeys {
  let queryCount: Int
  let keyCount: Int
  /// Where the range of the first query begins and ends if the sequence has no borders.
  let lower: Int
  let upper: Int

  /// The band of a sequence.
  init(_ shape: AttentionShape, sequence: Int) {
    let ((before, after), place) = (shape.pattern.reach, shape.firstPlaces[sequence])
    (queryCount, keyCount) = (shape.queryCount(sequence), shape.keyCounts[sequence])
    (lower, upper) = (place - before, place + after + 1)
  }

  /// What queries from one to another see together.
  @inline(__always) func range(_ first: Int, _ last: Int) -> Range<Int> {
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
