/// Removes spaces of byte-level tokens from their offsets, as the reference does.
struct OffsetTrimming: Sendable, Equatable {
  /// Whether the tokenizer adds a space at the beginning of a text.
  var addsPrefixSpace: Bool

  /// The range of a token without its spaces. It counts characters, and keeps a single space at the very beginning,
  /// which the tokenizer may have added.
  func trimmed(
    _ range: Range<Int>, leading: Int, trailing: Int, isFirst: Bool, in text: Span<UInt8>
  ) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    var leading = leading
    if leading == 1, isFirst || start == 0, addsPrefixSpace { leading = 0 }
    for _ in 0..<leading where start < end { start += scalar(in: text, at: start).length }
    for _ in 0..<trailing where end > start { end -= scalar(in: text, before: end).length }
    return start..<end
  }

  /// The range of an added token without its white space.
  func trimmed(_ range: Range<Int>, isFirst: Bool, in text: Span<UInt8>) -> Range<Int> {
    func isSpace(_ scalar: Unicode.Scalar) -> Bool {
      scalar == ByteAlphabet.space || scalar.properties.isWhitespace
    }
    var (leading, start) = (0, range.lowerBound)
    while start < range.upperBound {
      let (next, length) = scalar(in: text, at: start)
      if !isSpace(next) { break }
      leading += 1
      start += length
    }
    var (trailing, end) = (0, range.upperBound)
    while end > range.lowerBound {
      let (last, length) = scalar(in: text, before: end)
      if !isSpace(last) { break }
      trailing += 1
      end -= length
    }
    return trimmed(range, leading: leading, trailing: trailing, isFirst: isFirst, in: text)
  }
}
