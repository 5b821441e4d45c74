/// The header of a table and the places of the columns that are read.
struct TableFields {
  let header: [String]
  let text: Int
  let pair: Int?
  let label: Int?
}

extension ExampleReader {
  /// The places of the columns in a header, or nil, with the reasons in the log, if the header does not fit.
  ///
  /// - Parameter count: The number of columns; `header` holds at most `maximumColumns` of them.
  mutating func fields(of header: [String], count: Int, line: Int) -> TableFields? {
    let problems = log.count
    if count > Self.maximumColumns { log.add(line, .tooManyColumns(found: count, most: Self.maximumColumns)) }
    var seen: Set<String> = []
    for name in header where !seen.insert(name).inserted { log.add(line, .duplicateColumn(name)) }
    func place(_ name: String?) -> Int? { name.flatMap { header.firstIndex(of: $0) } }
    let label = place(columns.label)
    let needed = [columns.text, columns.pair, labelRequired ? columns.label : nil].compactMap { $0 }
    for name in needed where !header.contains(name) { log.add(line, .missingColumn(name, found: header)) }
    guard log.count == problems, let text = place(columns.text) else { return nil }
    return TableFields(header: header, text: text, pair: place(columns.pair), label: label)
  }

  /// Checks one row of a table and adds it.
  ///
  /// - Parameter count: The number of fields; `row` may lack those beyond the length of the header.
  mutating func add(line: Int, row: [String], count: Int, _ fields: TableFields) {
    guard count == fields.header.count else {
      log.add(line, .fieldCount(found: count, expected: fields.header))
      return
    }
    add(line: line, text: row[fields.text], pair: fields.pair.map { row[$0] }, label: fields.label.map { row[$0] })
  }
}
