/// A question, its accepted answers, and the answer of a model.
public struct AnsweredQuestion: Sendable, Equatable {
  /// The question.
  public let question: String
  /// The answers that count as right, at least one.
  public let acceptedAnswers: [String]
  /// The answer of the model; may be empty.
  public let predictedAnswer: String
  /// The confidence of the model, 0...1: the probability of the answer's tokens.
  public let confidence: Double
  /// The group in which the question is scored, such as its kind.
  public let group: String?

  /// An answered question.
  ///
  /// - Precondition: there is at least one accepted answer, and the confidence is in 0...1; check the data before. A
  ///   confidence up to 1e-4 above 1, which rounding of a sum of logarithms can cause, counts as 1.
  public init(
    question: String, acceptedAnswers: [String], predictedAnswer: String, confidence: Double, group: String? = nil
  ) {
    precondition(!acceptedAnswers.isEmpty, "\"\(question)\" has no accepted answer")
    precondition((0...1.0001).contains(confidence), "\"\(question)\" has confidence \(confidence)")
    self.question = question
    self.acceptedAnswers = acceptedAnswers
    self.predictedAnswer = predictedAnswer
    self.confidence = min(1, confidence)
    self.group = group
  }
}

/// The scores of a question-answering model: its scores with baselines that need no model, the scores by parts of the
/// questions, and how reliable its confidence is. For the confidence, an answer is right if it is a plain exact match.
public struct AnswerReport: Sendable {
  /// The scores of some of the questions.
  public struct Part: Sendable, Equatable {
    /// The name of the part; nil for the questions without a group.
    public let name: String?
    /// Their scores; nil if there is no such question.
    public let scores: AnswerScores?

    /// Number of questions.
    public var count: Int { scores?.count ?? 0 }
  }

  /// The scores of the baselines.
  public struct BaselineScores: Sendable, Equatable {
    /// The answer that the largest number of training questions accept.
    public let majorityAnswer: String
    /// The scores if each answer is the majority answer.
    public let majority: AnswerScores
    /// The scores if each answer is the first answer of the most similar training question (TF-IDF).
    public let nearestQuestion: AnswerScores
  }

  /// The scores over all questions.
  public let scores: AnswerScores
  /// The scores of the baselines; nil without training data.
  public let baselines: BaselineScores?
  /// The scores in four parts, by what occurs in the training data; empty without training data.
  ///
  /// `answer_in_training`, `answer_not_in_training`: whether an accepted answer is an answer of a training question;
  /// `question_in_training`, `question_not_in_training`: whether the question is a training question. Texts are
  /// compared in SQuAD's normalized form.
  public let splits: [Part]
  /// The scores by group, in order of first occurrence; empty if no question has a group.
  public let groups: [Part]
  /// How well the confidences agree with the accuracy.
  public let calibration: Calibration
  /// The accuracy of the most confident answers.
  public let riskCoverage: RiskCoverage

  /// Scores answers.
  ///
  /// - Parameters:
  ///   - answers: the questions with their predicted answers
  ///   - training: the questions on which the model was fine-tuned; empty if unknown
  /// - Precondition: there is at least one answer
  public init(answers: [AnsweredQuestion], training: [TrainingQuestion] = []) {
    precondition(!answers.isEmpty, "no answers to score")
    let accepted = answers.map { AcceptedAnswers($0.acceptedAnswers) }
    func scored(_ predictions: [String]) -> [AnswerScore] { zip(accepted, predictions).map { $0.score($1) } }
    let each = scored(answers.map(\.predictedAnswer))
    scores = AnswerScores(each)
    let ranked = zip(answers, each).map { (confidence: $0.confidence, isCorrect: $1.exact) }
    calibration = Calibration(ranked)
    riskCoverage = RiskCoverage(ranked)
    groups = Self.groups(answers, each)
    if training.isEmpty {
      baselines = nil
      splits = []
      return
    }
    let learned = AnswerBaselines(training: training)
    baselines = BaselineScores(
      majorityAnswer: learned.majorityAnswer,
      majority: AnswerScores(scored(answers.map { _ in learned.majorityAnswer })),
      nearestQuestion: AnswerScores(scored(answers.map { learned.nearest(to: $0.question).answer })))
    splits = Self.splits(answers, each, training)
  }

  /// Number of questions.
  public var count: Int { scores.count }

  /// The lowest confidence such that at least the wanted share of the answers at or above it are right, with the number
  /// of these answers; nil if there is none. Answers of equal confidence stay together.
  public func threshold(precision: Double) -> RiskCoverage.Point? { riskCoverage.threshold(precision: precision) }

  private static func part(_ name: String?, _ scores: [AnswerScore]) -> Part {
    Part(name: name, scores: scores.isEmpty ? nil : AnswerScores(scores))
  }

  private static func groups(_ answers: [AnsweredQuestion], _ scores: [AnswerScore]) -> [Part] {
    if answers.allSatisfy({ $0.group == nil }) { return [] }
    var places: [String?: Int] = [:]
    var members: [(name: String?, scores: [AnswerScore])] = []
    for (answer, score) in zip(answers, scores) {
      let next = members.count
      let place = places[answer.group] ?? next
      if place == next {
        places[answer.group] = next
        members.append((answer.group, []))
      }
      members[place].scores.append(score)
    }
    return members.map { part($0.name, $0.scores) }
  }

  private static func splits(
    _ answers: [AnsweredQuestion], _ scores: [AnswerScore], _ training: [TrainingQuestion]
  ) -> [Part] {
    let knownAnswers = Set(training.flatMap(\.answers).map(comparisonKey))
    let knownQuestions = Set(training.map { comparisonKey($0.question) })
    let answerSeen = answers.map { $0.acceptedAnswers.contains { knownAnswers.contains(comparisonKey($0)) } }
    let questionSeen = answers.map { knownQuestions.contains(comparisonKey($0.question)) }
    func chosen(_ name: String, _ flags: [Bool], _ wanted: Bool) -> Part {
      part(name, zip(flags, scores).filter { $0.0 == wanted }.map(\.1))
    }
    return [
      chosen("answer_in_training", answerSeen, true), chosen("answer_not_in_training", answerSeen, false),
      chosen("question_in_training", questionSeen, true), chosen("question_not_in_training", questionSeen, false),
    ]
  }
}
