/// A band with global places at the beginning of the sequence: they see every key and are seen by every query.
struct GlobalBand: VisibleKeys {
  private let band: KeyBand
  private let firstPlace: Int
  private let globals: Int

  /// The keys of a sequence.
  init(_ shape: AttentionShape, sequence: Int) {
    band = KeyBand(shape, sequence: sequence)
    firstPlace = shape.firstPlaces[sequence]
    guard case .globalWindow(_, _, let globals) = shape.pattern else { preconditionFailure("another pattern") }
    self.globals = min(globals, band.keyCount)
  }

  /// What queries from one to another see together.
  @inline(__always) private func ranges(_ first: Int, _ last: Int) -> RangePair {
    if firstPlace &+ first < globals { return RangePair(0..<band.keyCount) }
    let near = band.range(first, last)
    if near.lowerBound <= globals { return RangePair(0..<max(globals, near.upperBound)) }
    return globals == 0 ? RangePair(near) : RangePair(0..<globals, near)
  }

  func ofTile(_ queries: Range<Int>) -> RangePair { ranges(queries.lowerBound, queries.upperBound - 1) }

  func ofQuery(_ query: Int) -> RangePair { ranges(query, query) }

  var ofAll: RangePair { band.queryCount == 0 ? RangePair(0..<0) : ranges(0, band.queryCount - 1) }

  var widestTile: Int {
    let all = ofAll.columnCount
    return firstPlace < globals ? all : min(all, band.widestTile + globals)
  }
}

/// One range or two, in order.
struct RangePair: RandomAccessCollection {
  private let lower: Range<Int>
  private let upper: Range<Int>
  let count: Int

  init(_ only: Range<Int>) { (lower, upper, count) = (only, only, 1) }
  init(_ lower: Range<Int>, _ upper: Range<Int>) { (self.lower, self.upper, count) = (lower, upper, 2) }

  var startIndex: Int { 0 }
  var endIndex: Int { count }
  subscript(index: Int) -> Range<Int> { index == 0 ? lower : upper }
}
