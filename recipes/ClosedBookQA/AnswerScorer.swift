internal import Base
internal import Datasets
internal import Metrics
internal import Pipelines
internal import Runs
internal import Text

/// Generates the answers of a model and scores them.
struct AnswerScorer {
  /// Questions for scoring, with their prompts as tokens, which are made once per run.
  struct Questions {
    /// "dev" or "test".
    let name: String
    let split: QuestionSplit
    let prompts: [[Int32]]

    init(_ name: String, _ split: QuestionSplit, _ format: AnswerFormat, _ tokenizer: any Tokenizer) {
      (self.name, self.split) = (name, split)
      prompts = split.examples.map { format.prompt($0.question, tokenizer) }
    }

    /// The questions with the answers of a model.
    func answered(by model: LanguageModel) throws -> [AnsweredQuestion] {
      zip(split.examples, try model.answers(to: prompts)).map { example, answer in
        AnsweredQuestion(
          question: example.question, acceptedAnswers: example.answers, predictedAnswer: answer.text,
          confidence: answer.probability)
      }
    }
  }

  let training: QuestionSplit
  /// The questions that are scored, dev first.
  let heldOut: [Questions]
  let metric: AnswerMetric

  /// The full report on the answers to some questions, with baselines.
  func report(_ model: LanguageModel, _ questions: Questions) throws -> AnswerReport {
    AnswerReport(
      answers: try questions.answered(by: model),
      training: training.examples.map { TrainingQuestion(question: $0.question, answers: $0.answers) })
  }

  /// The score on dev that selects a checkpoint, and the confidence that reaches each precision on dev.
  func devScore(of model: LanguageModel) throws -> DevScore {
    let report = AnswerReport(answers: try heldOut[0].answered(by: model))
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
    return DevScore(
      value: value,
      numbers: [
        ("exact match", scores.exactMatch), ("normalized match", scores.normalizedExactMatch), ("F1", scores.f1),
      ], about: ["dev": .object(scores.json), "abstention": .array(thresholds)])
  }
}
