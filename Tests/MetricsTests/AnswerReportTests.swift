import Base
import TestSupport
import Testing
import Metrics

@Suite struct AnswerReportTests {
  private let training = [
    TrainingQuestion(question: "Where was Ada born?", answers: ["London"]),
    TrainingQuestion(question: "Where did Eve die?", answers: ["Rome", "Roma"]),
    TrainingQuestion(question: "Where was Bob born?", answers: ["London"]),
  ]
  private let answers = [
    AnsweredQuestion(
      question: "where was ada born", acceptedAnswers: ["London"], predictedAnswer: "London", confidence: 0.9,
      group: "birth"),
    AnsweredQuestion(
      question: "Where did Max die?", acceptedAnswers: ["Paris", "City of Paris"], predictedAnswer: "the paris!",
      confidence: 0.8, group: "death"),
    AnsweredQuestion(
      question: "Where was Tom born?", acceptedAnswers: ["New York"], predictedAnswer: "York City", confidence: 0.8,
      group: "birth"),
    AnsweredQuestion(
      question: "Where did Ann die?", acceptedAnswers: ["roma."], predictedAnswer: " roma. ", confidence: 0.3),
  ]

  @Test func scoresByHand() {
    let scores = AnswerReport(answers: answers).scores
    #expect(scores.count == 4)
    #expect(scores.exactMatches == 2 && scores.exactMatch == 0.5)
    #expect(scores.normalizedExactMatches == 3 && scores.normalizedExactMatch == 0.75)
    #expect(scores.f1 == 0.875)
    #expect(scores.exactMatchInterval == wilsonInterval(successes: 2, count: 4))
    #expect(scores.normalizedExactMatchInterval == wilsonInterval(successes: 3, count: 4))
    #expect(scores.f1Interval.low >= 0.5 && scores.f1Interval.low < 0.875)
    #expect(scores.f1Interval.high > 0.875 && scores.f1Interval.high <= 1)
  }

  @Test func baselinesByHand() throws {
    let baselines = try #require(AnswerReport(answers: answers, training: training).baselines)
    #expect(baselines.majorityAnswer == "London")
    #expect(baselines.majority.exactMatches == 1)
    // London, Rome, London, Rome: the first question alone is right.
    #expect(baselines.nearestQuestion.exactMatches == 1)
    #expect(baselines.nearestQuestion.f1 == 0.25)
  }

