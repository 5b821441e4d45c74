/// The bytes of one text file, checked for what no text has, and their lines.
struct TextBytes {
  /// One line without its line end.
  struct Line {
    let number: Int
    let range: Range<Int>
  }

  let bytes: [UInt8]
  /// Where the text begins: after the byte order mark, if there is one.
  let start: Int
  /// The lines, ended by a line feed or by carriage return and line feed. The last line needs no end.
  ///
  /// U+2028, U+0085 and their like are ordinary characters here, as they are in JSON strings.
  let lines: [Line]
  /// Lines that hold bytes which are no UTF-8 text; they are already in the log.
  private(set) var badLines: Set<Int> = []
  private let hasStrayCarriageReturn: Bool

  /// Checks the encoding. Bytes that are no text go into the log, by line.
  init(_ bytes: [UInt8], log: inout ProblemLog) throws(DatasetError) {
    if let found = Self.otherKind(bytes) { throw .notText(path: log.path, found: found) }
    self.bytes = bytes
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if start == bytes.count { throw .empty(path: log.path) }
    let scan = Self.scan(bytes.span, from: start)
    lines = scan.lines
    hasStrayCarriageReturn = scan.hasStray
    if !scan.hasNUL, Self.firstInvalid(bytes[...]) == nil { return }
    for line in lines {
      let slice = bytes[line.range]
      if let bad = Self.firstInvalid(slice) {
        log.add(line.number, .invalidUTF8(byte: bytes[bad], column: bad - line.range.lowerBound + 1))
      } else if let nul = slice.firstIndex(of: 0) {
        log.add(line.number, .nul(column: nul - line.range.lowerBound + 1))
      } else {
        continue
      }
      badLines.insert(line.number)
    }
  }

  /// One pass over the bytes for the lines and for what a text rarely has.
  private static func scan(
    _ span: Span<UInt8>, from start: Int
  ) -> (lines: [Line], hasNUL: Bool, hasStray: Bool) {
    var lines: [Line] = []
    // Counted first: an array that grows holds up to three times what it needs.
    var count = 1
    for position in start..<span.count where span[position] == lineFeed { count += 1 }
    lines.reserveCapacity(count)
    var lineStart = start
    var hasNUL = false
    var returns = 0
    for position in start..<span.count {
      let byte = span[position]
      // Nearly every byte of a text is above the line ends and NUL.
      if byte > carriageReturn { continue }
      if byte == 0 { hasNUL = true }
      if byte == carriageReturn { returns += 1 }
      guard byte == lineFeed else { continue }
      let endsInReturn = position > lineStart && span[position - 1] == carriageReturn
      if endsInReturn { returns -= 1 }
      lines.append(Line(number: lines.count + 1, range: lineStart..<(endsInReturn ? position - 1 : position)))
      lineStart = position + 1
    }
    if lineStart < span.count { lines.append(Line(number: lines.count + 1, range: lineStart..<span.count)) }
    return (lines, hasNUL, returns > 0)
  }

  /// The lines whose encoding is sound; a carriage return inside a line goes into the log.
  func soundLines(log: inout ProblemLog) -> [Line] {
    if badLines.isEmpty, !hasStrayCarriageReturn { return lines }
    return lines.filter { line in
      if badLines.contains(line.number) { return false }
      guard hasStrayCarriageReturn, let stray = bytes[line.range].firstIndex(of: carriageReturn) else { return true }
      log.add(line.number, .carriageReturn(column: stray - line.range.lowerBound + 1))
      return false
    }
  }

  /// The text of a range. What is no UTF-8 was logged before and is repaired here, so that reading can go on.
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private static func firstInvalid(_ slice: ArraySlice<UInt8>) -> Int? {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: slice.span)
      return nil
    } catch {
      return slice.startIndex + error.byteOffsets.lowerBound
    }
  }

  private static func otherKind(_ bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0x1F, 0x8B]) { return "gzip-compressed" }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return "a zip archive or spreadsheet" }
    if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return "zstd-compressed" }
    if bytes.starts(with: [0x50, 0x41, 0x52, 0x31]) { return "a Parquet file" }
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    return nil
  }
}

let lineFeed = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")
let tab = UInt8(ascii: "\t")

extension String {
  /// Whether there is nothing to read here: no character, or white space alone.
  var isBlank: Bool {
    // An ASCII character that is no space or control settles it for nearly every text.
    for byte in utf8.prefix(8) where byte > 0x20 && byte < 0x7F { return false }
    return unicodeScalars.allSatisfy(\.isSpace)
  }

  var hasSpaceAround: Bool {
    guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return false }
    return first.isSpace || last.isSpace
  }
}

extension Unicode.Scalar {
  /// Whether this is white space by Unicode; the tables are asked only beyond ASCII.
  var isSpace: Bool { value < 0x80 ? value == 0x20 || (9...13).contains(value) : properties.isWhitespace }
}
