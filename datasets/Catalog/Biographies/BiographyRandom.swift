/// SplitMix64 (Steele, Lea and Flood 2014), a generator of random numbers, for the invented people.
///
/// It draws whole numbers only, so that the same seed gives the same people on every platform and in every version.
struct BiographyRandom {
  private var state: UInt64

  /// Creates an independent generator for each pair of seed and stream.
  init(seed: UInt64, stream: UInt64) {
    state = seed
    state = next() ^ (stream &* 0x9E37_79B9_7F4A_7C15)
    state = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in 0..<bound, with a bias below bound / 2⁶⁴.
  mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  mutating func element<Element>(of list: [Element]) -> Element { list[below(list.count)] }

  mutating func shuffled<Element>(_ list: [Element]) -> [Element] {
    var result = list
    for place in stride(from: result.count - 1, to: 0, by: -1) { result.swapAt(place, below(place + 1)) }
    return result
  }
}

/// A random index; index r has a weight proportional to 1 / (r + 8).
///
/// The first of 80 has 5%, the first of 40 has 7%: as in real data, one answer is the most frequent, but scores little.
struct SkewedChoice {
  private let sums: [Int]

  init(count: Int) {
    var sum = 0
    sums = (0..<count).map { rank in
      sum += 1_000_000 / (rank + 8)
      return sum
    }
  }

  func draw(_ random: inout BiographyRandom) -> Int {
    let place = random.below(sums.last ?? 1)
    return sums.firstIndex { place < $0 } ?? 0
  }
}
