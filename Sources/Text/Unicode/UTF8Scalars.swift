/// The Unicode scalar that starts at `index` of valid UTF-8, and its length in bytes.
@inline(__always)
func scalar(in bytes: Span<UInt8>, at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
  let first = UInt32(bytes[index])
  if first < 0x80 { return (Unicode.Scalar(UInt8(first)), 1) }
  func next(_ offset: Int) -> UInt32 { UInt32(bytes[index + offset]) & 0x3F }
  let (value, length): (UInt32, Int) =
    if first < 0xE0 {
      ((first & 0x1F) << 6 | next(1), 2)
    } else if first < 0xF0 {
      ((first & 0x0F) << 12 | next(1) << 6 | next(2), 3)
    } else {
      ((first & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
    }
  return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
}

/// The scalar that ends before `index` of valid UTF-8, and its length in bytes.
func scalar(in bytes: Span<UInt8>, before index: Int) -> (scalar: Unicode.Scalar, length: Int) {
  var start = index - 1
  while start > 0, isContinuation(bytes[start]) { start -= 1 }
  return scalar(in: bytes, at: start)
}

/// Whether a byte of UTF-8 is the second or a later byte of a scalar.
@inline(__always)
func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

/// Appends the UTF-8 of a scalar and returns its number of bytes.
@inline(__always)
@discardableResult
func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) -> Int {
  let value = scalar.value
  func tail(_ shift: UInt32) -> UInt8 { UInt8(value >> shift & 0x3F | 0x80) }
  if value < 0x80 {
    bytes.append(UInt8(value))
    return 1
  }
  if value < 0x800 {
    bytes.append(UInt8(value >> 6 | 0xC0))
    bytes.append(tail(0))
    return 2
  }
  if value < 0x10000 {
    bytes.append(UInt8(value >> 12 | 0xE0))
    bytes.append(tail(6))
    bytes.append(tail(0))
    return 3
  }
  bytes.append(UInt8(value >> 18 | 0xF0))
  bytes.append(tail(12))
  bytes.append(tail(6))
  bytes.append(tail(0))
  return 4
}
