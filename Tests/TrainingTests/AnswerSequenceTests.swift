import TestSupport
import Testing
import Training

@Suite struct AnswerSequenceTests {
  private let whole = AnswerSequence(question: [1, 2, 3], separator: 90, answer: [4, 5], end: 91)
  private let none = LanguageSequence.noTarget

  @Test func theLossIsOnTheAnswerAndItsEnd() {
    #expect(whole.prompt == [1, 2, 3, 90])
    #expect(
      whole.sequence == LanguageSequence(ids: [1, 2, 3, 90, 4, 5], targets: [none, none, none, 4, 5, 91]))
    #expect(whole.sequence.targetCount == 3)
    #expect(whole.count == whole.sequence.ids.count)
  }

  @Test func shortestQuestionsAndAnswers() {
    #expect(
      AnswerSequence(question: [], separator: 90, answer: [4], end: 90).sequence
        == LanguageSequence(ids: [90, 4], targets: [4, 90]))
    #expect(
      AnswerSequence(question: [1], separator: 90, answer: [], end: 91).sequence
        == LanguageSequence(ids: [1, 90], targets: [none, 91]))
  }

  @Test(arguments: [6, 7, .max]) func whatFitsStaysWhole(_ block: Int) {
    #expect(whole.excess(over: block) == 0)
    #expect(whole.cuttingQuestion(to: block) == whole)
  }

  @Test(arguments: [5, 4, 3]) func aLongQuestionLosesItsBeginning(_ block: Int) throws {
    #expect(whole.excess(over: block) == 6 - block)
    let cut = try #require(whole.cuttingQuestion(to: block))
    #expect(cut.sequence.ids == Array([1, 2, 3, 90, 4, 5].suffix(block)))
    #expect(cut.sequence.targets == Array([none, none, none, 4, 5, 91].suffix(block)))
    #expect(cut.excess(over: block) == 0)
  }

  @Test(arguments: [2, 1, 0]) func anAnswerIsNeverCut(_ block: Int) {
    #expect(whole.cuttingQuestion(to: block) == nil)
    #expect(whole.excess(over: block) == 6 - block)
  }
}
