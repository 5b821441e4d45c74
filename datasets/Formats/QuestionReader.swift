internal import Base

/// Checks questions with their answers. Each format adds a `read…` function in its file.
struct QuestionReader {
  let answersRequired: Bool
  var log: ProblemLog
  private(set) var examples: [QuestionExample] = []
  /// How many questions and answers had white space around them.
  private(set) var trimmedCount = 0

  init(answersRequired: Bool, log: ProblemLog) {
    self.answersRequired = answersRequired
    self.log = log
  }

  /// Checks one question and adds it.
  mutating func add(line: Int, question: String, answers: [String]) {
    let problems = log.count
    if question.isBlank { log.add(line, .empty(column: "question")) }
    for answer in answers where answer.isBlank { log.add(line, .empty(column: "answer")) }
    if answers.isEmpty, answersRequired { log.add(line, .noAnswer) }
    if log.count > problems { return }
    examples.append(
      QuestionExample(question: trimmed(question), answers: answers.map { trimmed($0) }, file: log.path, line: line))
  }

  private mutating func trimmed(_ text: String) -> String {
    guard text.hasSpaceAround else { return text }
    trimmedCount += 1
    return text.trimmed
  }

  /// Checks the question and answers of a JSON object and adds them.
  ///
  /// - Parameter keys: The names that the key of the question may have.
  mutating func add(_ object: JSON.Object, line: Int, keys: [String]) {
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

  /// The answers of an object, or nil with the reason in the log.
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
