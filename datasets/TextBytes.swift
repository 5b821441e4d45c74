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
  /// Lines that hold bytes which are no UTF-8 text; they are already in the log.
  private(set) var badLines: Set<Int> = []

  /// Checks the encoding. Bytes that are no text go into the log, by line.
  init(_ bytes: [UInt8], log: inout ProblemLog) throws(DatasetError) {
    if let found = Self.otherKind(bytes) { throw .notText(path: log.path, found: found) }
    self.bytes = bytes
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if start == bytes.count { throw .empty(path: log.path) }
    if Self.firstInvalid(bytes[...]) == nil, !bytes.contains(0) { return }
    for line in lines() {
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

  /// The lines, ended by a line feed or by carriage return and line feed. The last line needs no end.
  ///
  /// U+2028, U+0085 and their like are ordinary characters here, as they are in JSON strings.
  func lines() -> [Line] {
    var lines: [Line] = []
    var lineStart = start
    let span = bytes.span
    for position in start..<span.count where span[position] == lineFeed {
      let end = position > lineStart && span[position - 1] == carriageReturn ? position - 1 : position
      lines.append(Line(number: lines.count + 1, range: lineStart..<end))
      lineStart = position + 1
    }
    if lineStart < span.count { lines.append(Line(number: lines.count + 1, range: lineStart..<span.count)) }
    return lines
  }

  /// The lines whose encoding is sound; a carriage return inside a line goes into the log.
  func soundLines(log: inout ProblemLog) -> [Line] {
    let all = lines()
    let hasStray = bytes.contains(carriageReturn)
    if badLines.isEmpty, !hasStray { return all }
    return all.filter { line in
      if badLines.contains(line.number) { return false }
      guard hasStray, let stray = bytes[line.range].firstIndex(of: carriageReturn) else { return true }
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
    return unicodeScalars.allSatisfy(\.properties.isWhitespace)
  }

  var hasSpaceAround: Bool {
    guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return false }
    return first.properties.isWhitespace || last.properties.isWhitespace
  }
}
