/// The merges of byte-pair encoding (Sennrich et al. 2016): the token that two tokens become, and the order of merges.
struct MergeTable: Sendable {
  /// The value of a pair that does not merge; larger than every rank.
  static let none = UInt64.max

  /// Pairs by rank, `left << 32 | right`.
  private(set) var pairs: [UInt64] = []
  /// A hash table of pairs with open addressing; `emptyKey` is free. At most half of the slots are used.
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

  /// Adds a merge with the next rank; returns false where the pair has one already.
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
