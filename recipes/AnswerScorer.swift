internal import Base
internal import Datasets
internal import Training

/// Lets a model answer questions and scores what it says.
struct AnswerScorer {
  let training: QuestionSplit
  let dev: QuestionSplit
  let metric: ClosedBookQA.Metric

  /// Everything about the answers to a split, beside answers without a model.
  func report(_ subject: LanguageModel, _ split: QuestionSplit) throws -> AnswerReport {
    AnswerReport(
      answers: try Self.answered(subject, split),
      training: training.examples.map { TrainingQuestion(question: $0.question, answers: $0.answers) })
  }

  static func answered(_ subject: LanguageModel, _ split: QuestionSplit) throws -> [AnsweredQuestion] {
    zip(split.examples, try subject.answers(split.examples.map(\.question))).map { example, answer in
      AnsweredQuestion(
        question: example.question, acceptedAnswers: example.answers, predictedAnswer: answer.text,
        confidence: answer.probability)
    }
  }

  /// The score on dev that chooses a checkpoint, and what the checkpoint then says of itself.
  func score(
    _ subject: LanguageModel
  ) throws -> (value: Double, headline: [(String, Double)], about: JSON.Object) {
    let report = AnswerReport(answers: try Self.answered(subject, dev))
    let scores = report.scores
    let value =
      switch metric {
      case .exactMatch: scores.exactMatch
      case .normalizedExactMatch: scores.normalizedExactMatch
      case .f1: scores.f1
      }
    let thresholds = AnswerReport.listedPrecisions.compactMap { precision -> JSON? in
      report.threshold(precision: precision).map {
        [
          "precision": .number(precision), "confidence": .number($0.confidence), "coverage": .number($0.coverage),
          "answered": .integer($0.count),
        ]
      }
    }
    return (
      value,
      [("exact match", scores.exactMatch), ("normalized match", scores.normalizedExactMatch), ("F1", scores.f1)],
      ["dev": .object(scores.json), "abstention": .array(thresholds)]
    )
  }
}
