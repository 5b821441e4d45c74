internal import Base

extension QuestionReader {
  /// Reads a JSON list of objects, the format of WebQuestions.
  mutating func readJSON(_ source: TextBytes) {
    if !source.badLines.isEmpty { return }
    do throws(JSONError) {
      let value = try JSON(parsing: source.bytes)
      guard let items = value.array else {
        log.add(1, .wrongKind(key: nil, found: value.kind, expected: "a list of questions"))
        return
      }
      for (item, line) in zip(items, source.itemLines()) {
        if let object = item.object {
          add(object, line: line, keys: ["qText", "question"])
        } else {
          log.add(line, .wrongKind(key: nil, found: item.kind, expected: "an object for each question"))
        }
      }
    } catch {
      log.add(error.line, .json(column: error.column, problem: error.problem))
    }
  }
}

extension TextBytes {
  /// The line on which each item of the top-level list begins. The text must be valid JSON.
  fileprivate func itemLines() -> [Int] {
    var lines: [Int] = []
    var line = 1
    var depth = 0
    var isInString = false
    var isEscaped = false
    var isItemAwaited = false
    for byte in bytes[start...] {
      if byte == .lineFeed { line += 1 }
      if isInString {
        if !isEscaped, byte == .quotationMark { isInString = false }
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        continue
      }
      if byte <= 0x20 { continue }
      if isItemAwaited, byte != UInt8(ascii: "]") {
        lines.append(line)
        isItemAwaited = false
      }
      switch byte {
      case .quotationMark: isInString = true
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        if depth == 1 { isItemAwaited = true }
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case .comma where depth == 1: isItemAwaited = true
      default: break
      }
    }
    return lines
  }
}
