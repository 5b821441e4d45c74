/// The distinct units of a corpus and their numbers of occurrences; special tokens are not counted.
struct CorpusCounts {
  /// The units by id, in the order of their first occurrence.
  private(set) var vocabulary = Vocabulary(capacity: 1024)
  /// The number of occurrences by id.
  private(set) var numbers: [Int] = []

  init(_ unit: CorpusUnit, _ corpus: some Sequence<String>, _ specialTokens: AddedTokenMatcher) {
    for text in corpus {
      let utf8 = text.utf8
      let span = utf8.span
      specialTokens.split(span) { range, special in
        if special != nil { return }
        unit.forEach(in: span, range) { piece in
          if let known = vocabulary.append(span.extracting(piece)) {
            numbers[Int(known)] += 1
          } else {
            numbers.append(1)
          }
        }
      }
    }
  }
}
