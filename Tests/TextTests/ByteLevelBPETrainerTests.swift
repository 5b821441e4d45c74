import Base
import Testing
import Text

/// Training of merges on a corpus.
@Suite struct ByteLevelBPETrainerTests {
  private static let specials = ["QENDQ", "QMASKQ"]

  /// Tokens and merges in order against those of Hugging Face's `BpeTrainer`.
  ///
  /// That trainer does not find special tokens in the corpus, so the corpora have none.
  private func compare(_ path: String, size: Int, _ recorded: JSON?) throws {
    let recorded = try #require(recorded)
    let tokenizer = try ByteLevelBPETokenizer(
      corpus: lines(path), vocabularySize: size, specialTokens: Self.specials)
    let file = try #require(tokenizer.files.first { $0.name == "tokenizer.json" })
    let merges = try #require(JSON(parsing: file.bytes)["model"]?["merges"]?.array)
    #expect(tokenizer.vocabularySize == recorded["tokens"]?.integer)
    #expect(merges.count == recorded["merges"]?.integer)
    var hash = RecordedHash()
    let tokens = (0..<Int32(tokenizer.vocabularySize)).map { tokenizer.token(of: $0) ?? "" }
    for line in tokens + merges.map({ ($0.array ?? []).compactMap(\.string).joined(separator: " ") }) {
      for byte in (line + "\n").utf8 { hash.fold(UInt64(byte)) }
    }
    #expect(hash.text == recorded["hash"]?.string)
  }

  @Test(arguments: [258, 300, 1000, 20_000]) func tortureFile(_ size: Int) throws {
    try compare(fixtures + "/torture.txt", size: size, try references.get()["learned"]?["torture.txt"]?[String(size)])
  }

  @Test(.enabled(if: dataFolder != nil, "ATTUNE_DATA is not set")) func realFile() throws {
    let path = "birthplaces/wiki.txt"
    try compare(
      #require(dataFolder) + "/" + path, size: 4000, try references.get()["learned"]?["data"]?[path]?["4000"])
  }

  /// "ab" occurs four times and "bc" three times: the first merge uses up the b's of the second.
  @Test func theMostFrequentPairMergesFirst() throws {
    let tokenizer = try ByteLevelBPETokenizer(
      corpus: ["abc abc abc", "ab"], vocabularySize: 260, specialTokens: ["<end>"])
    #expect((257..<Int32(tokenizer.vocabularySize)).map { tokenizer.token(of: $0) } == ["ab", "abc", "Ġabc"])
    #expect(tokenizer.encode("abc ab<end>").ids.map { tokenizer.token(of: $0) } == ["abc", "Ġ", "ab", "<end>"])
  }

  /// Every text is decoded exactly, and the tokenizer is read from its files.
  @Test func nothingIsUnknown() throws {
    let tokenizer = try ByteLevelBPETokenizer(
      corpus: ["low lower lowest", "new newer newest"], vocabularySize: 300, specialTokens: Self.specials)
    let again = try withFolder(tokenizer.files) { try Tokenizers.load(folder: $0) }
    for text in ["the newestQMASKQ 東京 🦉QENDQ", "", " \n\t", "lower\u{0}low"] {
      let ids = tokenizer.encode(text).ids
      #expect(tokenizer.decode(ids, skippingSpecialTokens: false) == text)
      #expect(again.encode(text) == tokenizer.encode(text))
    }
    #expect(again.vocabularySize == tokenizer.vocabularySize)
  }

  @Test func aVocabularyMustContainTheBytes() throws {
    #expect {
      try ByteLevelBPETokenizer(corpus: ["a"], vocabularySize: 257, specialTokens: Self.specials)
    } throws: {
      "\($0)".contains("a vocabulary of 257 is too small for the 256 bytes and 2 special tokens")
    }
    #expect(throws: TokenizerError.self) {
      try ByteLevelBPETokenizer(corpus: ["a"], vocabularySize: 300, specialTokens: ["x", "x"])
    }
    let small = try ByteLevelBPETokenizer(corpus: ["ab"], vocabularySize: 300)
    #expect(small.vocabularySize == 256)
  }
}
