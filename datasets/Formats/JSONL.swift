internal import Base

extension ExampleReader {
  /// Reads one JSON object a line. Other keys are ignored. A label is a string, a number or a boolean.
  mutating func readJSONL(_ source: TextBytes) {
    for line in source.validLines(log: &log) {
      guard let object = source.object(line, log: &log) else { continue }
      let problems = log.count
      let text = string(object, columns.text, line.number)
      let pair = columns.pair.flatMap { string(object, $0, line.number) }
      let label = columns.label.flatMap { self.label(object, $0, line.number) }
      if log.count > problems { continue }
      if let text { add(line: line.number, text: text, pair: pair, label: label) }
    }
  }

  private mutating func string(_ object: JSON.Object, _ key: String, _ line: Int) -> String? {
    guard let value = object[key] else {
      log.add(line, .missingKey(key, found: object.keys))
      return nil
    }
    if let text = value.string { return text }
    log.add(line, .wrongKind(key: key, found: value.kind, expected: "a string"))
    return nil
  }

  /// The name of a label: numbers and booleans as in JSON; nil for null and a missing key.
  private mutating func label(_ object: JSON.Object, _ key: String, _ line: Int) -> String? {
    switch object[key] {
    case .string(let name): return name
    case .integer, .number, .bool: return object[key]?.compact
    case .null: return nil
    case nil:
      if labelRequired { log.add(line, .missingKey(key, found: object.keys)) }
      return nil
    case .some(let value):
      log.add(line, .wrongKind(key: key, found: value.kind, expected: "a string or a number"))
      return nil
    }
  }
}

extension QuestionReader {
  /// Reads one JSON object a line.
  mutating func readJSONL(_ source: TextBytes) {
    for line in source.validLines(log: &log) {
      if let object = source.object(line, log: &log) { add(object, line: line.number, keys: ["question"]) }
    }
  }
}

extension TextBytes {
  /// The JSON object on a line, or nil with the reason in the log.
  func object(_ line: Line, log: inout ProblemLog) -> JSON.Object? {
    let slice = bytes[line.range]
    if slice.allSatisfy({ $0 == .space || $0 == .tab }) {
      log.add(line.number, .blankLine)
      return nil
    }
    do throws(JSONError) {
      let value = try JSON(parsing: slice)
      if let object = value.object { return object }
      log.add(line.number, .wrongKind(key: nil, found: value.kind, expected: "an object on each line"))
    } catch {
      log.add(line.number, .json(column: error.column, problem: error.problem))
    }
    return nil
  }
}
