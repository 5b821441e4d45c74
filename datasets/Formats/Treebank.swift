internal import Base

extension ExampleReader {
  /// Reads `label ||| text`, one example a line, the usual format of the Stanford Sentiment Treebank.
  mutating func readTreebank(_ source: TextBytes) {
    for line in source.validLines(log: &log) {
      if line.range.isEmpty {
        log.add(line.number, .blankLine)
      } else if let separator = source.separator(in: line.range) {
        let label = source.text(line.range.lowerBound..<separator.lowerBound)
        let text = source.text(separator.upperBound..<line.range.upperBound)
        add(line: line.number, text: text, pair: nil, label: columns.label == nil ? nil : label)
      } else {
        log.add(
          line.number,
          .noSeparator(found: excerpt(source.text(line.range), limit: 60), expected: "a label, \" ||| \" and a text"))
      }
    }
  }
}

extension TextBytes {
  /// The first ` ||| ` of a line.
  func separator(in range: Range<Int>) -> Range<Int>? {
    let bar = UInt8(ascii: "|")
    guard range.count >= 5 else { return nil }
    let span = bytes.span
    for at in range.lowerBound...(range.upperBound - 5) where span[at + 1] == bar {
      if span[at] == .space, span[at + 2] == bar, span[at + 3] == bar, span[at + 4] == .space { return at..<(at + 5) }
    }
    return nil
  }
}
