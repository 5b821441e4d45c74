/// The buffers of one call of `WordPieceEncoder`.
struct WordPieceRun {
  let normalizer: WordPieceNormalizer
  var tokens = TokenList()
  /// The normalized bytes of the current word, and their hash.
  var word: [UInt8] = []
  var hash = Vocabulary.Hash()
  /// The hash of each prefix of the rest of the word.
  var hashes: [Vocabulary.Hash] = []
  /// Normalized text, and for each of its bytes the start and end of its character in the source.
  var normal: [UInt8] = []
  var starts: [Int] = []
  var ends: [Int] = []

  init(_ normalizer: WordPieceNormalizer) {
    self.normalizer = normalizer
    word.reserveCapacity(64)
    tokens.ids.reserveCapacity(64)
    tokens.offsets.reserveCapacity(64)
  }

  @inline(__always)
  mutating func startWord() {
    word.removeAll(keepingCapacity: true)
    hash = Vocabulary.Hash()
  }

  @inline(__always)
  mutating func add(_ byte: UInt8) {
    word.append(byte)
    hash.add(byte)
  }

  mutating func normalize(_ text: Span<UInt8>, _ range: Range<Int>) {
    normal.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    for item in normalizer.normalize(text, range) {
      for _ in 0..<append(item.scalar, to: &normal) {
        starts.append(item.start)
        ends.append(item.end)
      }
    }
  }
}