  @Test func splitsByWhatTrainingHasShown() {
    let splits = AnswerReport(answers: answers, training: training).splits
    #expect(
      splits.map(\.name) == [
        "answer_in_training", "answer_not_in_training", "question_in_training", "question_not_in_training",
      ])
    // London and, normalised, roma; Paris and New York; "where was ada born".
    #expect(splits.map(\.count) == [2, 2, 1, 3])
    #expect(splits.map { $0.scores?.exactMatches } == [2, 0, 1, 1])
    #expect(splits.map { $0.scores?.normalizedExactMatches } == [2, 1, 1, 2])
    #expect(splits[1].scores?.f1 == 0.75)
  }

  @Test func groupsInOrderOfFirstOccurrence() {
    let groups = AnswerReport(answers: answers).groups
    #expect(groups.map(\.name) == ["birth", "death", nil])
    #expect(groups.map(\.count) == [2, 1, 1])
    #expect(groups.map { $0.scores?.exactMatch } == [0.5, 0, 1])
    #expect(AnswerReport(answers: [answers[3]]).groups.isEmpty)
  }

  @Test func confidenceIsHeldAgainstPlainExactMatch() {
    let report = AnswerReport(answers: answers)
    #expect(report.threshold(precision: 1)?.confidence == 0.9)
    #expect(report.threshold(precision: 0.5)?.count == 4)
    #expect(report.riskCoverage.points.map(\.correct) == [1, 1, 2])
    #expect(abs(report.calibration.expectedCalibrationError - 0.6) < 1e-15)
    #expect(report.riskCoverage.point(coverage: 1).precision == report.scores.exactMatch)
  }

  @Test func withoutTrainingDataNothingIsSaidAboutIt() {
    let report = AnswerReport(answers: answers)
    #expect(report.baselines == nil && report.splits.isEmpty)
    #expect(report.json["baselines"] == nil && report.json["splits"] == nil)
    #expect(!report.table.contains("training"))
  }

  @Test func textsOfPunctuationAloneAreNotAllTheSame() {
    let answer = AnsweredQuestion(
      question: "?!", acceptedAnswers: ["..."], predictedAnswer: "...", confidence: 1)
    func counts(_ question: String, _ text: String) -> [Int] {
      AnswerReport(answers: [answer], training: [TrainingQuestion(question: question, answers: [text])]).splits
        .map(\.count)
    }
    #expect(counts("!?", "the") == [0, 1, 0, 1])
    #expect(counts(" ?!", "... ") == [1, 0, 1, 0])
  }

  @Test func perfect() {
    let report = AnswerReport(
      answers: (0..<20).map { place in
        AnsweredQuestion(
          question: "q\(place)", acceptedAnswers: ["x", "a\(place)"], predictedAnswer: "a\(place)",
          confidence: Double(place + 1) / 20)
      })
    #expect(report.scores.exactMatch == 1 && report.scores.normalizedExactMatch == 1 && report.scores.f1 == 1)
    #expect(report.scores.f1Interval.low == 1 && report.scores.f1Interval.high == 1)
    #expect(report.riskCoverage.area == 0)
    #expect(report.threshold(precision: 1)?.count == 20)
    #expect(report.threshold(precision: 1)?.confidence == 0.05)
    #expect(abs(report.calibration.expectedCalibrationError - (1 - report.calibration.meanConfidence)) < 1e-12)
  }

  @Test func allWrong() {
    let report = AnswerReport(
      answers: (0..<20).map { place in
        AnsweredQuestion(
          question: "q\(place)", acceptedAnswers: ["x"], predictedAnswer: "", confidence: Double(place) / 20)
      })
    #expect(report.scores.exactMatch == 0 && report.scores.normalizedExactMatch == 0 && report.scores.f1 == 0)
    #expect(report.scores.f1Interval.low == 0 && report.scores.f1Interval.high == 0)
    #expect(report.riskCoverage.area == 1)
    #expect(report.threshold(precision: 0.01) == nil)
    #expect(report.threshold(precision: 0)?.count == 20)
    #expect(report.table.contains("99%   not reached"))
    #expect(report.json["thresholds"]?.array?.first?["confidence"] == .null)
  }

  @Test func oneQuestion() {
    let report = AnswerReport(answers: [answers[0]], training: [training[2]])
    #expect(report.count == 1 && report.scores.exactMatch == 1)
    #expect(report.scores.exactMatchInterval.low > 0.2 && report.scores.exactMatchInterval.high == 1)
    #expect(report.riskCoverage.tenths.allSatisfy { $0.point.count == 1 })
    #expect(report.splits.map(\.count) == [1, 0, 0, 1])
    #expect(report.json["splits"]?["answer_not_in_training"] == ["count": .integer(0)])
  }

  @Test func roundingAboveOneIsOne() {
    let answer = AnsweredQuestion(
      question: "q", acceptedAnswers: ["x"], predictedAnswer: "x", confidence: 1.000_000_2)
    #expect(answer.confidence == 1)
  }

  @Test func jsonNamesTheScorers() throws {
    let json = AnswerReport(answers: answers, training: training).json
    #expect(
      json.keys == [
        "exact_match_scorer", "normalized_scorer", "count", "exact_match", "exact_match_interval",
        "normalized_exact_match", "normalized_exact_match_interval", "f1", "f1_interval", "baselines", "splits",
        "groups", "calibration", "risk_coverage", "area_under_risk_coverage", "thresholds",
      ])
    #expect(json["exact_match_scorer"] == "cs224n-strip")
    #expect(json["normalized_scorer"] == "squad-v1.1")
    #expect(json["count"] == .integer(4))
    #expect(json["f1"] == .number(0.875))
    #expect(json["baselines"]?["majority"]?["answer"] == "London")
    #expect(json["baselines"]?["nearest_question"]?["exact_match"] == .number(0.25))
    #expect(json["splits"]?["question_in_training"]?["count"] == .integer(1))
    #expect(json["groups"]?.array?.map { $0["group"] } == ["birth", "death", .null])
    #expect(json["calibration"]?["bins"]?.array?.count == 10)
    let rows = try #require(json["risk_coverage"]?.array)
    #expect(rows.count == 10)
    #expect(rows[9]["precision"] == json["exact_match"] && rows[9]["confidence"] == .number(0.3))
    let thresholds = try #require(json["thresholds"]?.array)
    #expect(thresholds.map { $0["precision_wanted"]?.number } == [0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.98, 0.99, 1])
    #expect(thresholds.map { $0["count"]?.integer } == [4] + Array(repeating: 1, count: 9))
    #expect(try JSON(parsing: Array(JSON.object(json).pretty.utf8)) == .object(json))
  }

  @Test func tableForPeople() {
    let table = AnswerReport(answers: answers, training: training).table
    #expect(table == expectedTable, "\(table)")
    #expect(table.split(separator: "\n").allSatisfy { $0.count <= 120 })
  }
}

