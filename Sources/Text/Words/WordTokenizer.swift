internal import Base

/// A tokenizer whose tokens are whole words in lower case (`TreebankWords`), stored in `attune_words.json`: for models
/// on word vectors.
///
/// Its first id is the unknown word, `[UNK]` or another spelling, which stands for each word that the vocabulary lacks.
/// Then come special tokens, if there are any; they are recognized in a text as they are spelled. It adds none to a
/// text. Spaces and capitals are not kept.
public struct WordTokenizer: Tokenizer {
  /// The name of the file in a checkpoint folder.
  public static let fileName = "attune_words.json"
  /// The spelling of the unknown word if no other is chosen; no word of a text has it.
  public static let unknownToken = "[UNK]"

  /// The unknown word, whose id is 0, and the other special tokens with the ids 1, 2, 3 ….
  public let specialTokens: [String]
  private let vocabulary: Vocabulary
  /// Finds the special tokens; nil where the unknown word is `[UNK]` and the only one, which texts do not have.
  private let matcher: AddedTokenMatcher?

  /// A tokenizer with the words of some texts, the most frequent first, of equally frequent ones in the order of their
  /// bytes.
  ///
  /// - Parameters:
  ///   - minimumCount: words of the texts that occur less often are left out
  ///   - moreWords: further words, such as those of a file of word vectors; they come after those of the texts
  ///   - maximumSize: the largest number of ids; later words are left out
  public init(
    texts: some Sequence<String>, minimumCount: Int = 1, moreWords: some Sequence<String> = [], maximumSize: Int = .max
  ) {
    self.init(
      counting: texts, minimumCount: minimumCount, moreWords: moreWords, maximumSize: maximumSize,
      specialTokens: [Self.unknownToken], matcher: nil)
  }

  /// A tokenizer with special tokens, and the most frequent words of some texts.
  ///
  /// - Parameters:
  ///   - unknownToken: the spelling of the unknown word; a text that has it means the unknown word
  ///   - specialTokens: further ones, such as the end of a text
  ///   - maximumSize: the largest number of ids, special tokens included; nil for all words
  /// - Throws: `TokenizerError.duplicateToken` where a special token is given twice, `.malformed` where one is empty
  public init(
    texts: some Sequence<String>, unknownToken: String, specialTokens: [String] = [], maximumSize: Int? = nil
  ) throws(TokenizerError) {
    let special = [unknownToken] + specialTokens
    self.init(
      counting: texts, minimumCount: 1, moreWords: [], maximumSize: maximumSize ?? .max, specialTokens: special,
      matcher: try AddedTokenMatcher(specialTokens: special, path: "the special tokens"))
  }

  private init(
    counting texts: some Sequence<String>, minimumCount: Int, moreWords: some Sequence<String>, maximumSize: Int,
    specialTokens: [String], matcher: AddedTokenMatcher?
  ) {
    var found = Vocabulary(capacity: 1024)
    var counts: [Int] = []
    for text in texts {
      Self.forEach(in: text, matcher) { word, special, _ in
        if special != nil { return }
        let utf8 = word.utf8
        if let known = found.append(utf8.span) { counts[Int(known)] += 1 } else { counts.append(1) }
      }
    }
    let kept = (0..<Int32(found.count)).filter { counts[Int($0)] >= minimumCount }.sorted {
      let (a, b) = (counts[Int($0)], counts[Int($1)])
      return a == b ? found.bytes(of: $0).lexicographicallyPrecedes(found.bytes(of: $1)) : a > b
    }
    var vocabulary = Vocabulary(capacity: kept.count)
    func add(_ word: String) {
      let utf8 = word.utf8
      if vocabulary.count < maximumSize { _ = vocabulary.append(utf8.span) }
    }
    for token in specialTokens { add(token) }
    for id in kept { add(String(decoding: found.bytes(of: id), as: UTF8.self)) }
    for word in moreWords where !word.isEmpty { add(word) }
    (self.specialTokens, self.vocabulary, self.matcher) = (specialTokens, vocabulary, matcher)
  }

