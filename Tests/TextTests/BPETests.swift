import Base
import Testing
import Text

/// Compares byte-pair encoding of each kind with Hugging Face's `tokenizers` and with `sentencepiece`, recorded by
/// record_bpe.py: ids, and the text that they decode to.
@Suite struct BPETests {
  static let names = [
    "llama3", "qwen2", "cases", "odd", "smollm", "neox", "llama-legacy", "llama", "gemma", "metaspace", "words",
    "space-split", sentencePiece,
  ]
  private static let sentencePiece = "sentencepiece"
  private static let realFiles = [
    "shakespeare/input.txt", "birthplaces/wiki.txt", "webquestions/trainmodel.json", "webquestions/val.json",
    "webquestions/devtest.json", "webquestions/test.json",
  ]
  private let recorded = Result { try JSON(parsing: contents(fixtures + "/bpe.json")) }

  private func tokenizer(_ name: String) throws -> any Tokenizer {
    if name == Self.sentencePiece {
      let model = try contents(fixtures + "/bpe/sentencepiece.model")
      return try withFolder([("tokenizer.model", model)]) { try Tokenizers.load(folder: $0) }
    }
    let file = try contents(fixtures + "/bpe/" + name + ".json")
    return try withFolder([("tokenizer.json", file)]) { try Tokenizers.load(folder: $0) }
  }

  private func compare(_ tokenizer: any Tokenizer, _ name: String, _ file: String, in folder: String) throws {
    let expected = try #require(try recorded.get()[name]?[file])
    let texts = try lines(folder + "/" + file)
    let each = expected["each"]?.string.map { Array($0) }
    var (total, tokens) = (RecordedHash(), 0)
    for (index, text) in texts.enumerated() {
      let hasSpecial = ["<s>", "</s>", "<unk>"].contains { text.contains($0) }
      let ids = name == Self.sentencePiece && hasSpecial ? [] : tokenizer.encode(text).ids
      let back = tokenizer.decode(ids)
      var hash = RecordedHash()
      for id in ids { hash.fold(Int(id)) }
      hash.fold(1 << 32)
      for byte in back.utf8 { hash.fold(Int(byte)) }
      total.fold(hash.value)
      tokens += ids.count
      if let each {
        try #require(
          hexadecimal(hash.value & 0xFFFF, digits: 4) == String(each[(index * 4)..<(index * 4 + 4)]),
          "line \(index + 1): \(shown(text)) gives \(ids), which is \(shown(back))")
      }
    }
    #expect(expected["lines"]?.integer == texts.count)
    #expect(expected["tokens"]?.integer == tokens)
    #expect(expected["hash"]?.string == total.text)
  }

  /// A vocabulary need not have all bytes; a text with one that it lacks is an error for whoever trains on it.
  @Test func aByteWithoutTokenIsNamed() throws {
    let file = """
      {"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]},
       "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}, "decoder": {"type": "ByteLevel"}}
      """
    let tokenizer = try withFolder([("tokenizer.json", Array(file.utf8))]) { try Tokenizers.load(folder: $0) }
    // As `tokenizers` does: c is left out. `check` says so.
    let encoding = tokenizer.encode("abca")
    #expect(encoding.ids == [2, 0] && encoding.unknownTokens == 1)
    try tokenizer.check("aab")
    #expect(throws: TokenizerError.notInVocabulary("c", offset: 2)) { try tokenizer.check("abca") }
  }

  @Test(arguments: names, ["torture.txt", "code.txt"]) func texts(_ name: String, _ file: String) throws {
    try compare(try tokenizer(name), name, file, in: fixtures)
  }

  @Test(.enabled(if: dataFolder != nil, "skipped: ATTUNE_DATA is not set"), arguments: names)
  func realData(_ name: String) throws {
    let (tokenizer, folder) = (try tokenizer(name), try #require(dataFolder))
    for file in Self.realFiles { try compare(tokenizer, name, file, in: folder) }
  }

  /// Offsets are inside the text, at boundaries of characters.
  @Test(arguments: names) func offsets(_ name: String) throws {
    let tokenizer = try tokenizer(name)
    for text in try lines(fixtures + "/torture.txt") {
      let bytes = Array(text.utf8)
      let encoding = tokenizer.encode(text)
      #expect(encoding.ids.count == encoding.offsets.count)
      #expect(encoding.ids.allSatisfy { $0 >= 0 && $0 < tokenizer.vocabularySize })
      for range in encoding.offsets {
        #expect(range.upperBound <= bytes.count)
        for place in [range.lowerBound, range.upperBound] where place < bytes.count {
          #expect(bytes[place] & 0xC0 != 0x80, "\(range) of \(shown(text)) cuts a character")
        }
      }
    }
  }

  @Test(arguments: names) func idsTokensAndFiles(_ name: String) throws {
    let tokenizer = try tokenizer(name)
    for id in Int32(0)..<Int32(tokenizer.vocabularySize) {
      #expect(tokenizer.id(of: try #require(tokenizer.token(of: id))) == id)
    }
    #expect(tokenizer.token(of: -1) == nil && tokenizer.decode([-1, 99999]).contains("\u{FFFD}"))
    let again = try withFolder(tokenizer.files) { try Tokenizers.load(folder: $0) }
    #expect(again.encode("Café 1234 MOVIE <x> e\u{301}").ids == tokenizer.encode("Café 1234 MOVIE <x> e\u{301}").ids)
  }

  @Test func textWithoutAToken() throws {
    let tokenizer = try tokenizer("odd")
    #expect(tokenizer.unknownID == nil)
    try tokenizer.check("any text has its bytes: \u{0}")
    let few = try TextTests.tokenizer([
      (
        "tokenizer.json",
        #"{"pre_tokenizer": {"type": "Metaspace"}, "model": {"type": "BPE", "vocab": {"▁": 0, "a": 1}, "merges": []}}"#
      )
    ])
    #expect(throws: TokenizerError.notInVocabulary("é", offset: 2)) { try few.check("a é") }
    #expect(few.encode("a é").unknownTokens == 1)
  }
}

