/// SplitMix64 (Steele, Lea and Flood 2014), with the draws that inventing people needs.
///
/// Whole numbers only: the same seed gives the same people on every platform and in every later version.
struct BiographyRandom {
  private var state: UInt64

  /// A generator of its own for each pair of numbers.
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

  /// A number in 0..<bound; the bias of the multiplication is below bound / 2⁶⁴.
  mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  mutating func element<Element>(of list: [Element]) -> Element { list[below(list.count)] }

  mutating func shuffled<Element>(_ list: [Element]) -> [Element] {
    var result = list
    for place in stride(from: result.count - 1, to: 0, by: -1) { result.swapAt(place, below(place + 1)) }
    return result
  }
}

/// Draws from a list whose r-th entry (from 0) has a weight in proportion to 1 / (r + 8).
///
/// Of 80 entries the first has 5%, of 40 entries 7%: there is a most frequent answer, as in real data, worth little.
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
