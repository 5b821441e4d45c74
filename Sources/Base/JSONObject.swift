extension JSON {
  /// The members of an object in their order. Keys are unique, compared by bytes.
  ///
  /// A `Dictionary` does not work: in Swift, strings that differ only in the composition of accents are equal. JSON
  /// keys, such as the words of a vocabulary, are different if their bytes are.
  public struct Object: Equatable, Sendable, ExpressibleByDictionaryLiteral {
    /// The keys in order.
    public private(set) var keys: [String] = []
    /// The values in the order of the keys.
    public private(set) var values: [JSON] = []
    /// A hash table with open addressing: the index of a key + 1, or 0. Empty while the object is small enough for a
    /// linear search.
    private var slots: [UInt32] = []
    private static let largestUnindexed = 8

    /// An object without members.
    public init() {}

    /// An object with the given members. A repeated key stops the program.
    public init(dictionaryLiteral elements: (String, JSON)...) {
      for (key, value) in elements {
        precondition(index(of: key) == nil, "duplicate key \(key)")
        self[key] = value
      }
    }

    /// The member called `key`; assigning adds, replaces or (with nil) removes it.
    public subscript(key: String) -> JSON? {
      get { index(of: key).map { values[$0] } }
      set {
        switch (index(of: key), newValue) {
        case (nil, nil): break
        case (nil, let value?):
          _ = append(key: key)
          setLast(value)
        case (let index?, let value?): values[index] = value
        case (let index?, nil):
          keys.remove(at: index)
          values.remove(at: index)
          rebuild()
        }
      }
    }

    /// Number of members.
    public var count: Int { keys.count }

    /// Key and value of each member in order.
    public var members: [(key: String, value: JSON)] { zip(keys, values).map { ($0, $1) } }

    /// Equal if they have the same members in the same order.
    public static func == (left: Object, right: Object) -> Bool {
      left.keys.count == right.keys.count && zip(left.keys, right.keys).allSatisfy { areSame($0, $1) }
        && left.values == right.values
    }

    /// Adds a key with the value null until `setLast`. Returns false if the key exists already.
    mutating func append(key: String) -> Bool {
      if slots.isEmpty, keys.count < Self.largestUnindexed {
        if index(of: key) != nil { return false }
        keys.append(key)
        values.append(.null)
        return true
      }
      if (keys.count + 1) * 2 > slots.count { rebuild(size: max(32, slots.count * 2)) }
      var slot = Self.hash(key) & (slots.count - 1)
      while slots[slot] != 0 {
        if Self.areSame(keys[Int(slots[slot]) - 1], key) { return false }
        slot = (slot + 1) & (slots.count - 1)
      }
      keys.append(key)
      values.append(.null)
      slots[slot] = UInt32(keys.count)
      return true
    }

    /// Gives the last member its value.
    mutating func setLast(_ value: JSON) { values[values.count - 1] = value }

    private func index(of key: String) -> Int? {
      if slots.isEmpty { return keys.firstIndex { Self.areSame($0, key) } }
      var slot = Self.hash(key) & (slots.count - 1)
      while slots[slot] != 0 {
        let index = Int(slots[slot]) - 1
        if Self.areSame(keys[index], key) { return index }
        slot = (slot + 1) & (slots.count - 1)
      }
      return nil
    }

    private mutating func rebuild(size: Int? = nil) {
      slots = [UInt32](repeating: 0, count: size ?? slots.count)
      if slots.isEmpty { return }
      for index in keys.indices {
        var slot = Self.hash(keys[index]) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(index + 1)
      }
    }

    private static func areSame(_ left: String, _ right: String) -> Bool {
      let (a, b) = (left.utf8, right.utf8)
      let (first, second) = (a.span, b.span)
      if first.count != second.count { return false }
      for index in first.indices where first[index] != second[index] { return false }
      return true
    }

    /// FNV-1a with a random start in each process and the high bits mixed into the low ones. With a known start,
    /// somebody could make a file whose keys all have the same slot.
    private static func hash(_ key: String) -> Int {
      let utf8 = key.utf8
      let span = utf8.span
      var hash = hashStart
      for index in span.indices {
        hash = (hash ^ UInt64(span[index])) &* 0x0000_0100_0000_01b3
        hash ^= hash >> 32
      }
      return Int(truncatingIfNeeded: (hash ^ hash >> 29) & 0x7FFF_FFFF_FFFF_FFFF)
    }

    private static let hashStart = UInt64.random(in: .min ... .max)
  }
}

extension JSON.Object {
  /// Adds the members of another object; those of the same name are replaced.
  public mutating func add(_ other: JSON.Object) {
    for member in other.members { self[member.key] = member.value }
  }
}
