/// A question with its answer, to be learned or to be completed: question, separator, answer, end.
///
/// The loss is on the answer and the end alone. The first target stands at the separator, the end is not read:
///
///     read      question …            separator  answer₁  answer₂
///     targets   none, as many         answer₁    answer₂  end
public struct AnswerSequence: Sendable, Equatable {
  /// The question's ids; may be empty.
  public let question: [Int32]
  /// The id between question and answer.
  public let separator: Int32
  /// The answer's ids. Where there are none the end is the only target.
  public let answer: [Int32]
  /// The id that ends an answer; may be the separator's.
  public let end: Int32

  /// A question with its answer.
  public init(question: [Int32], separator: Int32, answer: [Int32], end: Int32) {
    self.question = question
    self.separator = separator
    self.answer = answer
    self.end = end
  }

  /// What the model reads before it answers: the question and the separator.
  public var prompt: [Int32] { question + [separator] }

  /// Tokens that the model reads in training: all but the end.
  public var count: Int { question.count + 1 + answer.count }

  /// The sequence to train on, however long.
  public var sequence: LanguageSequence {
    LanguageSequence(
      ids: prompt + answer,
      targets: Array(repeating: LanguageSequence.noTarget, count: question.count) + answer + [end])
  }

  /// How many tokens more than `block` the model would have to read; 0 where all fit.
  public func excess(over block: Int) -> Int { max(0, count - block) }

  /// The same with as few of the question's first tokens taken away as make it fit `block`: `excess(over: block)` of them.
  ///
  /// - Returns: nil where separator and answer alone do not fit
  public func cuttingQuestion(to block: Int) -> AnswerSequence? {
    let excess = excess(over: block)
    if excess > question.count { return nil }
    return AnswerSequence(
      question: Array(question.dropFirst(excess)), separator: separator, answer: answer, end: end)
  }
}