private let expectedTable = """
                                questions           exact match      normalized match              token F1
    the model                           4    50.0% [15.0, 85.0]    75.0% [30.1, 95.4]   87.5% [62.5, 100.0]
      answer in training                2  100.0% [34.2, 100.0]  100.0% [34.2, 100.0] 100.0% [100.0, 100.0]
      answer not in training            2      0.0% [0.0, 65.8]     50.0% [9.5, 90.5]   75.0% [50.0, 100.0]
      question in training              1  100.0% [20.7, 100.0]  100.0% [20.7, 100.0] 100.0% [100.0, 100.0]
      question not in training          3     33.3% [6.1, 79.2]    66.7% [20.8, 93.9]   83.3% [50.0, 100.0]
      group birth                       2     50.0% [9.5, 90.5]     50.0% [9.5, 90.5]   75.0% [50.0, 100.0]
      group death                       1      0.0% [0.0, 79.3]  100.0% [20.7, 100.0] 100.0% [100.0, 100.0]
      without a group                   1  100.0% [20.7, 100.0]  100.0% [20.7, 100.0] 100.0% [100.0, 100.0]
    always "London"                     4     25.0% [4.6, 69.9]     25.0% [4.6, 69.9]     25.0% [0.0, 75.0]
    nearest training question           4     25.0% [4.6, 69.9]     25.0% [4.6, 69.9]     25.0% [0.0, 75.0]
    In brackets the 95% interval. Exact match: cs224n-strip, white space at the ends removed.
    Normalized match and F1: squad-v1.1, lower case, no punctuation, no articles.

    mean confidence 70.0%, exact match 50.0%
    expected calibration error 0.6000 (10 bins), Brier score 0.4450; lower is better

             coverage         answered  from confidence      exact match
                25.0%                1           0.9000           100.0%
                75.0%                3           0.8000            33.3%
               100.0%                4           0.3000            50.0%
    area under the risk-coverage curve 0.4167; lower is better, 0.5000 if the confidence has no information

    lowest confidence for a wanted precision on these questions:
         50%   0.3                   answers 4 of 4 (100.0%), 50.0% of them right
         75%   0.9                   answers 1 of 4 (25.0%), 100.0% of them right
         90%   0.9                   answers 1 of 4 (25.0%), 100.0% of them right
         95%   0.9                   answers 1 of 4 (25.0%), 100.0% of them right
         99%   0.9                   answers 1 of 4 (25.0%), 100.0% of them right
  """
