extension ExampleReader {
  /// Tab-separated values: a header, then one example a line. A quotation mark is a character like any other.
  mutating func readTSV(_ source: TextBytes) {
    var fields: TableFields?
    for line in source.soundLines(log: &log) {
      if line.range.isEmpty {
        log.add(line.number, .blankLine)
        continue
      }
      let (row, count) = source.fields(line.range, atMost: fields?.header.count ?? Self.mostColumns)
      if let fields {
        add(line: line.number, row: row, count: count, fields)
      } else {
        fields = self.fields(of: row, count: count, line: line.number)
        // Without a header that fits, no row can be judged.
        if fields == nil { return }
      }
    }
  }
}

extension TextBytes {
  /// The fields of a line between its tabs, the first `limit` of them, and how many there are.
  ///
  /// A line may be nothing but tabs, and a string for each byte of a large file would fill the memory.
  func fields(_ range: Range<Int>, atMost limit: Int) -> (fields: [String], count: Int) {
    var fields: [String] = []
    var count = 1
    var start = range.lowerBound
    let span = bytes.span
    for index in range where span[index] == tab {
      if count <= limit { fields.append(text(start..<index)) }
      start = index + 1
      count += 1
    }
    if count <= limit { fields.append(text(start..<range.upperBound)) }
    return (fields, count)
  }
}
