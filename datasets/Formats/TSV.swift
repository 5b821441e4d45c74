internal import Base

extension ExampleReader {
  /// Reads tab-separated values: a header, then one example a line. A quotation mark is a character like any other.
  mutating func readTSV(_ source: TextBytes) {
    var fields: TableFields?
    for line in source.validLines(log: &log) {
      if line.range.isEmpty {
        log.add(line.number, .blankLine)
        continue
      }
      let (row, count) = source.fields(line.range, atMost: fields?.header.count ?? Self.maximumColumns)
      if let fields {
        add(line: line.number, row: row, count: count, fields)
      } else {
        fields = self.fields(of: row, count: count, line: line.number)
        // Without a valid header no row can be checked.
        if fields == nil { return }
      }
    }
  }
}

extension QuestionReader {
  /// Reads `question TAB answer`, one a line, without a header.
  mutating func readTSV(_ source: TextBytes) {
    for line in source.validLines(log: &log) {
      if line.range.isEmpty {
        log.add(line.number, .blankLine)
        continue
      }
      let (fields, count) = source.fields(line.range, atMost: 2)
      switch count {
      case 2
      where line.number == 1 && ["question", "questions"].contains(fields[0].lowercased())
        && ["answer", "answers"].contains(fields[1].lowercased()):
        log.add(line.number, .header)
      case 1 where !answersRequired: add(line: line.number, question: fields[0], answers: [])
      case 1:
        log.add(
          line.number, .noSeparator(found: excerpt(fields[0], limit: 60), expected: "a question, a tab and an answer"))
      case 2: add(line: line.number, question: fields[0], answers: [fields[1]])
      default:
        log.add(
          line.number,
          .surplusSeparator(
            count: count - 1, expected: "one tab; write questions with several answers as JSONL"))
      }
    }
  }
}

extension TextBytes {
  /// The first `limit` fields of a line, and the number of all its fields.
  ///
  /// The limit bounds the memory: a large file may consist of tabs only, and would have a string for each byte.
  func fields(_ range: Range<Int>, atMost limit: Int) -> (fields: [String], count: Int) {
    var fields: [String] = []
    var count = 1
    var start = range.lowerBound
    let span = bytes.span
    for index in range where span[index] == .tab {
      if count <= limit { fields.append(text(start..<index)) }
      start = index + 1
      count += 1
    }
    if count <= limit { fields.append(text(start..<range.upperBound)) }
    return (fields, count)
  }
}
