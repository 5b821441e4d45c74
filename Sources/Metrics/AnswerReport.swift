/// A question, what counts as right, and what a model answered.
public struct AnsweredQuestion: Sendable, Equatable {
  /// The question.
  public let question: String
  /// The answers that count as right, at least one.
  public let acceptedAnswers: [String]
  /// What the model answered; empty where it said nothing.
  public let predictedAnswer: String
  /// How sure the model is, 0...1: the probability of the answer's tokens.
  public let confidence: Double
  /// What the question is scored together with, such as its kind.
  public let group: String?

  /// An answered question.
  ///
  /// Preconditions, so check data before: at least one accepted answer; a confidence in 0...1. Up to 1e-4 more, which is
  /// what rounding adds to a sum of logarithms, is taken for 1.
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

/// What a question-answering model scored, beside what no model at all would score, on which questions it was right, and
/// how far its confidence can be trusted. An answer is right for the confidence where it is a plain exact match.
public struct AnswerReport: Sendable {
  /// The scores of some of the questions.
  public struct Part: Sendable, Equatable {
    /// What they have in common; nil for the questions without a group.
    public let name: String?
    /// Their scores; nil where there is no such question.
    public let scores: AnswerScores?

    /// Number of questions.
    public var count: Int { scores?.count ?? 0 }
  }

  /// What answers without a model scored.
  public struct BaselineScores: Sendable, Equatable {
    /// The answer that the most training questions accept.
    public let majorityAnswer: String
    /// What always giving it scored.
    public let majority: AnswerScores
    /// What giving the first answer of the most similar training question scored (TF-IDF).
    public let nearestQuestion: AnswerScores
  }

  /// The scores over all questions.
  public let scores: AnswerScores
  /// The scores of the baselines; nil without training data.
  public let baselines: BaselineScores?
  /// By what training has shown, four parts; none without training data.
  ///
  /// `answer_in_training`, `answer_not_in_training`: whether an accepted answer is an answer of a training question;
  /// `question_in_training`, `question_not_in_training`: whether the question is. Both are compared normalised as SQuAD
  /// does.
  public let splits: [Part]
  /// By group, in order of first occurrence; none where no question has a group.
  public let groups: [Part]
  /// Whether confidences are probabilities.
  public let calibration: Calibration
  /// How accurate the most confident answers are.
  public let riskCoverage: RiskCoverage

  /// Scores answers; at least one (a precondition).
  ///
  /// - Parameters:
  ///   - answers: the questions with what was answered
  ///   - training: what the model was fine-tuned on; empty where that is not known
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

  /// The lowest confidence such that the answers at or above it are right at least in the wanted share, with how many
  /// they are; nil where there is none. Answers of equal confidence stay together.
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
