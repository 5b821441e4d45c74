/// What a normalizer replaces or a pre-tokenizer splits at.
enum TextPattern: Sendable {
  case string([UInt8])
  case regex(Regex)

  /// Calls `body` with each part of a range of a text in order, and whether the part is a match.
  func split(_ text: Span<UInt8>, _ range: Range<Int>, _ body: (Range<Int>, Bool) -> Void) {
    var (done, index) = (range.lowerBound, range.lowerBound)
    var matcher: RegexMatcher?
    if case .regex(let regex) = self { matcher = RegexMatcher(regex) }
    while index < range.upperBound {
      guard let end = end(text, from: index, to: range.upperBound, &matcher) else {
        index += scalar(in: text, at: index).length
        continue
      }
      if done < index { body(done..<index, false) }
      body(index..<end, true)
      (done, index) = (end, end)
    }
    if done < range.upperBound { body(done..<range.upperBound, false) }
  }

  @inline(__always)
  private func end(_ text: Span<UInt8>, from start: Int, to end: Int, _ matcher: inout RegexMatcher?) -> Int? {
    switch self {
    case .string(let wanted):
      guard !wanted.isEmpty, start + wanted.count <= end else { return nil }
      for offset in wanted.indices where text[start + offset] != wanted[offset] { return nil }
      return start + wanted.count
    case .regex: return matcher?.match(text, from: start, to: end)
    }
  }
}
