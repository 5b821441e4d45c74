/// The formats of files with questions and answers.
public enum QuestionFormat: String, Sendable, CaseIterable, Codable {
  /// `question TAB answer`, one a line, no header: the format of Stanford CS 224N, assignment 5.
  case tsv
  /// `{"question": …, "answers": [ … ]}` or `{"question": …, "answer": …}`, one a line.
  case jsonl
  /// A list of objects with `qText` (or `question`) and `answers` (or `answer`): the format of WebQuestions.
  case json

  /// The format of a file name's extension, or nil if it has none.
  public static func infer(path: String) -> QuestionFormat? {
    if path.lowercased().hasSuffix(".json") { return .json }
    switch TextFormat.infer(path: path) {
    case .tsv: return .tsv
    case .jsonl: return .jsonl
    default: return nil
    }
  }
}
