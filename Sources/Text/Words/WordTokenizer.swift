internal import Base

/// A tokenizer whose tokens are whole words in lower case (`TreebankWords`), stored in `attune_words.json`: for models
/// on word vectors.
///
/// Its first id is the unknown word, `[UNK]`, which stands for each word that the vocabulary lacks. It adds no other
/// special tokens. Spaces and capitals are not kept.
public struct WordTokenizer: Tokenizer {
  /// The name of the file in a checkpoint folder.
  public static let fileName = "attune_words.json"
  /// The spelling of the unknown word, which no word of a text has. Its id is 0.
  public static let unknownToken = "[UNK]"

  private let vocabulary: Vocabulary

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
    var found = Vocabulary(capacity: 1024)
    var counts: [Int] = []
    for text in texts {
      TreebankWords.forEach(in: text) { word, _ in
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
    add(Self.unknownToken)
    for id in kept { add(String(decoding: found.bytes(of: id), as: UTF8.self)) }
    for word in moreWords where !word.isEmpty { add(word) }
    self.vocabulary = vocabulary
  }

  /// Reads the file that `files` writes.
  init(_ json: JSON, path: String) throws(TokenizerError) {
    guard json["version"]?.integer == 1 else {
      throw .unsupported(path: path, found: "version \(json["version"]?.compact ?? "null")", supported: "1")
    }
    guard let list = json["words"]?.array, list.allSatisfy({ $0.string?.isEmpty == false }) else {
      throw .malformed(path: path, line: nil, problem: "\"words\" must be a list of strings, none of them empty")
    }
    var vocabulary = Vocabulary(capacity: list.count + 1)
    for word in [Self.unknownToken] + list.compactMap(\.string) {
      let utf8 = word.utf8
      if let known = vocabulary.append(utf8.span) {
        throw .duplicateToken(path: path, token: word, first: Int(known), second: vocabulary.count)
      }
    }
    self.vocabulary = vocabulary
  }

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
    TreebankWords.forEach(in: text) { word, range in list.append(vocabulary.id(of: word) ?? 0, range) }
    return list
  }

  private func counted(_ encoding: Encoding) -> Encoding {
    var encoding = encoding
    encoding.unknownTokens = encoding.ids.count { $0 == 0 }
    return encoding
  }

  /// The words with spaces between them; see `Tokenizer`.
  public func decode(_ ids: [Int32], skippingSpecialTokens: Bool) -> String {
    ids.filter { !(skippingSpecialTokens && $0 == 0) }.map { vocabulary.token(of: $0) ?? "\u{FFFD}" }
      .joined(separator: " ")
  }

  /// The id of a word in lower case, or nil.
  public func id(of token: String) -> Int32? { vocabulary.id(of: token) }

  /// The word with this id, or nil.
  public func token(of id: Int32) -> String? { vocabulary.token(of: id) }

  /// `attune_words.json`; see `Tokenizer`.
  public var files: [(name: String, bytes: [UInt8])] {
    let json: JSON = ["version": .integer(1), "words": .array(words.dropFirst().map { .string($0) })]
    return [(Self.fileName, Array((json.compact + "\n").utf8))]
  }
}
