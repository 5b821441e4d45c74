internal import Base
internal import Datasets
internal import Pipelines
internal import Text
internal import Training

/// The training questions as sequences.
struct QuestionSequences {
  /// For each question, one sequence for each of its accepted answers.
  let sequences: [[LanguageSequence]]
  private let sources: [String]
  /// Number of questions that lost tokens, and of lost tokens.
  let cut: (questions: Int, tokens: Int)
  /// Number of tokens of the longest answer.
  let longestAnswer: Int

  /// - Throws: if a question with an answer is longer than the context length and must not be cut; all are listed.
  init(
    _ split: QuestionSplit, _ format: AnswerFormat, _ tokenizer: any Tokenizer, contextLength: Int, tooLong: TooLong
  ) throws {
    let end = try format.endID(tokenizer)
    sources = split.examples.map { "\($0.file):\($0.line)" }
    var problems: [String] = []
    var cut = (questions: 0, tokens: 0)
    var longest = 0
    sequences = split.examples.map { example in
      var lost = 0
      let made = example.answers.compactMap { answer -> LanguageSequence? in
        let whole = format.sequence(question: example.question, answer: answer, tokenizer, end: end)
        longest = max(longest, whole.answer.count)
        let excess = whole.excess(over: contextLength)
        if excess == 0 { return whole.sequence }
        if tooLong == .cut, let shorter = whole.cuttingQuestion(to: contextLength) {
          lost = max(lost, excess)
          return shorter.sequence
        }
        problems.append(
          "\(example.file):\(example.line): question and answer have \(whole.count) tokens, but the model reads"
            + " \(contextLength): set too_long: cut or, for a new model, a larger architecture.context_length")
        return nil
      }
      if lost > 0 { cut = (cut.questions + 1, cut.tokens + lost) }
      return made
    }
    self.cut = cut
    longestAnswer = longest
    if !problems.isEmpty { throw InputError.problems(problems) }
  }

  /// The file and line of a question.
  func source(_ index: Int) -> String { sources[index] }

  /// Lengths and numbers of targets of the sequences of `epoch`.
  func shapes(_ epoch: Int) -> [SequenceShape] {
    sequences.map { SequenceShape($0[epoch % $0.count]) }
  }

  /// One sequence for each question. If a question has several accepted answers, each epoch uses the next one.
  func epoch(_ epoch: Int) -> [LanguageSequence] { sequences.map { $0[epoch % $0.count] } }
}
