import Base
import TestSupport
import Testing
import Metrics

@Suite struct AnswerBaselinesTests {
  @Test func majorityIsTheAnswerThatMostQuestionsAccept() {
    let baselines = AnswerBaselines(training: [
      TrainingQuestion(question: "one", answers: ["Paris"]),
      TrainingQuestion(question: "two", answers: ["London", "London "]),
      TrainingQuestion(question: "three", answers: ["Rome", "London"]),
      TrainingQuestion(question: "four", answers: ["Rome"]),
    ])
    // London and Rome are accepted twice (a repetition in one question does not count); London came first.
    #expect(baselines.majorityAnswer == "London")
    #expect(baselines.majorityCount == 2)
  }

  @Test func nearestQuestionGivesItsFirstAnswer() {
    let baselines = AnswerBaselines(training: [
      TrainingQuestion(question: "Where was Ada Lovelace born?", answers: ["London", "England"]),
      TrainingQuestion(question: "Who wrote Emma?", answers: ["Jane Austen"]),
      TrainingQuestion(question: "where WAS ada lovelace BORN", answers: ["Paris"]),
    ])
    let same = baselines.nearest(to: "was Ada Lovelace born where?")
    #expect(same.answer == "London")
    #expect(abs(same.cosine - 1) < 1e-12)
    #expect(baselines.nearest(to: "Emma").question.question == "Who wrote Emma?")
    let nothing = baselines.nearest(to: "quite different")
    #expect(nothing.answer == "London")
    #expect(nothing.cosine == 0)
  }

  @Test func cosineOfTwoTextsByHand() {
    // n = 2: `was` has idf ln(3/3) + 1 = 1, `ada` and `bob` have ln(3/2) + 1.
    let rare = 1.4054651081081644
    let index = NearestText(["was Ada", "was Bob"])
    let cosines = index.cosines(with: "was ada ADA a")
    let query = (1 + 4 * rare * rare).squareRoot()
    let text = (1 + rare * rare).squareRoot()
    #expect(abs(cosines[0] - (1 + 2 * rare * rare) / (query * text)) < 1e-12)
    #expect(abs(cosines[1] - 1 / (query * text)) < 1e-12)
    #expect(NearestText([]).nearest(to: "x") == nil)
  }

  @Test func cosinesAreThoseOfScikitLearn() throws {
    let recorded = try fixture("nearest.json")
    let texts = try #require(recorded["texts"]?.strings)
    let queries = try #require(recorded["queries"]?.strings)
    let rows = try #require(recorded["cosines"]?.array)
    let nearest = try #require(recorded["nearest"]?.array)
    try #require(rows.count == queries.count && nearest.count == queries.count && queries.count > 10)
    let index = NearestText(texts)
    for (place, query) in queries.enumerated() {
      let expected = rows[place].numbers
      let found = index.cosines(with: query)
      try #require(found.count == expected.count && expected.count == texts.count)
      for text in texts.indices {
        #expect(abs(found[text] - expected[text]) < 1e-11, "\(shown(query)) with \(shown(texts[text]))")
      }
      #expect(index.nearest(to: query)?.index == nearest[place].integer, "\(shown(query))")
    }
  }

  /// Two thousand questions that differ in a name only: every cosine of a question with an unknown name is the same but
  /// for rounding.
  @Test func equallyNearQuestionsGiveTheFirst() {
    var random = SplitMix64(seed: 5)
    let training = (0..<2000).map { place in
      let name = "n\(place) m\(random.below(1_000_000))x\(place)"
      return TrainingQuestion(question: "Where was \(name) born?", answers: ["\(place)"])
    }
    let baselines = AnswerBaselines(training: training)
    #expect(baselines.nearest(to: "Where was somebody born?").answer == "0")
    #expect(baselines.nearest(to: "Where was n1234 born?").answer == "1234")
  }

  /// Two texts whose words are equally frequent but appear first in different orders. Their lengths are sums of the
  /// same numbers in different orders, and differ by rounding in some of these draws.
  @Test func roundingDoesNotDecide() {
    var differing = 0
    for seed in 1...50 {
      var random = SplitMix64(seed: UInt64(seed))
      let order = random.shuffled(Array(2...7))
      let first = "where " + (2...7).map { "a\($0)" }.joined(separator: " ")
      let second = "where " + order.map { "b\($0)" }.joined(separator: " ")
      let fillers = (2...7).flatMap { word in Array(repeating: "a\(word) b\(word)", count: word) }
      let index = NearestText([first, second] + fillers)
      let cosines = index.cosines(with: "where")
      if cosines[0] < cosines[1] { differing += 1 }
      #expect(index.nearest(to: "where")?.index == 0)
    }
    #expect(differing > 0)
  }
}
