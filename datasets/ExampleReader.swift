/// Turns fields into checked examples; the readers of the formats add to it row by row.
struct ExampleReader {
  let columns: TextColumns
  let labelRequired: Bool
  let labels: LabelMap?
  var log: ProblemLog
  private(set) var examples: [TextExample] = []

  /// The most columns of a table.
  static let mostColumns = 10_000

  init(columns: TextColumns, labelRequired: Bool, labels: LabelMap?, log: ProblemLog) {
    self.columns = columns
    self.labelRequired = labelRequired
    self.labels = labels
    self.log = log
  }

  /// Checks and adds one example; an empty label counts as none.
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

  /// Where a table keeps the parts of an example, or nil (with the reasons logged) where its header does not fit.
  ///
  /// - Parameter count: how many columns there are; `header` has no more than `mostColumns` of them
  mutating func fields(of header: [String], count: Int, line: Int) -> TableFields? {
    let problems = log.count
    if count > Self.mostColumns { log.add(line, .tooManyColumns(found: count, most: Self.mostColumns)) }
    var seen: Set<String> = []
    for name in header where !seen.insert(name).inserted { log.add(line, .duplicateColumn(name)) }
    func place(_ name: String?) -> Int? { name.flatMap { header.firstIndex(of: $0) } }
    let label = place(columns.label)
    let needed = [columns.text, columns.pair, labelRequired ? columns.label : nil].compactMap { $0 }
    for name in needed where !header.contains(name) { log.add(line, .missingColumn(name, found: header)) }
    guard log.count == problems, let text = place(columns.text) else { return nil }
    return TableFields(header: header, text: text, pair: place(columns.pair), label: label)
  }

  /// Adds one row of a table.
  ///
  /// - Parameter count: how many fields there are; `row` may lack those that are more than the header has
  mutating func add(line: Int, row: [String], count: Int, _ fields: TableFields) {
    guard count == fields.header.count else {
      log.add(line, .fieldCount(found: count, expected: fields.header))
      return
    }
    add(line: line, text: row[fields.text], pair: fields.pair.map { row[$0] }, label: fields.label.map { row[$0] })
  }
}

/// A table's header and the places of the columns that are read.
struct TableFields {
  let header: [String]
  let text: Int
  let pair: Int?
  let label: Int?
}
