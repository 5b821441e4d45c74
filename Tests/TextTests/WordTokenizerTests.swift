import Testing
import Text

@Suite struct WordTokenizerTests {
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    TreebankWords.forEach(in: text) { word, range in
      words.append(word)
      #expect(
        String(decoding: Array(text.utf8)[range], as: UTF8.self).lowercased().replacing("\u{2019}", with: "'") == word)
    }
    return words
  }

  @Test(arguments: [
    ("I didn't like it, at all!", "i did n't like it , at all !"),
    ("It's a well-made film; we’re glad.", "it 's a well-made film ; we 're glad ."),
    ("The U.S. and e.g. J.R.R. Tolkien's", "the u.s. and e.g. j.r.r. tolkien 's"),
    ("great.I loved it...twice -- really", "great . i loved it ... twice -- really"),
    ("1,000 people at 10:30, 3.5 of 1/2 (50%)", "1,000 people at 10:30 , 3.5 of 1/2 ( 50 % )"),
    ("AT&T's rock'n'roll O'Brien", "at&t 's rock'n'roll o'brien"), ("can't won't n't", "ca n't wo n't n't"),
    ("and/or this,that", "and / or this , that"), ("!!! \u{1F600}\u{1F600}", "! ! ! \u{1F600} \u{1F600}"),
    ("\u{C9}TUDE na\u{EF}ve", "\u{E9}tude na\u{EF}ve"), ("tab\tline\nend\u{A0}x", "tab line end x"), ("  ", ""),
    ("a- -b 'quoted' ''", "a - - b ' quoted ' ''"),
  ]) func textsAreSplit(_ text: String, _ words: String) {
    #expect(Self.words(text) == words.split(separator: " ").map(String.init))
  }

  /// The treebank's sentences are split already, and stay as they are.
  @Test func splitTextsStayAsTheyAre() {
    for text in [
      "you 'd think he 's n't going -lrb- or is he -rrb- , `` never '' ... -- the u.s. way , j.r.r. 's",
      "ca n't ; wo n't .",
    ] { #expect(Self.words(text).joined(separator: " ") == text) }
  }

  @Test func vocabularyIsOrderedByFrequency() throws {
    let tokenizer = WordTokenizer(
      texts: ["The film, the best", "a film"], moreWords: ["zebra", "film", "apple"])
    #expect(tokenizer.words == ["[UNK]", "film", "the", ",", "a", "best", "zebra", "apple"])
    #expect(WordTokenizer(texts: ["b a b", "c"], minimumCount: 2).words == ["[UNK]", "b"])
    #expect(WordTokenizer(texts: ["b a b", "c"], moreWords: ["d"], maximumSize: 3).words == ["[UNK]", "b", "a"])
    #expect(WordTokenizer(texts: []).words == ["[UNK]"])
  }

  @Test func textsAreEncoded() throws {
    let tokenizer = WordTokenizer(texts: ["a film"])
    let encoding = tokenizer.encode("A good  Film [UNK]")
    #expect(encoding.ids == [1, 0, 2, 0, 0, 0] && encoding.unknownTokens == 4)
    #expect(encoding.offsets[1] == 2..<6 && encoding.offsets[2] == 8..<12)
    let pair = tokenizer.encode("a", pair: "film a", maximumLength: 2)
    #expect(pair.ids == [1, 2] && pair.typeIDs == [0, 1] && pair.truncatedTokens == 1)
    #expect(tokenizer.encode("a film a", maximumLength: 2, .windows).map(\.ids) == [[1, 2], [2, 1]])
    #expect(tokenizer.decode([1, 0, 2, 99]) == "a film \u{FFFD}")
    #expect(tokenizer.decode([1, 0], skippingSpecialTokens: false) == "a [UNK]")
    #expect(tokenizer.id(of: "film") == 2 && tokenizer.id(of: "Film") == nil && tokenizer.token(of: 3) == nil)
  }

  @Test func fileIsReadAgain() throws {
    let tokenizer = WordTokenizer(texts: ["a \"quoted\" caf\u{E9} cafe\u{301}"])
    let again = try withFolder(tokenizer.files) { try Tokenizers.load(folder: $0) }
    #expect((again as? WordTokenizer)?.words == tokenizer.words)
    for (text, problem) in [
      (#"{"version": 2, "words": ["a"]}"#, "version 2"), (#"{"version": 1}"#, "\"words\" must be a list"),
      (#"{"version": 1, "words": ["a", ""]}"#, "none of them empty"),
      (#"{"version": 1, "words": ["a", 3]}"#, "list of strings"),
      (#"{"version": 1, "words": ["a", "b", "a"]}"#, "appears twice (1 and 3)"),
      (#"{"version": 1, "words": ["[UNK]"]}"#, "appears twice (0 and 1)"),
    ] {
      let error = #expect(throws: TokenizerError.self) {
        try withFolder([(WordTokenizer.fileName, Array(text.utf8))]) { try Tokenizers.load(folder: $0) }
      }
      #expect(error?.description.contains(problem) == true, "\(String(describing: error))")
    }
  }
}
