/// Tokens by id and ids by token, over bytes.
///
/// A dictionary of `String` does not work here: Swift compares strings by canonical equivalence, so `é` and `é` would
/// be one key, and hashing strings costs more than the rest of tokenization. This is a hash table with open addressing.
/// Its hash is extended byte by byte, so every prefix of a word is looked up without hashing it from the start.
struct Vocabulary: Sendable {
  /// The hash of a byte string (FNV-1a, 64 bits), extended one byte at a time.
  struct Hash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }

    /// Mixes the high bits, which FNV distributes well, into the low ones, which choose the slot.
    var mixed: UInt64 { value ^ value >> 29 }
  }

  /// Number of tokens; ids are `0..<count`.
  private(set) var count = 0
  /// Bytes of the longest token.
  private(set) var longest = 0
  /// The bytes of all tokens, and the start of each.
  private var text: [UInt8] = []
  private var starts: [Int32] = [0]
  /// In each slot: the upper half of the hash, then id + 1; 0 is empty. At most half of the slots are used.
  private var slots: [UInt64]
  private var mask: Int

  /// An empty vocabulary with room for `capacity` tokens.
  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
    mask = size - 1
    starts.reserveCapacity(capacity + 1)
    text.reserveCapacity(capacity * 8)
  }

  /// Adds a token with the next id. Returns nil, or the id of the token if it is known already.
  mutating func append(_ token: Span<UInt8>) -> Int32? {
    let hash = Self.hash(token)
    if let known = find(hash, in: token, token.indices) { return known }
    if (count + 1) * 2 > slots.count { grow() }
    for index in token.indices { text.append(token[index]) }
    starts.append(Int32(text.count))
    insert(hash.mixed, id: count)
    count += 1
    longest = max(longest, token.count)
    return nil
  }

  /// The id of a token, or nil.
  func id(of token: Span<UInt8>) -> Int32? { find(Self.hash(token), in: token, token.indices) }

  /// The id of a token, or nil.
  func id(of token: String) -> Int32? {
    let utf8 = token.utf8
    return id(of: utf8.span)
  }

  /// The range in `bytes` of the token with this id.
  func range(of id: Int32) -> Range<Int> { Int(starts[Int(id)])..<Int(starts[Int(id) + 1]) }

  /// The bytes of all tokens; see `range(of:)`.
  var bytes: [UInt8] { text }

  /// The bytes of one token.
  func bytes(of id: Int32) -> ArraySlice<UInt8> { text[range(of: id)] }

  /// The token with this id as text, or nil where the id is outside the vocabulary.
  func token(of id: Int32) -> String? {
    guard id >= 0, id < count else { return nil }
    return String(decoding: bytes(of: id), as: UTF8.self)
  }

  /// The id of the token `prefix + source[range]` with this hash, or nil.
  @inline(__always)
  func find(_ hash: Hash, in source: Span<UInt8>, _ range: Range<Int>, prefix: [UInt8] = []) -> Int32? {
    let mixed = hash.mixed
    let tag = mixed >> 32
    var slot = Int(truncatingIfNeeded: mixed) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return nil }
      if entry >> 32 == tag {
        let id = Int32(truncatingIfNeeded: entry & 0xFFFF_FFFF) - 1
        if isToken(id, prefix, source, range) { return id }
      }
      slot = (slot + 1) & mask
    }
  }

  private func isToken(_ id: Int32, _ prefix: [UInt8], _ source: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let start = Int(starts[Int(id)])
    let rest = start + prefix.count
    guard Int(starts[Int(id) + 1]) - rest == range.count else { return false }
    for index in prefix.indices where text[start + index] != prefix[index] { return false }
    for index in range where text[rest + index - range.lowerBound] != source[index] { return false }
    return true
  }

  static func hash(_ bytes: Span<UInt8>) -> Hash {
    var hash = Hash()
    for index in bytes.indices { hash.add(bytes[index]) }
    return hash
  }

  private mutating func insert(_ mixed: UInt64, id: Int) {
    var slot = Int(truncatingIfNeeded: mixed) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = (mixed & 0xFFFF_FFFF_0000_0000) | UInt64(id + 1)
  }

  private mutating func grow() {
    slots = [UInt64](repeating: 0, count: slots.count * 2)
    mask = slots.count - 1
    for id in 0..<count {
      var hash = Hash()
      for byte in text[range(of: Int32(id))] { hash.add(byte) }
      insert(hash.mixed, id: id)
    }
  }
}
