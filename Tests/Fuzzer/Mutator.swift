/// Makes damaged inputs of sound ones.
struct Mutator {
  /// Sound inputs, and those damaged ones that led to an answer that none before them had.
  private(set) var corpus: [[UInt8]]
  private let words: [[UInt8]]
  private var random: SplitMix64
  /// An input is cut to this many bytes.
  static let longest = 1 << 16
  /// One input in so many is made large, so that time and memory that grow with the square are seen.
  private static let rareness = 400
  private static let longestRare = 1 << 20

  private static let numbers: [String] = [
    "0", "-1", "1", "2", "127", "128", "255", "256", "65535", "65536", "2147483647", "2147483648", "-2147483648",
    "4294967295", "4294967296", "1000000000", "9007199254740993", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "18446744073709551615", "18446744073709551616", "1e308", "1e309", "-1e-400", "0.5", "1.0",
    "null", "true", "\"\"", "[]", "{}", "NaN", "00", "1e", "-",
  ]

  private static let pieces: [[UInt8]] =
    [
      "\"", "\\", "\n", "\r\n", "\r", "\t", ",", ":", "[", "]", "{", "}", "'", "#", "|", " ", "\u{0}", "\u{7F}",
      "\u{85}",
    ]
    .map { Array($0.utf8) } + ["\u{FEFF}", "\u{2028}", "e\u{301}", "é", "𝄞", "\u{202E}"].map { Array($0.utf8) } + [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80], [0, 0, 0, 0],
      Array("\\ud800".utf8), Array("\\udc00\\ud800".utf8), Array("\\u0000".utf8),
    ]

  init(seeds: [[UInt8]], words: [String], seed: UInt64) {
    corpus = seeds
    self.words = words.map { Array($0.utf8) }
    random = SplitMix64(seed: seed)
  }

  /// Remembers an input as one to go on from.
  mutating func keep(_ input: [UInt8]) { if corpus.count < 2000, input.count <= Self.longest { corpus.append(input) } }

  /// The next input: one of the corpus with one to eight changes.
  mutating func next() -> [UInt8] {
    var bytes = corpus[random.below(corpus.count)]
    for _ in 0..<(1 + random.below(1 << random.below(4))) { change(&bytes) }
    if random.below(Self.rareness) == 0 {
      enlarge(&bytes)
    } else if bytes.count > Self.longest {
      bytes.removeLast(bytes.count - Self.longest)
    }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    switch random.below(12) {
    case 0: flipBit(&bytes)
    case 1: setByte(&bytes)
    case 2: insert(random.below(2) == 0 ? [UInt8(random.below(256))] : pick(Self.pieces), &bytes)
    case 3: bytes.removeSubrange(block(bytes))
    case 4: insert(Array(bytes[block(bytes)]), &bytes)
    case 5: repeatBlock(&bytes, times: 2 + random.below(40))
    case 6: splice(&bytes)
    case 7: replaceNumber(&bytes)
    case 8: insert(words.isEmpty ? pick(Self.pieces) : pick(words), &bytes)
    case 9: overwrite(&bytes)
    case 10: editLength(&bytes)
    default: if random.below(4) == 0 { bytes.removeLast(random.below(bytes.count + 1)) } else { swapBlocks(&bytes) }
    }
  }

  private mutating func pick<Element>(_ list: [Element]) -> Element { list[random.below(list.count)] }

  private mutating func block(_ bytes: [UInt8]) -> Range<Int> {
    let start = random.below(bytes.count + 1)
    let most = min(bytes.count - start, 1 << random.below(9))
    return start..<(start + random.below(most + 1))
  }

  private mutating func flipBit(_ bytes: inout [UInt8]) {
    if !bytes.isEmpty { bytes[random.below(bytes.count)] ^= 1 << random.below(8) }
  }

  private mutating func setByte(_ bytes: inout [UInt8]) {
    if !bytes.isEmpty {
      bytes[random.below(bytes.count)] = pick([0, 1, 9, 10, 13, 32, 34, 44, 92, 127, 128, 192, 255])
    }
  }

  private mutating func insert(_ piece: [UInt8], _ bytes: inout [UInt8]) {
    bytes.insert(contentsOf: piece, at: random.below(bytes.count + 1))
  }

  private mutating func repeatBlock(_ bytes: inout [UInt8], times: Int) {
    let range = block(bytes)
    if range.count * times > Self.longest { return }
    let copy = Array(bytes[range])
    bytes.insert(contentsOf: repeatElement(copy, count: times).joined(), at: range.upperBound)
  }

  private mutating func swapBlocks(_ bytes: inout [UInt8]) {
    let piece = Array(bytes[block(bytes)])
    bytes.replaceSubrange(block(bytes), with: piece)
  }

  /// The beginning of this input and the end of another.
  private mutating func splice(_ bytes: inout [UInt8]) {
    let other = pick(corpus)
    bytes = Array(bytes.prefix(random.below(bytes.count + 1))) + other.suffix(random.below(other.count + 1))
  }

  /// Puts a number from the edge of some type, or another kind of value, in the place of a number.
  private mutating func replaceNumber(_ bytes: inout [UInt8]) {
    if bytes.isEmpty { return }
    func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    let from = random.below(bytes.count)
    guard let start = bytes[from...].firstIndex(where: isDigit) ?? bytes.firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: Array(pick(Self.numbers).utf8))
  }

  private mutating func overwrite(_ bytes: inout [UInt8]) {
    let word = words.isEmpty ? pick(Self.pieces) : pick(words)
    let start = random.below(bytes.count + 1)
    bytes.replaceSubrange(start..<min(bytes.count, start + word.count), with: word)
  }

  /// Changes the 8-byte length at the beginning as a safetensors file has it, or any 4 or 8 bytes.
  private mutating func editLength(_ bytes: inout [UInt8]) {
    let width = random.below(3) == 0 ? 4 : 8
    if bytes.count < width { return }
    let start = random.below(2) == 0 ? 0 : random.below(bytes.count - width + 1)
    let old = bytes[start..<(start + width)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let new = pick([
      old &+ 1, old &- 1, old &* 2, old ^ 1 << UInt64(random.below(64)), 0, 1, UInt64.max, UInt64.max - 7, 1 << 63,
      1 << 31, 1 << 32, UInt64(bytes.count), UInt64(bytes.count) &- 8, UInt64(bytes.count) &- 7,
    ])
    for index in 0..<width { bytes[start + index] = UInt8(truncatingIfNeeded: new >> UInt64(8 * index)) }
  }

  private mutating func enlarge(_ bytes: inout [UInt8]) {
    let range = block(bytes)
    let copy = Array(bytes[range])
    if copy.isEmpty { return }
    let times = min(Self.longestRare / copy.count, 1 << (10 + random.below(10)))
    // Half of the time each copy is made to differ, so that duplicate keys do not end the reading.
    let isNumbered = random.below(2) == 0
    var large: [UInt8] = []
    for index in 0..<times where large.count < Self.longestRare {
      large += copy
      if isNumbered, let place = copy.firstIndex(where: { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) {
        large.insert(contentsOf: Array(String(index).utf8), at: large.count - copy.count + place + 1)
      }
    }
    bytes.replaceSubrange(range, with: large)
  }
}
