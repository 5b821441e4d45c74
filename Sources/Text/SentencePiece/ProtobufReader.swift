/// The fields of a message in the wire format of Protocol Buffers, in their order.
struct ProtobufReader {
  /// The value of a field; numbers of 32 bits are floats in the messages that are read here.
  enum Value {
    case varint(UInt64)
    case fixed32(UInt32)
    case bytes(Range<Int>)
  }

  private let bytes: [UInt8]
  private var place: Int
  private let end: Int

  /// What is wrong, and at which byte.
  struct Problem: Error { let place: Int }

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    (place, end) = (range.lowerBound, range.upperBound)
  }

  /// The next field, or nil at the end.
  mutating func next() throws(Problem) -> (number: UInt64, value: Value)? {
    if place >= end { return nil }
    let start = place
    let key = try varint()
    switch key & 7 {
    case 0: return (key >> 3, .varint(try varint()))
    case 1:
      try skip(8, start)
      return (key >> 3, .varint(0))
    case 2:
      let length = try varint()
      guard length <= UInt64(end - place) else { throw Problem(place: start) }
      let range = place..<(place + Int(length))
      place = range.upperBound
      return (key >> 3, .bytes(range))
    case 5:
      try skip(4, start)
      let value = bytes[(place - 4)..<place].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return (key >> 3, .fixed32(value))
    default: throw Problem(place: start)
    }
  }

  private mutating func skip(_ count: Int, _ start: Int) throws(Problem) {
    guard place + count <= end else { throw Problem(place: start) }
    place += count
  }

  private mutating func varint() throws(Problem) -> UInt64 {
    var (value, shift) = (UInt64(0), UInt64(0))
    while place < end, shift < 64 {
      let byte = bytes[place]
      place += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw Problem(place: place)
  }
}
