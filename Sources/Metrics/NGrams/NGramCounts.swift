/// How often each token follows each context in some documents, for contexts of one length.
struct NGramCounts {
  /// The number of tokens of a vocabulary whose n-grams of three tokens have a key.
  static let largestVocabulary = 2_000_000

  /// The occurrences of a context, and the number of different tokens after it.
  struct Context: Equatable {
    var total = 0
    var types = 0
  }

  /// Tokens of an n-gram, its context included: 1 to 3.
  let length: Int
  let vocabularySize: Int
  /// The count of each n-gram that occurs, by its key.
  private(set) var counts: [UInt64: Int] = [:]
  /// What follows each context, by the key of the context.
  private(set) var contexts: [UInt64: Context] = [:]

  /// Without n-grams.
  private init(length: Int, vocabularySize: Int) {
    precondition((1...Self.largestVocabulary).contains(vocabularySize), "a vocabulary of \(vocabularySize)")
    (self.length, self.vocabularySize) = (length, vocabularySize)
  }

  /// The n-grams of some documents; none goes over the end of one.
  init(_ documents: [[Int32]], length: Int, vocabularySize: Int) {
    self.init(length: length, vocabularySize: vocabularySize)
    for document in documents where document.count >= length {
      for end in length...document.count { add(key(document[(end - length)..<end])) }
    }
  }

  /// The n-grams without their first token, each counted once for each different first token: continuation counts
  /// (Kneser and Ney 1995).
  var continuations: NGramCounts {
    var result = NGramCounts(length: length - 1, vocabularySize: vocabularySize)
    // The first token is the first digit of a key.
    let modulus = (1..<length).reduce(UInt64(1)) { power, _ in power * UInt64(vocabularySize) }
    for key in counts.keys { result.add(key % modulus) }
    return result
  }

  /// The key of some tokens: a number to the base of the vocabulary's size.
  func key(_ tokens: ArraySlice<Int32>) -> UInt64 {
    tokens.reduce(0) { $0 * UInt64(vocabularySize) + UInt64($1) }
  }

  /// The count of a token after a context.
  func count(of token: Int32, after context: UInt64) -> Int {
    counts[context * UInt64(vocabularySize) + UInt64(token)] ?? 0
  }

  private mutating func add(_ key: UInt64) {
    let old = counts[key] ?? 0
    counts[key] = old + 1
    contexts[key / UInt64(vocabularySize), default: Context()].total += 1
    if old == 0 { contexts[key / UInt64(vocabularySize)]!.types += 1 }
  }
}
