/// The bytes of one text file with checked encoding, and its lines.
struct TextBytes {
  /// One line without its line end.
  struct Line {
    let number: Int
    let range: Range<Int>
  }

  let bytes: [UInt8]
  /// Where the text begins: after the byte order mark, if the file has one.
  let start: Int
  /// The lines. Each ends with a line feed, or with a carriage return and a line feed; the last line needs neither.
  ///
  /// U+2028, U+0085 and similar characters do not end a line, as in JSON strings.
  let lines: [Line]
  /// The numbers of lines that are not UTF-8 or contain NUL; they are already in the log.
  private(set) var badLines: Set<Int> = []
  private let hasStrayCarriageReturn: Bool

  /// Checks the encoding; invalid bytes go into the log, by line.
  ///
  /// - Throws: `DatasetError` if the file is empty or not text.
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

  /// Finds the lines, and whether there are NUL bytes and stray carriage returns, in one pass.
  private static func scan(
    _ span: Span<UInt8>, from start: Int
  ) -> (lines: [Line], hasNUL: Bool, hasStray: Bool) {
    var lines: [Line] = []
    // Count first: an array that grows takes up to three times the memory that it needs.
    var count = 1
    for position in start..<span.count where span[position] == .lineFeed { count += 1 }
    lines.reserveCapacity(count)
    var lineStart = start
    var hasNUL = false
    var returns = 0
    for position in start..<span.count {
      let byte = span[position]
      // Nearly every byte of a text is larger than line ends and NUL.
      if byte > .carriageReturn { continue }
      if byte == 0 { hasNUL = true }
      if byte == .carriageReturn { returns += 1 }
      guard byte == .lineFeed else { continue }
      let endsInReturn = position > lineStart && span[position - 1] == .carriageReturn
      if endsInReturn { returns -= 1 }
      lines.append(Line(number: lines.count + 1, range: lineStart..<(endsInReturn ? position - 1 : position)))
      lineStart = position + 1
    }
    if lineStart < span.count { lines.append(Line(number: lines.count + 1, range: lineStart..<span.count)) }
    return (lines, hasNUL, returns > 0)
  }

  /// The lines that are valid text. Carriage returns inside a line go into the log.
  func validLines(log: inout ProblemLog) -> [Line] {
    if badLines.isEmpty, !hasStrayCarriageReturn { return lines }
    return lines.filter { line in
      if badLines.contains(line.number) { return false }
      guard hasStrayCarriageReturn, let stray = bytes[line.range].firstIndex(of: .carriageReturn) else { return true }
      log.add(line.number, .carriageReturn(column: stray - line.range.lowerBound + 1))
      return false
    }
  }

  /// The text of a range. Invalid bytes are in the log already; here they become U+FFFD, so that reading continues.
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The index of the first byte that is not UTF-8.
  private static func firstInvalid(_ slice: ArraySlice<UInt8>) -> Int? {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: slice.span)
      return nil
    } catch {
      return slice.startIndex + error.byteOffsets.lowerBound
    }
  }

  /// The kind of file by its first bytes, or nil if it may be UTF-8 text.
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
