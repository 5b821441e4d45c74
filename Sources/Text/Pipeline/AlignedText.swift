/// A text that normalizers have changed, with the place in the original text of each byte.
struct AlignedText: Sendable {
  private(set) var bytes: [UInt8] = []
  /// For each byte, the range of the characters of the original text that it comes from, in UTF-8 bytes.
  private var starts: [Int32] = []
  private var ends: [Int32] = []

  init() {}

  /// A part of a text, unchanged.
  init(_ text: Span<UInt8>, _ range: Range<Int>) {
    reserve(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      let length = text[index] < 0x80 ? 1 : scalar(in: text, at: index).length
      for place in index..<(index + length) {
        bytes.append(text[place])
        starts.append(Int32(index))
        ends.append(Int32(index + length))
      }
      index += length
    }
  }

  var count: Int { bytes.count }

  mutating func reserve(_ count: Int) {
    bytes.reserveCapacity(count)
    starts.reserveCapacity(count)
    ends.reserveCapacity(count)
  }

  /// The range of the original text that some bytes come from.
  func source(_ range: Range<Int>) -> Range<Int> {
    Int(starts[range.lowerBound])..<max(Int(starts[range.lowerBound]), Int(ends[range.upperBound - 1]))
  }

  /// Appends bytes of another text with their places.
  mutating func append(_ other: AlignedText, _ range: Range<Int>) {
    bytes.append(contentsOf: other.bytes[range])
    starts.append(contentsOf: other.starts[range])
    ends.append(contentsOf: other.ends[range])
  }

  /// Appends new bytes that stand for a range of the original text.
  mutating func append(_ new: [UInt8], from source: Range<Int>) {
    bytes.append(contentsOf: new)
    starts.append(contentsOf: repeatElement(Int32(source.lowerBound), count: new.count))
    ends.append(contentsOf: repeatElement(Int32(source.upperBound), count: new.count))
  }
}
