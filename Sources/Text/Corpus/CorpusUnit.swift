/// The kind of tokens of a `CorpusTokenizer`.
public enum CorpusUnit: String, Sendable, CaseIterable {
  /// A Unicode scalar.
  case characters
  /// A word with the space before it, a number, a run of punctuation or of whitespace: GPT-2's words.
  case words

  /// Calls `body` with each unit of `text[range]`, in order.
  func forEach(in text: Span<UInt8>, _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    var start = range.lowerBound
    while start < range.upperBound {
      let end =
        switch self {
        case .characters: start + scalar(in: text, at: start).length
        case .words: GPT2Words.end(text, from: start, to: range.upperBound)
        }
      body(start..<end)
      start = end
    }
  }
}
