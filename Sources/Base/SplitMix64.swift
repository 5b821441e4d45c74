/// SplitMix64 (Steele, Lea and Flood 2014): the small generator behind every order of data.
///
/// Fixed here rather than taken from the standard library, whose generators promise no sequence: the same seed gives
/// the same order on every platform and in every later version.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator that begins at `seed`.
  public init(seed: UInt64) { state = seed }

  /// A generator of its own for each pair of numbers, such as seed and epoch.
  public init(seed: UInt64, stream: UInt64) {
    self.init(seed: seed)
    branch(stream)
  }

  /// A generator of its own for each three numbers, such as seed, epoch and example.
  public init(seed: UInt64, stream: UInt64, substream: UInt64) {
    self.init(seed: seed, stream: stream)
    branch(substream)
  }

  /// Goes over to the generator that is `number`'s own.
  private mutating func branch(_ number: UInt64) {
    var mixed = SplitMix64(seed: next() ^ (number &* 0x9E37_79B9_7F4A_7C15))
    state = mixed.next()
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in 0..<bound, each equally likely (Lemire 2019).
  public mutating func below(_ bound: Int) -> Int {
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// The elements in random order (Fisher and Yates).
  public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var result = elements
    for place in stride(from: result.count - 1, to: 0, by: -1) { result.swapAt(place, below(place + 1)) }
    return result
  }
}
