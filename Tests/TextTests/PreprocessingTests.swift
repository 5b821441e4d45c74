import Testing
import Text

@Suite struct PreprocessingTests {
  @Test(arguments: [
    (PreprocessingStep.lowercase, "ÉTÉ at Noon, Straße 3", "été at noon, straße 3"),
    (.printable, "Ma\u{101}ori\u{2013}\u{1F600}, \"3%\"\n\t~\u{7F}\u{0}\u{A0}.", "Maori, \"3%\"\n\t~."),
    (.spaces, "\n\n One  two\u{A0}\u{2003}three\r\n\tfour \n", "One two three four"),
    (.spaces, " \n ", ""),
  ]) func eachStep(_ step: PreprocessingStep, _ text: String, _ expected: String) {
    #expect([step].applied(to: text) == expected)
    #expect([step].applied(to: expected) == expected, "twice is as once")
  }

  @Test func stepsFollowEachOther() {
    let text = "A \u{2013} B"
    // The space on each side of the dash is left; only a later step joins them.
    #expect([PreprocessingStep.printable, .lowercase].applied(to: text) == "a  b")
    #expect([PreprocessingStep.printable, .spaces].applied(to: text) == "A B")
    #expect([PreprocessingStep.spaces, .printable].applied(to: text) == "A  B")
    #expect([PreprocessingStep]().applied(to: text) == text)
    #expect([PreprocessingStep.lowercase, .spaces].inWords == "lowercase, spaces")
    #expect([PreprocessingStep]().inWords == "none")
  }

  @Test func aPromptKeepsTheSpaceAtItsEnd() {
    #expect([PreprocessingStep.spaces].applied(to: "\nOnce  upon \n", isBeginning: true) == "Once upon ")
    #expect([PreprocessingStep.spaces].applied(to: "Once", isBeginning: true) == "Once")
    #expect([PreprocessingStep.spaces].applied(to: " ", isBeginning: true) == "")
  }

  /// The sum over all tokens is the number of characters, whatever the tokens are.
  @Test func charactersOfTokens() throws {
    let text = " The été, the\ncat\u{1F600}s  end. "
    let characters = try CorpusTokenizer(unit: .characters, corpus: ["The t"], unknownToken: "<unk>")
    #expect(characters.encode(text).characterCounts(of: text) == Array(repeating: 1, count: 26))
    let words = try CorpusTokenizer(unit: .words, corpus: ["The cat the"], unknownToken: "<unk>")
    let encoding = words.encode(text)
    #expect(encoding.characterCounts(of: text).reduce(0, +) == 26)
    #expect(encoding.characterCounts(of: text).first == 4)
    #expect(words.unknownID == words.id(of: "<unk>"))
    // Some characters are several tokens.
    let bytes = try ByteLevelBPETokenizer(corpus: ["the the end"], vocabularySize: 260, specialTokens: ["<end>"])
    let pieces = bytes.encode(text)
    #expect(pieces.ids.count > 26)
    #expect(pieces.characterCounts(of: text).reduce(0, +) == 26)
    #expect(bytes.unknownID == nil)
    #expect(characters.encode("").characterCounts(of: "").isEmpty)
  }
}
