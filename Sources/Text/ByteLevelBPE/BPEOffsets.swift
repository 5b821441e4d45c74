/// Maps offsets in the encoded part of a text to offsets in the whole text.
struct BPEOffsets {
  /// Added to an offset in the part: at least −1, where a space was added in front.
  let shift: Int
  /// The start of the part in the text; an added space has the offsets of its first character.
  let first: Int

  /// The characters of the text that contain some bytes of the part.
  @inline(__always)
  func whole(_ range: Range<Int>, in text: Span<UInt8>) -> Range<Int> {
    var start = max(first, range.lowerBound + shift)
    var end = range.upperBound + shift
    while start > first, isContinuation(text[start]) { start -= 1 }
    if end <= first { end = first + 1 }
    while end < text.count, isContinuation(text[end]) { end += 1 }
    return start..<end
  }
}
