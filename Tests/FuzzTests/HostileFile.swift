import Testing

/// A file made to do harm, with what the reader has to say about it.
struct HostileFile: Sendable, CustomTestStringConvertible {
  /// The fuzzer's name of the reader.
  let reader: String
  let name: String
  /// Part of the message; "read" where the file is sound after all.
  let message: String
  let bytes: @Sendable () -> [UInt8]

  init(_ reader: String, _ name: String, _ message: String, _ bytes: @escaping @Sendable () -> [UInt8]) {
    (self.reader, self.name, self.message, self.bytes) = (reader, name, message, bytes)
  }

  init(_ reader: String, _ name: String, _ text: String, says message: String) {
    self.init(reader, name, message) { Array(text.utf8) }
  }

  var testDescription: String { "\(reader): \(name)" }
}

/// A safetensors file of a header and so many bytes of values.
func safetensors(_ header: String, values: Int = 0, claimed: UInt64? = nil) -> [UInt8] {
  let text = Array(header.utf8)
  let length = claimed ?? UInt64(text.count)
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + text
    + [UInt8](repeating: 0, count: values)
}

/// A piece many times over.
func many(_ piece: String, _ count: Int) -> String { String(repeating: piece, count: count) }
