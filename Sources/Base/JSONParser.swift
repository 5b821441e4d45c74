extension JSON {
  /// Parses one JSON text (RFC 8259) strictly: UTF-8, no duplicate keys, nothing after the value, at most 512 levels.
  ///
  /// - Throws: `JSONError` with the line and column of the first error.
  public init(parsing bytes: some Collection<UInt8>) throws(JSONError) {
    var parser = JSONParser(bytes: Array(bytes))
    self = try parser.parseDocument()
  }

  /// Parses one JSON text.
  ///
  /// - Throws: `JSONError` with the line and column of the first error.
  public init(parsing text: String) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  var position = 0
  static let deepest = 512

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func parseDocument() throws(JSONError) -> JSON {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    let value = try parseValue(depth: 0)
    skipSpace()
    if position < bytes.count { throw error("expected the end of the text, found \(found())") }
    return value
  }

  func error(_ problem: String, at place: Int? = nil) -> JSONError {
    let end = min(place ?? position, bytes.count)
    let line = bytes[..<end].reduce(1) { $1 == 10 ? $0 + 1 : $0 }
    let start = bytes[..<end].lastIndex(of: 10).map { $0 + 1 } ?? 0
    return JSONError(line: line, column: end - start + 1, problem: problem)
  }

  func found() -> String {
    guard position < bytes.count else { return "the end" }
    let byte = bytes[position]
    return byte >= 0x20 && byte < 0x7F ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
  }

  mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  mutating func parseValue(depth: Int) throws(JSONError) -> JSON {
    if depth > Self.deepest { throw error("more than \(Self.deepest) levels of nesting") }
    skipSpace()
    guard position < bytes.count else { throw error("expected a value, found the end") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try parseObject(depth: depth)
    case UInt8(ascii: "["): return try parseArray(depth: depth)
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
    case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
    case UInt8(ascii: "n"): return try parseWord("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
    default: throw error("expected a value, found \(found())")
    }
  }

  mutating func parseWord(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
    guard bytes[position...].starts(with: word.utf8) else { throw error("expected a value, found \(found())") }
    position += word.utf8.count
    return value
  }

  mutating func parseObject(depth: Int) throws(JSONError) -> JSON {
    var object = JSON.Object()
    position += 1
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(object) }
    while true {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw error("expected a key in quotation marks, found \(found())")
      }
      let place = position
      let key = try parseString()
      guard object.append(key: key) else {
        throw error("the key \"\(excerpt(key))\" appears twice in one object", at: place)
      }
      skipSpace()
      guard take(UInt8(ascii: ":")) else {
        throw error("expected ':' after the key \"\(excerpt(key))\", found \(found())")
      }
      object.setLast(try parseValue(depth: depth + 1))
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      if take(UInt8(ascii: "}")) { return .object(object) }
      throw error("expected ',' or '}', found \(found())")
    }
  }

  mutating func parseArray(depth: Int) throws(JSONError) -> JSON {
    var array: [JSON] = []
    position += 1
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(array) }
    while true {
      array.append(try parseValue(depth: depth + 1))
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      if take(UInt8(ascii: "]")) { return .array(array) }
      throw error("expected ',' or ']', found \(found())")
    }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func parseNumber() throws(JSONError) -> JSON {
    let start = position
    _ = take(UInt8(ascii: "-"))
    let whole = try digits()
    if whole > 1, bytes[position - whole] == UInt8(ascii: "0") {
      throw error("a number may not begin with 0", at: start)
    }
    var isWhole = true
    if take(UInt8(ascii: ".")) {
      isWhole = false
      _ = try digits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      position += 1
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      _ = try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      throw error("the number \(excerpt(text)) is out of range", at: start)
    }
    return .number(value)
  }

  /// Skips one or more digits and returns their number.
  mutating func digits() throws(JSONError) -> Int {
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
    if position == start { throw error("expected a digit, found \(found())") }
    return position - start
  }

  mutating func parseString() throws(JSONError) -> String {
    position += 1
    let start = position
    // Most strings have no escape: one scan, one copy.
    while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\"),
      bytes[position] >= 0x20
    {
      position += 1
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      position += 1
      return try text(bytes[start..<(position - 1)], at: start)
    }
    var unescaped = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return try text(unescaped[...], at: start)
      case UInt8(ascii: "\\"):
        position += 1
        try parseEscape(into: &unescaped)
      case 0..<0x20:
        throw error("a control character (byte \(byte)) in a string must be written as an escape")
      default:
        unescaped.append(byte)
        position += 1
      }
    }
    throw error("the string that begins here has no end", at: start - 1)
  }

  func text(_ utf8: ArraySlice<UInt8>, at place: Int) throws(JSONError) -> String {
    guard let text = String(validating: utf8, as: UTF8.self) else {
      throw error("the string is not valid UTF-8", at: place)
    }
    return text
  }

  mutating func parseEscape(into output: inout [UInt8]) throws(JSONError) {
    guard position < bytes.count else { throw error("the text ends inside an escape") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(byte)
    case UInt8(ascii: "b"): output.append(8)
    case UInt8(ascii: "f"): output.append(12)
    case UInt8(ascii: "n"): output.append(10)
    case UInt8(ascii: "r"): output.append(13)
    case UInt8(ascii: "t"): output.append(9)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code) {
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
          throw error("a high surrogate without its low surrogate")
        }
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw error("a high surrogate without its low surrogate") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw error("a low surrogate without its high surrogate") }
      UTF8.encode(scalar).map { output.append(contentsOf: $0) }
    default:
      position -= 1
      throw error("unknown escape \\\(found())")
    }
  }

  mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count, let digit = Self.hexadecimalDigit(bytes[position]) else {
        throw error("expected four hexadecimal digits, found \(found())")
      }
      code = code << 4 | digit
      position += 1
    }
    return code
  }

  private static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
