import Testing
import Text

/// Properties of every text.
@Suite struct LawTests {
  private let torture = Result { try lines(fixtures + "/torture.txt") }

  @Test func byteLevelTextIsDecodedExactly() throws {
    let tokenizer = try smallTokenizer("gpt2")
    for text in try torture.get() {
      let back = tokenizer.decode(tokenizer.encode(text).ids, skippingSpecialTokens: false)
      #expect(back.utf8.elementsEqual(text.utf8), "\(shown(text)) came back as \(shown(back))")
    }
  }

  /// Offsets are inside the text, at boundaries of characters, and do not decrease.
  @Test(arguments: smallNames) func offsets(_ name: String) throws {
    let tokenizer = try smallTokenizer(name)
    for text in try torture.get() {
      let bytes = Array(text.utf8)
      let encoding = tokenizer.encode(text)
      #expect(encoding.ids.count == encoding.offsets.count && encoding.ids.count == encoding.typeIDs.count)
      #expect(encoding.ids.allSatisfy { $0 >= 0 && $0 < tokenizer.vocabularySize })
      var last = 0
      for range in encoding.offsets where range != 0..<0 {
        #expect(range.upperBound <= bytes.count)
        // Trimming the space in front of a stretch that begins with a character of several tokens, the reference takes
        // the whole character off the first of them.
        #expect(range.lowerBound >= last || name == "roberta-space")
        for place in [range.lowerBound, range.upperBound] where place < bytes.count {
          #expect(bytes[place] & 0xC0 != 0x80, "\(range) of \(shown(text)) cuts a character")
        }
        last = range.lowerBound
      }
    }
  }

  /// The kept and the cut tokens together are all tokens.
  @Test(arguments: ["wordpiece", "gpt2", "roberta"]) func cutsAreCounted(_ name: String) throws {
    let tokenizer = try smallTokenizer(name)
    for text in try torture.get().prefix(80) {
      let whole = tokenizer.encode(text)
      #expect(whole.truncatedTokens == 0)
      let specials = tokenizer.encode("").ids.count
      for limit in [0, 1, 2, 3, 7, whole.ids.count, whole.ids.count + 1] {
        let cut = tokenizer.encode(text, maximumLength: limit)
        #expect(cut.ids.count <= max(limit, specials))
        #expect(cut.ids.count + cut.truncatedTokens == whole.ids.count)
      }
    }
  }

  /// The saved files of a tokenizer are read as an equal tokenizer.
  @Test(arguments: smallNames) func filesGiveTheTokenizerBack(_ name: String) throws {
    let tokenizer = try smallTokenizer(name)
    let files = tokenizer.files
    #expect(Set(files.map(\.name)).isSuperset(of: ["tokenizer.json", "tokenizer_config.json"]))
    #expect(Set(files.map(\.name)).count == files.count)
    let again = try withFolder(files) { try Tokenizers.load(folder: $0) }
    // What tokenizer.json says is the same as what the other files say.
    let fromOthers = files.filter { $0.name != "tokenizer.json" }
    let third = files.count > 2 ? try withFolder(fromOthers) { try Tokenizers.load(folder: $0) } : again
    #expect(again.vocabularySize == tokenizer.vocabularySize)
    #expect(again.files.map(\.bytes) == files.map(\.bytes) || again.files.count >= files.count)
    for text in try torture.get() {
      let encoding = tokenizer.encode(text)
      #expect(again.encode(text) == encoding, "\(shown(text))")
      #expect(third.encode(text) == encoding, "\(shown(text))")
    }
  }

  @Test(arguments: smallNames) func idsAndTokens(_ name: String) throws {
    let tokenizer = try smallTokenizer(name)
    for id in Int32(0)..<Int32(tokenizer.vocabularySize) {
      let token = try #require(tokenizer.token(of: id))
      #expect(tokenizer.id(of: token) == id, "\(shown(token))")
    }
    #expect(tokenizer.token(of: -1) == nil && tokenizer.token(of: Int32(tokenizer.vocabularySize)) == nil)
    #expect(tokenizer.id(of: "no such token") == nil)
    #expect(tokenizer.decode([-1, 99999]).unicodeScalars.filter { $0 == "\u{FFFD}" }.count == 2)
  }

  @Test func wordPieceDecodes() throws {
    let vocabulary = "[UNK]\n[CLS]\n[SEP]\nhello\nworld\nwor\n##ld\n,\n!\ndon\n'\nt\n"
    let tokenizer = try tokenizer([("vocab.txt", vocabulary)])
    #expect(tokenizer.encode("Hello, world!").ids == [1, 3, 7, 4, 8, 2])
    #expect(tokenizer.decode([1, 3, 7, 5, 6, 8, 9, 10, 11, 2]) == "hello, world! don ' t")
    #expect(tokenizer.decode([1, 3, 2], skippingSpecialTokens: false) == "[CLS] hello [SEP]")
    #expect(tokenizer.encode("hello there").unknownTokens == 1)
  }
}
