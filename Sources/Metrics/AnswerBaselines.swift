/// A question of the training data with its answers.
public struct TrainingQuestion: Sendable, Equatable {
  /// The question.
  public let question: String
  /// Its accepted answers, at least one.
  public let answers: [String]

  /// A question with its answers.
  ///
  /// - Precondition: there is at least one answer; check the data before.
  public init(question: String, answers: [String]) {
    precondition(!answers.isEmpty, "the training question \"\(question)\" has no answer")
    self.question = question
    self.answers = answers
  }
}

/// Baselines that need no model: always the same answer, or the answer of the most similar training question.
public struct AnswerBaselines: Sendable {
  /// The answer that the largest number of training questions accept, without white space around it; of equally
  /// frequent answers the first to occur.
  ///
  /// Answers are equal if plain exact match says so. An answer that a question lists twice counts once.
  public let majorityAnswer: String
  /// Number of training questions that accept the majority answer.
  public let majorityCount: Int
  private let questions: [TrainingQuestion]
  private let index: NearestText

  /// Computes the baselines from training questions.
  ///
  /// - Precondition: there is at least one question
  public init(training: [TrainingQuestion]) {
    precondition(!training.isEmpty, "no training questions")
    questions = training
    index = NearestText(training.map(\.question))
    var places: [CodePoints: Int] = [:]
    var counted: [(answer: CodePoints, count: Int)] = []
    for question in training {
      var seen: Set<CodePoints> = []
      for answer in question.answers.map(pythonStripped) where seen.insert(answer).inserted {
        if let place = places[answer] {
          counted[place].count += 1
        } else {
          places[answer] = counted.count
          counted.append((answer, 1))
        }
      }
    }
    let most = counted.reduce(0) { max($0, $1.count) }
    majorityAnswer = string(counted.first { $0.count == most }!.answer)
    majorityCount = most
  }

  /// The training question most similar to the given one (see `NearestText`), with its first answer.
  public func nearest(to question: String) -> (question: TrainingQuestion, answer: String, cosine: Double) {
    let found = index.nearest(to: question)!
    let nearest = questions[found.index]
    return (nearest, nearest.answers[0], found.cosine)
  }
}
