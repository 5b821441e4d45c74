internal import Base

/// A question and the answers that count as right.
public struct QuestionExample: Sendable, Equatable {
  /// The question.
  public let question: String
  /// The accepted answers in the file's order; empty where the data has none.
  public let answers: [String]
  /// The file it was read from.
  public let file: String
  /// The line it begins on, from 1.
  public let line: Int

  /// A question with where it is from.
  public init(question: String, answers: [String], file: String, line: Int) {
    self.question = question
    self.answers = answers
    self.file = file
    self.line = line
  }
}

/// The formats of files with questions and answers.
public enum QuestionFormat: String, Sendable, CaseIterable, Codable {
  /// `question TAB answer`, one a line, no header: Stanford CS 224N's format.
  case tsv
  /// `{"question": …, "answers": [ … ]}` or `{"question": …, "answer": …}`, one a line.
  case jsonl
  /// One list of objects with `qText` (or `question`) and `answers` (or `answer`): the format of WebQuestions.
  case json

  /// The format that a file name's extension stands for, or nil.
  public static func infer(path: String) -> QuestionFormat? {
    if path.lowercased().hasSuffix(".json") { return .json }
    switch TextFormat.infer(path: path) {
    case .tsv: return .tsv
    case .jsonl: return .jsonl
    default: return nil
    }
  }
}

/// The questions of one file, in its order.
public struct QuestionSplit: Sendable, Equatable {
  /// The questions.
  public let examples: [QuestionExample]
  /// The file they were read from.
  public let path: String
  /// SHA-256 of the file's bytes, 64 hexadecimal digits.
  public let sha256: String
  /// What a reader of the run's log must know about the data, in sentences.
  public let notes: [String]

  /// A split with what was said about it.
  public init(examples: [QuestionExample], path: String, sha256: String, notes: [String] = []) {
    self.examples = examples
    self.path = path
    self.sha256 = sha256
    self.notes = notes
  }

  /// Reads a file of questions. White space around questions and answers is removed, counted and noted.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - format: Its format; nil infers it from the extension.
  ///   - answersRequired: Whether a question without an answer is a problem. Where it is not, a TSV line may be the
  ///     question alone.
  /// - Throws: `DatasetError`, with all problems of the file (the first 20 listed).
  public static func read(
    path: String, format: QuestionFormat? = nil, answersRequired: Bool = true
  ) throws(DatasetError) -> QuestionSplit {
    try read(bytes: readFile(path), path: path, format: format, answersRequired: answersRequired)
  }

  /// Reads the bytes of a file; `path` stands in messages. See `read(path:format:answersRequired:)`.
  public static func read(
    bytes: [UInt8], path: String, format: QuestionFormat? = nil, answersRequired: Bool = true
  ) throws(DatasetError) -> QuestionSplit {
    guard let format = format ?? QuestionFormat.infer(path: path) else {
      throw .unknownFormat(path: path, expected: QuestionFormat.allCases.map(\.rawValue))
    }
    var log = ProblemLog(path: path)
    let source = try TextBytes(bytes, log: &log)
    var reader = QuestionReader(answersRequired: answersRequired, log: log)
    switch format {
    case .tsv: reader.readTSV(source)
    case .jsonl: reader.readJSONL(source)
    case .json: reader.readJSON(source)
    }
    try reader.log.check()
    if reader.examples.isEmpty { throw .empty(path: path) }
    let trimmed = reader.trimmedCount
    let notes = trimmed == 0 ? [] : ["\(path): removed white space around \(trimmed) questions or answers"]
    return QuestionSplit(
      examples: reader.examples, path: path, sha256: SHA256.hexadecimal(of: bytes), notes: notes)
  }
}

/// Turns lines and objects into checked questions.
private struct QuestionReader {
  let answersRequired: Bool
  var log: ProblemLog
  var examples: [QuestionExample] = []
  var trimmedCount = 0

  init(answersRequired: Bool, log: ProblemLog) {
    self.answersRequired = answersRequired
    self.log = log
  }

  mutating func add(line: Int, question: String, answers: [String]) {
    let problems = log.count
    if question.isBlank { log.add(line, .empty(column: "question")) }
    for answer in answers where answer.isBlank { log.add(line, .empty(column: "answer")) }
    if answers.isEmpty, answersRequired { log.add(line, .noAnswer) }
    if log.count > problems { return }
    examples.append(
      QuestionExample(question: trimmed(question), answers: answers.map { trimmed($0) }, file: log.path, line: line))
  }

  mutating func trimmed(_ text: String) -> String {
    guard text.hasSpaceAround else { return text }
    trimmedCount += 1
    let scalars = text.unicodeScalars
    let start = scalars.firstIndex { !$0.isSpace } ?? scalars.endIndex
    let last = scalars.lastIndex { !$0.isSpace } ?? start
    return String(scalars[start...last])
  }

  mutating func readTSV(_ source: TextBytes) {
    for line in source.soundLines(log: &log) {
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

  mutating func readJSONL(_ source: TextBytes) {
    for line in source.soundLines(log: &log) {
      if let object = source.object(line, log: &log) { add(object, line: line.number, keys: ["question"]) }
    }
  }

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

  private mutating func add(_ object: JSON.Object, line: Int, keys: [String]) {
    let present = keys.filter { object[$0] != nil }
    if present.count > 1 { log.add(line, .bothKeys(present[0], present[1])) }
    if present.isEmpty { log.add(line, .missingKey(keys[0], found: object.keys)) }
    guard present.count == 1, let value = object[present[0]] else { return }
    guard let question = value.string else {
      log.add(line, .wrongKind(key: present[0], found: value.kind, expected: "a string"))
      return
    }
    if let answers = answers(object, line: line) { add(line: line, question: question, answers: answers) }
  }

  /// The answers of an object, or nil with the reason logged.
  private mutating func answers(_ object: JSON.Object, line: Int) -> [String]? {
    switch (object["answers"], object["answer"]) {
    case (.some, .some): log.add(line, .bothKeys("answers", "answer"))
    case (nil, nil):
      if !answersRequired { return [] }
      log.add(line, .missingKey("answers", found: object.keys))
    case (.some(let value), nil):
      if let list = value.array {
        let answers = list.compactMap(\.string)
        if answers.count == list.count { return answers }
        log.add(line, .wrongKind(key: "answers", found: "a list with other values", expected: "a list of strings"))
      } else {
        log.add(line, .wrongKind(key: "answers", found: value.kind, expected: "a list of strings"))
      }
    case (nil, .some(let value)):
      if let answer = value.string { return [answer] }
      log.add(line, .wrongKind(key: "answer", found: value.kind, expected: "a string"))
    }
    return nil
  }
}

extension TextBytes {
  /// The line on which each item of the text's top-level list begins; the text must be valid JSON.
  fileprivate func itemLines() -> [Int] {
    var lines: [Int] = []
    var line = 1
    var depth = 0
    var isInString = false
    var isEscaped = false
    var isItemAwaited = false
    for byte in bytes[start...] {
      if byte == lineFeed { line += 1 }
      if isInString {
        if !isEscaped, byte == UInt8(ascii: "\"") { isInString = false }
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        continue
      }
      if byte <= 0x20 { continue }
      if isItemAwaited, byte != UInt8(ascii: "]") {
        lines.append(line)
        isItemAwaited = false
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        if depth == 1 { isItemAwaited = true }
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ",") where depth == 1: isItemAwaited = true
      default: break
      }
    }
    return lines
  }
}
