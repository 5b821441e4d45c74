/// The shape of an attention: where the queries and keys of each sequence lie, how many heads there are, and which keys
/// a query sees.
public struct AttentionShape: Sendable {
  /// Where each sequence's queries begin, and their total: `[sequences + 1]`.
  public let queryOffsets: [Int]
  /// The row of each sequence's first key, `[sequences]`.
  public let firstKeys: [Int]
  /// How many keys each sequence has, in neighbouring rows, `[sequences]`.
  public let keyCounts: [Int]
  /// The place, among its sequence's keys, of each sequence's first query, `[sequences]`. The other queries follow it.
  public let firstPlaces: [Int]
  /// Number of query heads; the width of the queries is a multiple of it.
  public let headCount: Int
  /// Number of heads of keys and values; it divides `headCount`. Query head h reads key-value head
  /// h / (headCount / keyValueHeadCount) (Ainslie et al. 2023, "GQA").
  public let keyValueHeadCount: Int
  /// Which keys a query sees.
  public let pattern: AttentionPattern

  /// Each sequence attends to itself.
  ///
  /// - Parameters:
  ///   - offsets: where each sequence begins, and their total, `[sequences + 1]`
  ///   - keyValueHeadCount: as many as query heads where nil
  public init(offsets: [Int], headCount: Int, keyValueHeadCount: Int? = nil, pattern: AttentionPattern) {
    self.init(
      queryOffsets: offsets, keyOffsets: offsets, headCount: headCount, keyValueHeadCount: keyValueHeadCount,
      pattern: pattern)
  }

  /// Queries of a sequence see keys of the same sequence; there may be fewer queries than keys.
  ///
  /// - Parameters:
  ///   - queryOffsets, keyOffsets: where each sequence's queries and keys begin, and their total, `[sequences + 1]`
  ///   - firstPlaces: the place of each sequence's first query among the keys, `[sequences]`; where nil, the last query
  ///     of a sequence stands at its last key
  ///   - keyValueHeadCount: as many as query heads where nil
  public init(
    queryOffsets: [Int], keyOffsets: [Int], firstPlaces: [Int]? = nil, headCount: Int, keyValueHeadCount: Int? = nil,
    pattern: AttentionPattern
  ) {
    self.init(
      queryOffsets: queryOffsets, firstKeys: Array(keyOffsets.dropLast()),
      keyCounts: zip(keyOffsets, keyOffsets.dropFirst()).map { $1 - $0 }, firstPlaces: firstPlaces,
      headCount: headCount, keyValueHeadCount: keyValueHeadCount, pattern: pattern)
  }

  /// As above, with rows between the keys of two sequences that belong to neither: a cache has room for more.
  public init(
    queryOffsets: [Int], firstKeys: [Int], keyCounts: [Int], firstPlaces: [Int]? = nil, headCount: Int,
    keyValueHeadCount: Int? = nil, pattern: AttentionPattern
  ) {
    let places =
      firstPlaces ?? keyCounts.indices.map { max(0, keyCounts[$0] - (queryOffsets[$0 + 1] - queryOffsets[$0])) }
    precondition(
      queryOffsets.count == firstKeys.count + 1 && keyCounts.count == firstKeys.count
        && places.count == firstKeys.count,
      "\(queryOffsets.count - 1), \(firstKeys.count), \(keyCounts.count) and \(places.count) sequences")
    let keyValueHeads = keyValueHeadCount ?? headCount
    precondition(
      headCount > 0 && keyValueHeads > 0 && headCount % keyValueHeads == 0,
      "\(headCount) heads of queries cannot share \(keyValueHeads) heads of keys and values")
    switch pattern {
    case .full, .causal, .ranges: break
    case .window(let before, let after), .globalWindow(let before, let after, _):
      precondition(before >= 0 && after >= 0, "a window of \(before) keys before and \(after) after the query")
    case .blocks(let size, _, _): precondition(size > 0, "blocks of \(size) keys")
    }
    self.queryOffsets = queryOffsets
    self.firstKeys = firstKeys
    self.keyCounts = keyCounts
    self.firstPlaces = places
    self.headCount = headCount
    self.keyValueHeadCount = keyValueHeads
    self.pattern = pattern
  }

  /// Number of sequences.
  var sequences: Int { queryOffsets.count - 1 }

  /// Number of query heads that read the same keys and values.
  var headsPerKey: Int { headCount / keyValueHeadCount }

  /// Whether each sequence has one query.
  var hasSingleQueries: Bool { queryOffsets.enumerated().allSatisfy { $0 == $1 } }

  /// Number of queries of a sequence.
  func queryCount(_ sequence: Int) -> Int { queryOffsets[sequence + 1] - queryOffsets[sequence] }

  /// Stops the program where the shape and the tensors do not fit each other.
  ///
  /// - Parameters:
  ///   - query: `[query tokens, headCount · headSize]`
  ///   - keyValue: `[key tokens, 2 · keyValueHeadCount · headSize]`; with keys of positions the values alone,
  ///     `[key tokens, keyValueHeadCount · headSize]`
  ///   - positionKeys: `[positions, headSize]`, or nil
  func check(query: Tensor, keyValue: Tensor, positionKeys: Tensor?) {
    precondition(query.columns % headCount == 0, "\(headCount) heads in a width of \(query.columns)")
    let headSize = query.columns / headCount
    precondition(
      keyValue.columns == (positionKeys == nil ? 2 : 1) * keyValueHeadCount * headSize,
      "query \(query.shape), keys and values \(keyValue.shape), \(keyValueHeadCount) heads of keys and values")
    precondition(queryOffsets.last == query.rows, "queries \(query.shape), offsets up to \(queryOffsets.last!)")
    for (sequence, (first, count)) in zip(firstKeys, keyCounts).enumerated() {
      precondition(
        first >= 0 && count >= 0 && first + count <= keyValue.rows,
        "keys \(keyValue.shape), \(count) from row \(first)")
      let (queries, place) = (queryCount(sequence), firstPlaces[sequence])
      var needsPlaces = true
      if case .full = pattern { needsPlaces = false }
      precondition(
        queries >= 0 && (!needsPlaces || queries == 0 || place >= 0 && place + queries <= count),
        "\(queries) queries from place \(place) and \(count) keys in sequence \(sequence)")
    }
    if let keys = positionKeys {
      precondition(
        keys.columns == headSize && (keyCounts.max() ?? 0) <= keys.rows,
        "keys of positions \(keys.shape) for heads of size \(headSize), up to \(keyCounts.max() ?? 0) tokens")
    }
  }
}
