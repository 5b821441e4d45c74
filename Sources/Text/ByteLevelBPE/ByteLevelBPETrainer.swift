/// Learns the merges of byte-level byte-pair encoding from a corpus (Sennrich et al. 2016, algorithm 1, over bytes as
/// Radford et al. 2019 do): the most frequent pair of neighbouring tokens becomes a token, again and again.
///
/// Pairs are counted within GPT-2's words. Of equally frequent pairs, the one with the smaller ids merges first. The
/// vocabulary and the merges are equal to those of Hugging Face's `BpeTrainer`.
struct ByteLevelBPETrainer {
  /// A distinct word of the corpus as tokens, and its number of occurrences.
  private struct Word {
    var tokens: [Int32]
    let count: Int
  }

  /// A pair of neighbours and the words that contain it; the greatest candidate merges next.
  private struct Candidate: Comparable {
    let pair: UInt64
    var count: Int
    let words: Set<Int>

    static func < (a: Candidate, b: Candidate) -> Bool { a.count == b.count ? a.pair > b.pair : a.count < b.count }
    static func == (a: Candidate, b: Candidate) -> Bool { a.count == b.count && a.pair == b.pair }
  }

  private var words: [Word] = []
  private var counts: [UInt64: Int] = [:]
  private var queue = Heap<Candidate>()

  /// Spelled tokens by id: the special ones, the 256 bytes in the order of their characters, then the merged ones.
  private(set) var tokens: [String]
  /// Spelled pairs in the order of their merges.
  private(set) var merges: [(String, String)] = []

  /// - Parameters:
  ///   - words: the bytes and the number of occurrences of each distinct word
  ///   - size: the largest number of tokens, with the special ones
  ///   - minimumCount: rarer pairs do not merge
  init(_ words: [(bytes: ArraySlice<UInt8>, count: Int)], specialTokens: [String], size: Int, minimumCount: Int) {
    let bytes = (UInt8(0)...255).sorted { ByteAlphabet.scalars[Int($0)] < ByteAlphabet.scalars[Int($1)] }
    tokens = specialTokens + bytes.map { ByteAlphabet.token(spelling: [$0]) }
    var ids = [Int32](repeating: 0, count: 256)
    for (place, byte) in bytes.enumerated() { ids[Int(byte)] = Int32(specialTokens.count + place) }
    self.words = words.map { Word(tokens: $0.bytes.map { ids[Int($0)] }, count: $0.count) }
    var holders: [UInt64: Set<Int>] = [:]
    for (index, word) in self.words.enumerated() {
      for (a, b) in zip(word.tokens, word.tokens.dropFirst()) {
        counts[Self.pair(a, b), default: 0] += word.count
        holders[Self.pair(a, b), default: []].insert(index)
      }
    }
    for (pair, count) in counts { queue.push(Candidate(pair: pair, count: count, words: holders[pair] ?? [])) }
    learn(size: size, minimumCount: max(1, minimumCount))
  }

  private mutating func learn(size: Int, minimumCount: Int) {
    var ids = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { (Array($1.utf8), Int32($0)) })
    var ranks: [UInt64: Int] = [:]
    var rank = 0
    while tokens.count < size, var top = queue.pop() {
      if let now = counts[top.pair], now != top.count {
        // The number of occurrences has changed since the pair entered the queue.
        top.count = now
        queue.push(top)
        continue
      }
      if top.count < minimumCount { break }
      let (left, right) = Self.tokens(of: top.pair)
      let spelled = tokens[Int(left)] + tokens[Int(right)]
      // Different merges can spell the same token.
      let merged = ids[Array(spelled.utf8)] ?? Int32(tokens.count)
      if merged == tokens.count {
        tokens.append(spelled)
        ids[Array(spelled.utf8)] = merged
      }
      // A pair can occur twice if its token has a second spelling; the later rank counts.
      ranks[top.pair] = rank
      rank += 1
      merge(top, into: merged)
    }
    merges = ranks.sorted { $0.value < $1.value }.map { pair, _ in
      let (left, right) = Self.tokens(of: pair)
      return (tokens[Int(left)], tokens[Int(right)])
    }
  }

  private mutating func merge(_ candidate: Candidate, into merged: Int32) {
    let (left, right) = Self.tokens(of: candidate.pair)
    var changed: [UInt64: Set<Int>] = [:]
    for index in candidate.words {
      let (old, number) = (words[index].tokens, words[index].count)
      func replace(_ before: UInt64, by after: UInt64) {
        counts[before, default: 0] -= number
        counts[after, default: 0] += number
        changed[after, default: []].insert(index)
      }
      var result: [Int32] = []
      var place = 0
      while place < old.count {
        guard place + 1 < old.count, old[place] == left, old[place + 1] == right else {
          result.append(old[place])
          place += 1
          continue
        }
        if let previous = result.last { replace(Self.pair(previous, left), by: Self.pair(previous, merged)) }
        if place + 2 < old.count {
          replace(Self.pair(right, old[place + 2]), by: Self.pair(merged, old[place + 2]))
        }
        result.append(merged)
        place += 2
      }
      words[index].tokens = result
    }
    for (pair, words) in changed {
      if let count = counts[pair], count > 0 { queue.push(Candidate(pair: pair, count: count, words: words)) }
    }
  }

  private static func pair(_ left: Int32, _ right: Int32) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

  private static func tokens(of pair: UInt64) -> (left: Int32, right: Int32) {
    (Int32(truncatingIfNeeded: pair >> 32), Int32(truncatingIfNeeded: pair))
  }
}