  /// Reads the file that `files` writes.
  init(_ json: JSON, path: String) throws(TokenizerError) {
    guard json["version"]?.integer == 1 else {
      throw .unsupported(path: path, found: "version \(json["version"]?.compact ?? "null")", supported: "1")
    }
    guard let list = json["words"]?.array, list.allSatisfy({ $0.string?.isEmpty == false }) else {
      throw .malformed(path: path, line: nil, problem: "\"words\" must be a list of strings, none of them empty")
    }
    let named = try json["special_tokens"].map { (list) throws(TokenizerError) in
      let found = list.array?.compactMap(\.string) ?? []
      if found.isEmpty || found.count != list.array?.count {
        throw .malformed(path: path, line: nil, problem: "\"special_tokens\" must be a list of strings, not empty")
      }
      return found
    }
    matcher = try named.map { (tokens) throws(TokenizerError) in
      try AddedTokenMatcher(specialTokens: tokens, path: path)
    }
    let special = named ?? [Self.unknownToken]
    specialTokens = special
    var vocabulary = Vocabulary(capacity: list.count + special.count)
    for word in special + list.compactMap(\.string) {
      let utf8 = word.utf8
      if let known = vocabulary.append(utf8.span) {
        throw .duplicateToken(path: path, token: word, first: Int(known), second: vocabulary.count)
      }
    }
    self.vocabulary = vocabulary
  }

  /// The id of words that the vocabulary lacks.
  public var unknownID: Int32? { 0 }

  /// Spaces and capitals are lost.
  public var keepsText: Bool { false }

  /// Number of ids.
  public var vocabularySize: Int { vocabulary.count }

  /// The words by id; the first is the unknown word.
  public var words: [String] { (0..<Int32(vocabulary.count)).map { vocabulary.token(of: $0) ?? "" } }

  /// The ids of the words of a text, or of two in sequence (types 0 and 1); see `Tokenizer`.
  public func encode(_ text: String, pair: String?, maximumLength: Int?) -> Encoding {
    counted(
      SpecialTokenTemplate.bare.assemble(
        tokens(of: text), pair.map(tokens(of:)), maximumLength: maximumLength, cutsLeft: false))
  }

  /// The pieces of a text; see `Tokenizer`.
  public func encode(_ text: String, maximumLength: Int, _ longTexts: LongTexts) -> [Encoding] {
    SpecialTokenTemplate.bare.assemble(tokens(of: text), maximumLength: maximumLength, longTexts, cutsLeft: false)
      .map(counted)
  }

  private func tokens(of text: String) -> TokenList {
    var list = TokenList()
    Self.forEach(in: text, matcher) { word, special, range in
      list.append(special ?? vocabulary.id(of: word) ?? 0, range)
    }
    return list
  }

  /// Calls `body` with each word of a text, or the id of a special token, and with its range in the text's bytes.
  private static func forEach(
    in text: String, _ matcher: AddedTokenMatcher?, _ body: (_ word: String, _ special: Int32?, Range<Int>) -> Void
  ) {
    guard let matcher else { return TreebankWords.forEach(in: text) { body($0, nil, $1) } }
    let utf8 = text.utf8
    let bytes = Array(utf8)
    matcher.split(bytes.span) { range, special in
      if let special { return body("", special, range) }
      TreebankWords.forEach(in: String(decoding: bytes[range], as: UTF8.self)) { word, part in
        body(word, nil, (range.lowerBound + part.lowerBound)..<(range.lowerBound + part.upperBound))
      }
    }
  }

  private func counted(_ encoding: Encoding) -> Encoding {
    var encoding = encoding
    encoding.unknownTokens = encoding.ids.count { $0 == 0 }
    return encoding
  }

  /// The words with spaces between them; see `Tokenizer`.
  public func decode(_ ids: [Int32], skippingSpecialTokens: Bool) -> String {
    let special = 0..<Int32(specialTokens.count)
    let shown = skippingSpecialTokens ? ids.filter { !special.contains($0) } : ids
    return shown.map { vocabulary.token(of: $0) ?? "\u{FFFD}" }.joined(separator: " ")
  }

  /// The id of a word in lower case, or nil.
  public func id(of token: String) -> Int32? { vocabulary.id(of: token) }

  /// The word with this id, or nil.
  public func token(of id: Int32) -> String? { vocabulary.token(of: id) }

  /// `attune_words.json`; see `Tokenizer`.
  public var files: [(name: String, bytes: [UInt8])] {
    var json: JSON.Object = ["version": .integer(1)]
    if matcher != nil { json["special_tokens"] = .array(specialTokens.map { .string($0) }) }
    json["words"] = .array(words.dropFirst(specialTokens.count).map { .string($0) })
    return [(Self.fileName, Array((JSON.object(json).compact + "\n").utf8))]
  }
}
