import Testing
import Text

/// Tokenizers with a vocabulary of the characters or words of a corpus.
@Suite struct CorpusTokenizerTests {
  @Test func charactersByCodePoint() throws {
    let tokenizer = try CorpusTokenizer(unit: .characters, corpus: ["ba\u{E9}", "a\nc⁇"], specialTokens: ["□", "⁇"])
    #expect((Int32(0)..<7).map { tokenizer.token(of: $0) } == ["□", "⁇", "\n", "a", "b", "c", "\u{E9}"])
    #expect(tokenizer.vocabularySize == 7)
    let encoding = tokenizer.encode("ab⁇\u{E9}")
    #expect(encoding.ids == [3, 4, 1, 6])
    #expect(encoding.offsets == [0..<1, 1..<2, 2..<5, 5..<7])
    #expect(tokenizer.decode(encoding.ids) == "ab\u{E9}")
    #expect(tokenizer.decode(encoding.ids, skippingSpecialTokens: false) == "ab⁇\u{E9}")
  }

  @Test func unknownTextIsAnErrorOrTheUnknownToken() throws {
    let strict = try CorpusTokenizer(unit: .characters, corpus: ["abc"])
    #expect(throws: TokenizerError.notInVocabulary("z", offset: 2)) { try strict.check("abz") }
    try strict.check("cab")
    #expect(strict.encode("azb").ids == [0, 1] && strict.encode("azb").unknownTokens == 1)
    let lenient = try CorpusTokenizer(unit: .characters, corpus: ["abc"], specialTokens: ["□"], unknownToken: "<unk>")
    try lenient.check("abz")
    #expect(lenient.encode("azb").ids == [2, 1, 3] && lenient.encode("azb").unknownTokens == 1)
    #expect(lenient.specialTokens == ["□", "<unk>"])
  }

  @Test func wordsByFrequency() throws {
    let corpus = ["the cat and the dog", "the dog's cat"]
    let tokenizer = try CorpusTokenizer(unit: .words, corpus: corpus, specialTokens: ["<end>"], unknownToken: "<unk>")
    #expect(
      (0..<Int32(tokenizer.vocabularySize)).map { tokenizer.token(of: $0) } == [
        "<end>", "<unk>", " cat", " dog", "the", " and", " the", "'s",
      ])
    #expect(tokenizer.encode("the cat<end> cow").ids == [4, 2, 0, 1])
    for text in corpus { #expect(tokenizer.decode(tokenizer.encode(text).ids) == text) }
    let rare = try CorpusTokenizer(unit: .words, corpus: corpus, unknownToken: "<unk>", minimumCount: 2)
    #expect(rare.vocabularySize == 4)
    let small = try CorpusTokenizer(unit: .words, corpus: corpus, unknownToken: "<unk>", maximumSize: 3)
    #expect(small.vocabularySize == 3 && small.token(of: 1) == " cat")
  }

  @Test(arguments: CorpusTokenizer.Unit.allCases) func textComesBack(_ unit: CorpusTokenizer.Unit) throws {
    let texts = try lines(fixtures + "/torture.txt")
    let tokenizer = try CorpusTokenizer(unit: unit, corpus: texts, specialTokens: ["□", "⁇", "<mask>"])
    let again = try #require(try withFolder(tokenizer.files) { try Tokenizers.load(folder: $0) } as? CorpusTokenizer)
    #expect(again.unit == unit && again.specialTokens == ["□", "⁇", "<mask>"])
    for text in texts {
      let encoding = tokenizer.encode(text)
      #expect(encoding.unknownTokens == 0)
      #expect(again.encode(text) == encoding)
      #expect(tokenizer.decode(encoding.ids, skippingSpecialTokens: false).utf8.elementsEqual(text.utf8))
    }
  }

  @Test func invalidSpecialTokens() {
    #expect(throws: TokenizerError.self) {
      try CorpusTokenizer(unit: .words, corpus: ["a"], specialTokens: ["x", "x"])
    }
    #expect(throws: TokenizerError.self) { try CorpusTokenizer(unit: .words, corpus: ["a"], specialTokens: [""]) }
    #expect(throws: TokenizerError.self) { try CorpusTokenizer(unit: .characters, corpus: []) }
  }

  @Test func truncation() throws {
    let tokenizer = try CorpusTokenizer(unit: .characters, corpus: ["abcdef"])
    let cut = tokenizer.encode("abcdef", maximumLength: 4)
    #expect(cut.ids == [0, 1, 2, 3] && cut.truncatedTokens == 2)
  }
}
