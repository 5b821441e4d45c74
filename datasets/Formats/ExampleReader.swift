/// Checks fields and makes examples of them. Each format adds a `read…` function in a file of its own.
struct ExampleReader {
  let columns: TextColumns
  let labelRequired: Bool
  let labels: LabelMap?
  var log: ProblemLog
  private(set) var examples: [TextExample] = []

  /// The largest number of columns of a table.
  static let maximumColumns = 10_000

  init(columns: TextColumns, labelRequired: Bool, labels: LabelMap?, log: ProblemLog) {
    self.columns = columns
    self.labelRequired = labelRequired
    self.labels = labels
    self.log = log
  }

  /// Checks one example and adds it. An empty label counts as no label.
  mutating func add(line: Int, text: String, pair: String?, label: String?) {
    let problems = log.count
    if text.isBlank { log.add(line, .empty(column: columns.text)) }
    if let pair, pair.isBlank { log.add(line, .empty(column: columns.pair ?? "pair")) }
    let label = label.flatMap { $0.isEmpty ? nil : $0 }
    if let label { check(label, line: line) } else if labelRequired { log.add(line, .noLabel) }
    if log.count > problems { return }
    examples.append(TextExample(text: text, pair: pair, label: label, file: log.path, line: line))
  }

  private mutating func check(_ label: String, line: Int) {
    if label.hasSpaceAround {
      log.add(line, .spaceAroundLabel(label))
    } else if let labels, labels.index(of: label) == nil {
      log.add(line, .unknownLabel(label, expected: labels.names))
    }
  }
}
