import Testing
import Text

/// The errors of invalid files.
@Suite struct ErrorTests {
  private func wordPiece(_ model: String, _ rest: String = "") -> [(name: String, text: String)] {
    [
      (
        "tokenizer.json",
        #"{"added_tokens": [], "normalizer": {"type": "BertNormalizer"}, "#
          + #""pre_tokenizer": {"type": "BertPreTokenizer"}, "# + rest + #""model": "# + model + "}"
      )
    ]
  }

  @Test func emptyFolder() throws {
    #expect(try errorReading([])?.contains("no tokenizer here") == true)
  }

  @Test func missingFolder() {
    #expect(throws: TokenizerError.noTokenizer(folder: "/nowhere")) { try Tokenizers.load(folder: "/nowhere") }
  }

  @Test func vocabularyText() throws {
    let specials = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n"
    #expect(try errorReading([("vocab.txt", specials + "a\n")]) == nil)
    #expect(try errorReading([("vocab.txt", specials + "a\r\nb\r\n")]) == nil)
    #expect(
      try errorReading([("vocab.txt", specials + "a\nb\na\n")])
        == #"vocab.txt: the token "a" appears twice (5 and 7). Remove one."#)
    #expect(try errorReading([("vocab.txt", specials + "a\n\nb\n")]) == "vocab.txt:6: empty line; expected a token")
    #expect(
      try errorReading([("vocab.txt", "[PAD]\n[CLS]\n[SEP]\na\n")])?.contains(#"no token "[UNK]""#) == true)
    #expect(try errorReading([("vocab.txt", "[UNK]\n[SEP]\n")])?.contains(#"no token "[CLS]""#) == true)
    #expect(try errorReading([("vocab.txt", "")])?.contains("empty") == true)
    let bad = try withFolder([("vocab.txt", Array(specials.utf8) + [0xFF, 10])]) { folder in
      #expect(throws: TokenizerError.self) { try Tokenizers.load(folder: folder) }
    }
    #expect("\(try #require(bad))".hasSuffix("vocab.txt:5: the line is not valid UTF-8"))
  }

  /// Composed and decomposed é are two tokens, though Swift's strings are equal.
  @Test func canonicallyEqualTokensAreDifferent() throws {
    let files = [
      ("vocab.txt", "[UNK]\n[CLS]\n[SEP]\n\u{E9}\ne\u{301}\n"), ("tokenizer_config.json", #"{"strip_accents": false}"#),
    ]
    let tokenizer = try tokenizer(files)
    #expect(tokenizer.encode("\u{E9} e\u{301}").ids == [1, 3, 4, 2])
    let json = wordPiece("{\"type\": \"WordPiece\", \"vocab\": {\"[UNK]\": 0, \"\u{E9}\": 1, \"e\u{301}\": 2}}")
    #expect(try errorReading(json) == nil)
  }

  @Test func settings() throws {
    let vocabulary = ("vocab.txt", "[UNK]\n[CLS]\n[SEP]\n")
    #expect(
      try errorReading([vocabulary, ("tokenizer_config.json", #"{"do_lower_case": "no"}"#)])
        == "tokenizer_config.json: do_lower_case must be true or false, not a string")
    #expect(
      try errorReading([vocabulary, ("tokenizer_config.json", "{\n\"a\": 1,\n\"a\": 2}")])?
        .hasPrefix("tokenizer_config.json:3: ") == true)
    #expect(try errorReading([vocabulary, ("tokenizer_config.json", "[]")])?.contains("expected an object") == true)
    #expect(
      try errorReading([vocabulary, ("tokenizer_config.json", #"{"unk_token": "<unk>"}"#)])?.contains("\"<unk>\"")
        == true)
  }

  @Test func tokenizerJSON() throws {
    let good = #"{"type": "WordPiece", "vocab": {"[UNK]": 0, "a": 1}}"#
    #expect(try errorReading(wordPiece(good)) == nil)
    let cases: [(files: [(name: String, text: String)], expected: String)] = [
      ([("tokenizer.json", "{\n  \"model\": \n}")], "tokenizer.json:3: "),
      ([("tokenizer.json", "{}")], "\"model\" is missing"),
      (wordPiece(#"{"type": "Unigram"}"#), "a model of type Unigram is not supported"),
      (wordPiece(#"{"type": "WordPiece", "vocab": {"a": 0}}"#), #"no token "[UNK]""#),
      (wordPiece(#"{"type": "WordPiece", "vocab": {"[UNK]": 0, "a": 2}}"#), "no token has id 1"),
      (wordPiece(#"{"type": "WordPiece", "vocab": {"[UNK]": 0, "a": 0}}"#), #""[UNK]" and "a" have one id, 0"#),
      (wordPiece(#"{"type": "WordPiece", "vocab": {"[UNK]": 0, "a": -1}}"#), #"the id of the token "a""#),
      (wordPiece(#"{"type": "WordPiece", "vocab": {"[UNK]": 0, "a": "1"}}"#), #"the id of the token "a""#),
      (wordPiece(#"{"type": "WordPiece", "vocab": {"[UNK]": 0, "[UNK]": 1}}"#), "appears twice"),
      (wordPiece(#"{"type": "WordPiece", "vocab": []}"#), "must be an object, not a list"),
      (wordPiece(#"{"type": "WordPiece", "vocab": {}}"#), "empty"),
      (wordPiece(good, #""decoder": {"type": "Metaspace"}, "#), "the decoder Metaspace is not supported"),
      (wordPiece(good, #""post_processor": {"type": "Odd"}, "#), "the post_processor Odd is not supported"),
      (
        wordPiece(good, #""post_processor": {"type": "TemplateProcessing", "single": [], "pair": []}, "#),
        "must have the sequence A"
      ),
    ]
    for (files, expected) in cases {
      let found = try errorReading(files)
      #expect(found?.contains(expected) == true, "\(found ?? "no error"), not \(expected)")
    }
  }

  @Test func addedTokens() throws {
    func files(_ entry: String) -> [(name: String, text: String)] {
      [
        (
          "tokenizer.json",
          #"{"added_tokens": ["# + entry + #"], "normalizer": {"type": "BertNormalizer"}, "#
            + #""pre_tokenizer": {"type": "BertPreTokenizer"}, "#
            + #""model": {"type": "WordPiece", "vocab": {"[UNK]": 0, "a": 1}}}"#
        )
      ]
    }
    #expect(try errorReading(files(#"{"id": 2, "content": "<x>"}"#)) == nil)
    #expect(try errorReading(files(#"{"id": 3, "content": "<x>"}"#))?.contains("no token has id 2") == true)
    #expect(try errorReading(files(#"{"id": 1, "content": "<x>"}"#))?.contains("another token") == true)
    #expect(try errorReading(files(#"{"id": 2, "content": "a"}"#))?.contains("appears twice") == true)
    #expect(try errorReading(files(#"{"content": "a"}"#))?.contains("needs \"content\"") == true)
  }

  @Test func merges() throws {
    let names = ByteNames.all + ["ab", "<|endoftext|>"]
    let vocabulary = "{" + names.enumerated().map { "\"\($1)\": \($0)" }.joined(separator: ", ") + "}"
    func error(_ vocabulary: String, _ merges: String) throws -> String? {
      try errorReading([("vocab.json", vocabulary), ("merges.txt", merges)])
    }
    #expect(try error(vocabulary, "#version: 0.2\na b\n") == nil)
    #expect(
      try error(vocabulary, "#version: 0.2\na b c\n")?.hasPrefix("merges.txt:2: a merge must be two tokens") == true)
    #expect(
      try error(vocabulary, "#version: 0.2\na b\nb a\n")?.hasPrefix(#"merges.txt:3: the merge needs the token "ba""#)
        == true)
    #expect(try error(vocabulary, "a b\na b\n") == "merges.txt:2: this merge is in the list twice")
    #expect(try error(#"{"a": 0, "b": 1}"#, "")?.contains("for the byte 0 of any text") == true)
    #expect(try errorReading([("vocab.json", vocabulary)])?.hasPrefix("merges.txt: this file is missing") == true)
    #expect(try errorReading([("merges.txt", "")])?.hasPrefix("vocab.json: this file is missing") == true)
    #expect(try errorReading([("vocab.bpe", "")])?.hasPrefix("encoder.json: this file is missing") == true)
  }

  @Test func corpusFile() throws {
    func error(_ text: String) throws -> String? { try errorReading([("attune_tokenizer.json", text)]) }
    let good = #"{"version": 1, "kind": "characters", "unknown_token": null, "special_tokens": ["□"], "tokens": ["a"]}"#
    #expect(try error(good) == nil)
    #expect(try error(good.replacing("characters", with: "letters"))?.contains("characters, words") == true)
    #expect(try error(good.replacing("[\"a\"]", with: "[\"a\", \"a\"]"))?.contains("appears twice") == true)
    #expect(try error(good.replacing("[\"a\"]", with: "[\"ab\"]"))?.contains("not one character") == true)
    #expect(try error(good.replacing("null", with: "\"a\""))?.contains("among the special tokens") == true)
    #expect(try error(good.replacing("\"version\": 1", with: "\"version\": 2"))?.contains("version 2") == true)
  }
}

/// The characters of bytes in byte-level BPE, made by the rule in GPT-2's code instead of the library.
enum ByteNames {
  static let all: [String] = {
    let printable = Set(Array(0x21...0x7E) + Array(0xA1...0xAC) + Array(0xAE...0xFF))
    var next = 0x100
    return (0..<256).map { byte in
      var value = byte
      if !printable.contains(byte) {
        value = next
        next += 1
      }
      let character = Unicode.Scalar(UInt32(value)).map(String.init) ?? ""
      return character == "\"" || character == "\\" ? "\\" + character : character
    }
  }()
}
