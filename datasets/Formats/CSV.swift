extension ExampleReader {
  /// Reads comma-separated values (RFC 4180): a header row, then one example a row; quoted fields may hold line ends.
  mutating func readCSV(_ source: TextBytes) {
    var parser = CSVParser(source: source)
    var fields: TableFields?
    while let (line, row, count) = parser.next(atMost: fields?.header.count ?? Self.maximumColumns, log: &log) {
      // A malformed row is in the log; the rows after it are checked too.
      guard let row else { continue }
      if row == [""] {
        log.add(line, .blankLine)
      } else if let fields {
        add(line: line, row: row, count: count, fields)
      } else {
        fields = self.fields(of: row, count: count, line: line)
        if fields == nil { return }
      }
    }
  }
}

/// Splits a CSV text into rows.
private struct CSVParser {
  let source: TextBytes
  var position: Int
  var line = 1

  init(source: TextBytes) {
    self.source = source
    position = source.start
  }

  /// The next row: the line on which it begins, its first `limit` fields, and the number of all its fields.
  ///
  /// `row` is nil if the row is malformed. The result is nil at the end of the text.
  mutating func next(atMost limit: Int, log: inout ProblemLog) -> (line: Int, row: [String]?, count: Int)? {
    guard position < source.bytes.count else { return nil }
    let rowLine = line
    let rowStart = position
    var row: [String] = []
    var count = 0
    while true {
      let problem: DatasetProblem.Kind?
      if position < source.bytes.count, source.bytes[position] == .quotationMark {
        problem = quotedField(into: &row, rowStart: rowStart)
      } else {
        problem = plainField(into: &row, rowStart: rowStart)
      }
      if let problem {
        log.add(rowLine, problem)
        skipLine()
        return (rowLine, nil, count)
      }
      count += 1
      if row.count > limit { row.removeLast() }
      guard position < source.bytes.count else { return (rowLine, row, count) }
      if source.bytes[position] == .comma {
        position += 1
        continue
      }
      skipLine()
      return (rowLine, row, count)
    }
  }

  /// Reads an unquoted field, up to a comma, a line end or the end of the file.
  private mutating func plainField(into row: inout [String], rowStart: Int) -> DatasetProblem.Kind? {
    let start = position
    while position < source.bytes.count {
      switch source.bytes[position] {
      case .comma, .lineFeed:
        row.append(source.text(start..<position))
        return nil
      case .carriageReturn:
        if !isLineEnd() { return .carriageReturn(column: position - rowStart + 1) }
        row.append(source.text(start..<position))
        return nil
      case .quotationMark: return .bareQuote(column: position - rowStart + 1)
      default: position += 1
      }
    }
    row.append(source.text(start..<position))
    return nil
  }

  /// Reads a quoted field; a doubled quotation mark inside it means one quotation mark.
  private mutating func quotedField(into row: inout [String], rowStart: Int) -> DatasetProblem.Kind? {
    position += 1
    var field: [UInt8] = []
    var start = position
    while position < source.bytes.count {
      let byte = source.bytes[position]
      if byte == .lineFeed { line += 1 }
      if byte != .quotationMark {
        position += 1
        continue
      }
      field.append(contentsOf: source.bytes[start..<position])
      position += 1
      if position < source.bytes.count, source.bytes[position] == .quotationMark {
        // The second mark is the first byte of the next part of the field.
        start = position
        position += 1
        continue
      }
      row.append(String(decoding: field, as: UTF8.self))
      let ends = position == source.bytes.count || source.bytes[position] == .comma || isLineEnd()
      return ends ? nil : .textAfterQuote(column: position - rowStart + 1)
    }
    return .unclosedQuote
  }

  /// Whether a line feed, or a carriage return and a line feed, is at `position`.
  private func isLineEnd() -> Bool {
    if source.bytes[position] == .lineFeed { return true }
    return source.bytes[position] == .carriageReturn && position + 1 < source.bytes.count
      && source.bytes[position + 1] == .lineFeed
  }

  /// Moves to the beginning of the next line.
  private mutating func skipLine() {
    while position < source.bytes.count, source.bytes[position] != .lineFeed { position += 1 }
    if position < source.bytes.count {
      position += 1
      line += 1
    }
  }
}
