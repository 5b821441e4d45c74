extension ExampleReader {
  /// Tab-separated values: a header, then one example a line. A quotation mark is a character like any other.
  mutating func readTSV(_ source: TextBytes) {
    var fields: TableFields?
    for line in source.soundLines(log: &log) {
      if line.range.isEmpty {
        log.add(line.number, .blankLine)
        continue
      }
      let row = source.bytes[line.range].split(separator: tab, omittingEmptySubsequences: false).map {
        source.text($0.startIndex..<$0.endIndex)
      }
      if let fields {
        add(line: line.number, row: row, fields)
      } else {
        fields = self.fields(of: row, line: line.number)
        // Without a header that fits, no row can be judged.
        if fields == nil { return }
      }
    }
  }
}
