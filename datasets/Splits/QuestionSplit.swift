/// A question and its accepted answers.
public struct QuestionExample: Sendable, Equatable {
  /// The question.
  public let question: String
  /// The accepted answers in the file's order; empty where the data has none.
  public let answers: [String]
  /// The path of the file it was read from.
  public let file: String
  /// The line on which it begins, from 1.
  public let line: Int

  /// Creates a question with its place in a file.
  public init(question: String, answers: [String], file: String, line: Int) {
    self.question = question
    self.answers = answers
    self.file = file
    self.line = line
  }
}

/// The questions of one file, in the file's order.
public struct QuestionSplit: Sendable, Equatable {
  /// The questions.
  public let examples: [QuestionExample]
  /// The path of the file they were read from.
  public let path: String
  /// SHA-256 of the file's bytes, 64 hexadecimal digits.
  public let sha256: String
  /// Sentences for the run's log: what was changed, what differs from the published data.
  public let notes: [String]

  /// Creates a split from its questions and the facts about its file.
  public init(examples: [QuestionExample], path: String, sha256: String, notes: [String] = []) {
    self.examples = examples
    self.path = path
    self.sha256 = sha256
    self.notes = notes
  }
}