/// Files that name something that is not supported, or that is wrong.
@Suite struct BPEErrorTests {
  private func error(_ members: String, _ others: [(name: String, text: String)] = []) throws -> String {
    let json = #"{"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}, "# + members + "}"
    return try errorReading([("tokenizer.json", json)] + others) ?? "no error"
  }

  private func split(_ pattern: String) throws -> String {
    let pattern = JSON.string(pattern).compact
    return try error(
      #""pre_tokenizer": {"type": "Split", "behavior": "Isolated", "pattern": {"Regex": "# + pattern + "}}")
  }

  @Test func components() throws {
    #expect(try error(#""normalizer": {"type": "NFKC"}"#).contains("the normalizer NFKC is not supported"))
    #expect(try error(#""pre_tokenizer": {"type": "UnicodeScripts"}"#).contains("UnicodeScripts is not supported"))
    #expect(try error(#""decoder": {"type": "CTC"}"#).contains("the decoder CTC is not supported"))
    #expect(try error(#""decoder": {"type": "ByteLevel"}"#).contains("the decoder ByteLevel is not supported"))
    let sequence =
      #""pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "ByteLevel"}, {"type": "Digits"}]}"#
    #expect(try error(sequence).contains("a pre_tokenizer after ByteLevel"))
  }

  @Test(arguments: [
    ("(a|b)+", "a repeated group is not supported, except with \"?\" (character 6)"),
    ("a*", "a pattern that matches the empty text is not supported (character 1)"),
    ("a\\b", "the escape \"\\b\" is not supported (character 2)"), ("^a", "the anchor \"^\" is not supported"),
    ("\\p{Han}", "the property \"\\p{Han}\" is not supported"), ("(?<=a)b", "the group \"(?<=\" is not supported"),
    ("[a", "\"[\" without \"]\" (character 1)"), ("(a", "\"(\" without \")\""), ("a)", "\")\" without \"(\""),
    ("a{2", "is not a repetition"), ("[z-a]", "not a range"), ("a{1,2}+", "\"}+\" is not supported"),
    ("[a&&b]", "\"&&\" in a class is not supported"), ("(?i:[a])", "a class inside (?i:…)"), ("+", "repeats nothing"),
  ]) func regularExpressions(_ pattern: String, _ problem: String) throws {
    let found = try split(pattern)
    #expect(found.contains(problem), "\(found)")
  }

  @Test func tokensOfOtherFiles() throws {
    let none: [(name: String, text: String)] = []
    #expect(try error(#""decoder": null"#, none) == "no error")
    func settings(_ text: String) throws -> String { try error(#""decoder": null"#, [("tokenizer_config.json", text)]) }
    #expect(try settings(#"{"added_tokens_decoder": {"3": {"content": "<s>", "special": true}}}"#) == "no error")
    #expect(
      try settings(#"{"added_tokens_decoder": {"4": {"content": "<s>"}}}"#)
        .contains("tokenizer_config.json: the token \"<s>\" has id 4, but 3 is what"))
    #expect(try settings(#"{"added_tokens_decoder": {"x": {}}}"#).contains("added_tokens_decoder needs an id from 0"))
    #expect(try settings(#"{"add_bos_token": true, "bos_token": "<s>"}"#) == "no error")
    #expect(try settings(#"{"pad_token": 3}"#).contains("pad_token must be a string"))
    #expect(try error(#""decoder": null"#, [("added_tokens.json", #"{"c": -1}"#)]).contains("the id of \"c\""))
  }

  @Test func tokensOfOtherFilesAreUsed() throws {
    let model = #"{"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}}"#
    let tokenizer = try tokenizer([
      ("tokenizer.json", model), ("added_tokens.json", #"{"<x>": 3, "zorb": 4}"#),
      ("special_tokens_map.json", #"{"bos_token": {"content": "<x>"}, "additional_special_tokens": ["<y>"]}"#),
      ("tokenizer_config.json", #"{"add_bos_token": true, "bos_token": "<x>"}"#),
    ])
    #expect(tokenizer.encode("abzorb<y>a").ids == [3, 2, 4, 5, 0])
    #expect(tokenizer.decode([3, 2, 4, 5]) == "ab zorb")
    let bert = try TextTests.tokenizer([
      ("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\ngood\n"), ("added_tokens.json", #"{"zorb": 5}"#),
    ])
    #expect(bert.encode("good zorb").ids == [2, 4, 5, 3])
  }
}
