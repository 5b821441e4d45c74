/// The merges of byte-pair encoding (Sennrich et al. 2016): which two tokens become which, and in what order.
struct MergeTable: Sendable {
  /// What a pair that does not merge has: above every rank.
  static let none = UInt64.max

  /// Pairs by rank, `left << 32 | right`.
  private(set) var pairs: [UInt64] = []
  /// Open addressing over pairs; `emptyKey` is free. At most half are taken.
  private var keys: [UInt64]
  /// `rank << 32 | merged id` of the key in the same slot.
  private var values: [UInt64]
  private var mask: Int
  private static let emptyKey = UInt64.max

  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    keys = [UInt64](repeating: Self.emptyKey, count: size)
    values = [UInt64](repeating: Self.none, count: size)
    mask = size - 1
    pairs.reserveCapacity(capacity)
  }

  /// Adds the merge with the next rank; false where the pair has one.
  mutating func append(_ left: Int32, _ right: Int32, merged: Int32) -> Bool {
    if (pairs.count + 1) * 2 > keys.count { grow() }
    let key = Self.key(left, right)
    guard insert(key, UInt64(pairs.count) << 32 | UInt64(UInt32(bitPattern: merged))) else { return false }
    pairs.append(key)
    return true
  }

  private mutating func insert(_ key: UInt64, _ value: UInt64) -> Bool {
    var slot = slot(of: key)
    while keys[slot] != Self.emptyKey {
      if keys[slot] == key { return false }
      slot = (slot + 1) & mask
    }
    keys[slot] = key
    values[slot] = value
    return true
  }

  private mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    keys = [UInt64](repeating: Self.emptyKey, count: oldKeys.count * 2)
    values = [UInt64](repeating: Self.none, count: oldKeys.count * 2)
    mask = keys.count - 1
    for index in oldKeys.indices where oldKeys[index] != Self.emptyKey { _ = insert(oldKeys[index], oldValues[index]) }
  }

  /// `rank << 32 | merged id` of a pair, or `none`.
  @inline(__always)
  func value(_ left: Int32, _ right: Int32) -> UInt64 {
    let key = Self.key(left, right)
    var slot = slot(of: key)
    while true {
      let found = keys[slot]
      if found == key { return values[slot] }
      if found == Self.emptyKey { return Self.none }
      slot = (slot + 1) & mask
    }
  }

  @inline(__always)
  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  @inline(__always)
  private func slot(of key: UInt64) -> Int {
    let mixed = key &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 32) & mask
  }
}

/// The symbols of one word while they merge. Storage is kept from word to word.
struct MergeRun {
  /// The tokens of the word and the bytes each stands for, when `merge` is done.
  private(set) var ids: [Int32] = []
  private(set) var ends: [Int32] = []
  private var values: [UInt64] = []
  private var next: [Int32] = []
  private var previous: [Int32] = []
  private var heap = Heap<UInt64>()

  /// Above this many symbols a heap finds the next merge; below, looking at all is quicker.
  private static let longestScan = 48

  /// Begins a word of `count` bytes, whose tokens `id` gives.
  @inline(__always)
  mutating func start(_ count: Int, _ id: (Int) -> Int32) {
    ids.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    for index in 0..<count {
      ids.append(id(index))
      ends.append(Int32(index + 1))
    }
  }

  /// Merges the pair of lowest rank, of several the leftmost, until none is left.
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

  /// The lowest rank, of several the leftmost place, is the greatest complement.
  private mutating func push(_ value: UInt64, at place: Int) {
    heap.push(~((value & 0xFFFF_FFFF_0000_0000) | UInt64(place)))
  }
}
