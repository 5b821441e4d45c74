/// The tokens of one word while they merge. The buffers are reused from word to word.
struct MergeRun {
  /// The tokens of the word and the end of each in bytes, after `merge`.
  private(set) var ids: [Int32] = []
  private(set) var ends: [Int32] = []
  private var values: [UInt64] = []
  private var next: [Int32] = []
  private var previous: [Int32] = []
  private var heap = Heap<UInt64>()

  /// Longer words find the next merge with a heap; for shorter ones a scan is faster.
  private static let longestScan = 48

  /// Starts a word of `count` bytes with the tokens that `id` returns.
  @inline(__always)
  mutating func start(_ count: Int, _ id: (Int) -> Int32) {
    ids.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    for index in 0..<count {
      ids.append(id(index))
      ends.append(Int32(index + 1))
    }
  }

  /// Starts a word without tokens.
  mutating func start() {
    ids.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// Adds a token of the word that ends at a byte.
  @inline(__always)
  mutating func append(_ id: Int32, end: Int) {
    ids.append(id)
    ends.append(Int32(end))
  }

  /// Merges the pair of lowest rank, the leftmost of several, until none is left.
  mutating func merge(_ table: MergeTable) {
    if ids.count < 2 { return }
    values.removeAll(keepingCapacity: true)
    for index in 1..<ids.count { values.append(table.value(ids[index - 1], ids[index])) }
    if ids.count <= Self.longestScan { mergeByScan(table) } else { mergeByHeap(table) }
  }

  private mutating func mergeByScan(_ table: MergeTable) {
    while true {
      var best = MergeTable.none
      var place = 0
      // Values of one rank are equal, so `<` keeps the leftmost.
      for index in values.indices where values[index] < best {
        best = values[index]
        place = index
      }
      if best == MergeTable.none { return }
      ids[place] = Int32(truncatingIfNeeded: best & 0xFFFF_FFFF)
      ends[place] = ends[place + 1]
      ids.remove(at: place + 1)
      ends.remove(at: place + 1)
      values.remove(at: place)
      if place > 0 { values[place - 1] = table.value(ids[place - 1], ids[place]) }
      if place < values.count { values[place] = table.value(ids[place], ids[place + 1]) }
    }
  }

  /// The same with a linked list and a heap of `rank << 32 | place`: n log n for a word of n bytes.
  private mutating func mergeByHeap(_ table: MergeTable) {
    let count = ids.count
    next = (0..<Int32(count)).map { $0 + 1 }
    previous = (0..<Int32(count)).map { $0 - 1 }
    heap.removeAll()
    for index in values.indices where values[index] != MergeTable.none { push(values[index], at: index) }
    values.append(MergeTable.none)
    while let top = heap.pop().map(~) {
      let place = Int(top & 0xFFFF_FFFF)
      let value = values[place]
      // Out of date: the pair at this place has changed or gone.
      if value == MergeTable.none || value >> 32 != top >> 32 { continue }
      let right = Int(next[place])
      ids[place] = Int32(truncatingIfNeeded: value & 0xFFFF_FFFF)
      ends[place] = ends[right]
      next[place] = next[right]
      values[right] = MergeTable.none
      ends[right] = -1
      let after = Int(next[place])
      if after < count { previous[after] = Int32(place) }
      update(place, after < count ? table.value(ids[place], ids[after]) : MergeTable.none)
      let before = Int(previous[place])
      if before >= 0 { update(before, table.value(ids[before], ids[place])) }
    }
    let kept = (0..<count).filter { ends[$0] >= 0 }
    ids = kept.map { ids[$0] }
    ends = kept.map { ends[$0] }
  }

  private mutating func update(_ place: Int, _ value: UInt64) {
    values[place] = value
    if value != MergeTable.none { push(value, at: place) }
  }

  /// The lowest rank, and then the leftmost place, has the greatest complement.
  private mutating func push(_ value: UInt64, at place: Int) {
    heap.push(~((value & 0xFFFF_FFFF_0000_0000) | UInt64(place)))
  }
}
