extension ExampleReader {
  /// Reads one text a line, no label.
  mutating func readLines(_ source: TextBytes) {
    for line in source.validLines(log: &log) {
      if line.range.isEmpty {
        log.add(line.number, .blankLine)
      } else {
        add(line: line.number, text: source.text(line.range), pair: nil, label: nil)
      }
    }
  }
}
