/// A question with its answer, for training or generation: question, separator, answer, end.
///
/// The loss is only on the answer and the end. The first target is at the separator; the end is not read:
///
///     read      question …            separator  answer₁  answer₂
///     targets   none, as many         answer₁    answer₂  end
public struct AnswerSequence: Sendable, Equatable {
  /// The question's ids; may be empty.
  public let question: [Int32]
  /// The id between question and answer.
  public let separator: Int32
  /// The answer's ids; if there are none, the end is the only target.
  public let answer: [Int32]
  /// The id that ends an answer; may be the same as the separator.
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

  /// Number of tokens that the model reads in training: all except the end.
  public var count: Int { question.count + 1 + answer.count }

  /// The sequence for training, without a limit of its length.
  public var sequence: LanguageSequence {
    LanguageSequence(
      ids: prompt + answer,
      targets: Array(repeating: LanguageSequence.noTarget, count: question.count) + answer + [end])
  }

  /// Number of tokens beyond `block`, the largest number that the model reads; 0 if all fit.
  public func excess(over block: Int) -> Int { max(0, count - block) }

  /// The same without the first tokens of the question, so that it fits `block`. Removes `excess(over: block)` tokens.
  ///
  /// - Returns: nil if separator and answer alone do not fit
  public func cuttingQuestion(to block: Int) -> AnswerSequence? {
    let excess = excess(over: block)
    if excess > question.count { return nil }
    return AnswerSequence(
      question: Array(question.dropFirst(excess)), separator: separator, answer: answer, end: end)
  }
}
