import Base
import Foundation
import TestSupport
import Testing
import Metrics

private let data = ProcessInfo.processInfo.environment["ATTUNE_DATA"]

/// The baselines on real questions. The expected counts are from Python: the scorers of
/// Tests/Fixtures/training/record.py over the answers that scikit-learn's cosines choose.
@Suite(.enabled(if: data != nil, "ATTUNE_DATA is not set")) struct RealQuestionsTests {
  private func contents(_ path: String) throws -> String {
    try String(contentsOfFile: try #require(data) + "/" + path, encoding: .utf8)
  }

  private func birthplaces(_ name: String) throws -> [TrainingQuestion] {
    try contents("birthplaces/" + name).split(separator: "\n").map { line in
      let fields = line.split(separator: "\t").map(String.init)
      return TrainingQuestion(question: fields[0], answers: [fields[1]])
    }
  }

  private func webQuestions(_ name: String) throws -> [TrainingQuestion] {
    try #require(try JSON(parsing: contents("webquestions/" + name)).array).map { question in
      TrainingQuestion(
        question: try #require(question["qText"]?.string), answers: try #require(question["answers"]?.strings))
    }
  }

  /// The report of a model that always says nothing: only its baselines and splits matter.
  private func report(_ questions: [TrainingQuestion], _ training: [TrainingQuestion]) -> AnswerReport {
    AnswerReport(
      answers: questions.map {
        AnsweredQuestion(question: $0.question, acceptedAnswers: $0.answers, predictedAnswer: "", confidence: 0)
      }, training: training)
  }

  private func nearestSum(_ questions: [TrainingQuestion], _ training: [TrainingQuestion]) -> Int {
    let index = NearestText(training.map(\.question))
    return questions.reduce(0) { $0 + (index.nearest(to: $1.question)?.index ?? 0) }
  }

  @Test func birthplaces() throws {
    let (training, dev) = try (birthplaces("birth_places_train.tsv"), birthplaces("birth_dev.tsv"))
    let report = report(dev, training)
    let baselines = try #require(report.baselines)
    #expect(baselines.majorityAnswer == "London")
    #expect(baselines.majority.exactMatches == 25 && baselines.majority.exactMatch == 0.05)
    #expect(baselines.nearestQuestion.exactMatches == 15)
    #expect(nearestSum(dev, training) == 502_556)
    #expect(report.splits.map(\.count) == [461, 39, 1, 499])
  }

  @Test func webQuestions() throws {
    let (training, test) = try (webQuestions("trainmodel.json"), webQuestions("test.json"))
    let report = report(test, training)
    let baselines = try #require(report.baselines)
    #expect(baselines.majorityAnswer == "United States of America")
    #expect(baselines.majority.exactMatches == 36 && baselines.majority.normalizedExactMatches == 36)
    #expect(abs(baselines.majority.f1 - 0.05123777293792905) < 1e-12)
    #expect(baselines.nearestQuestion.exactMatches == 378 && baselines.nearestQuestion.normalizedExactMatches == 378)
    #expect(abs(baselines.nearestQuestion.f1 - 0.2358448292884437) < 1e-12)
    #expect(nearestSum(test, training) == 2_838_627)
    #expect(report.splits.map(\.count) == [1115, 917, 6, 2026])
  }
}
