internal import Base

/// A tokenizer whose vocabulary is the characters or the words of a corpus, stored in `attune_tokenizer.json`.
///
/// It adds no special tokens to a text. Special tokens in the text are recognized, the longest first. Words include the
/// space before them, so `decode(encode(text), skippingSpecialTokens: false)` is the text whenever `check` passes.
public struct CorpusTokenizer: Tokenizer {
  /// The kind of tokens.
  public typealias Unit = CorpusUnit

  /// The name of the file in a checkpoint folder.
  public static let fileName = "attune_tokenizer.json"

  /// The kind of tokens.
  public let unit: Unit
  /// The special tokens; their ids are 0, 1, 2 … in this order.
  public let specialTokens: [String]
  /// The special token of text that the vocabulary lacks; nil where such text is an error.
  public let unknownToken: String?
  /// The id of `unknownToken`.
  public let unknownID: Int32?

  private let vocabulary: Vocabulary
  private let matcher: AddedTokenMatcher

  /// A tokenizer for a corpus.
  ///
  /// Characters get their ids by code point; words by how often they occur, then by their bytes.
  ///
  /// - Parameters:
  ///   - corpus: the texts with the characters or words of the vocabulary; special tokens in them are recognized.
  ///   - specialTokens: in the order of their ids, such as `["□", "⁇"]` for padding and masked spans.
  ///   - unknownToken: the token of text that the vocabulary lacks; added after the special tokens unless it is one.
  ///   - minimumCount: rarer characters or words are omitted.
  ///   - maximumSize: the largest number of ids, with the special tokens; the rarest are omitted.
  /// - Throws: `TokenizerError.duplicateToken` where a special token is given twice, `.malformed` where one is empty or
  ///   nothing is left.
  public init(
    unit: Unit, corpus: some Sequence<String>, specialTokens: [String] = [], unknownToken: String? = nil,
    minimumCount: Int = 1, maximumSize: Int? = nil
  ) throws(TokenizerError) {
    var specials = specialTokens
    if let unknownToken, !specials.contains(where: { Self.areSame($0, unknownToken) }) { specials.append(unknownToken) }
    let matcher = try AddedTokenMatcher(specialTokens: specials, path: "the special tokens")
    let counts = CorpusCounts(unit, corpus, matcher)
    var kept = (0..<Int32(counts.vocabulary.count)).filter { counts.numbers[Int($0)] >= minimumCount }
    let byFrequency: (Int32, Int32) -> Bool = { first, second in
      let (a, b) = (counts.numbers[Int(first)], counts.numbers[Int(second)])
      if a != b { return a > b }
      return counts.vocabulary.bytes(of: first).lexicographicallyPrecedes(counts.vocabulary.bytes(of: second))
    }
    if let maximumSize, kept.count > max(0, maximumSize - specials.count) {
      kept.sort(by: byFrequency)
      kept.removeLast(kept.count - max(0, maximumSize - specials.count))
    }
    switch unit {
    // UTF-8 has the order of code points.
    case .characters:
      kept.sort { counts.vocabulary.bytes(of: $0).lexicographicallyPrecedes(counts.vocabulary.bytes(of: $1)) }
    case .words: kept.sort(by: byFrequency)
    }
    let tokens = specials + kept.map { String(decoding: counts.vocabulary.bytes(of: $0), as: UTF8.self) }
    try self.init(
      unit: unit, tokens: tokens, specialCount: specials.count, unknownToken: unknownToken, path: "the corpus")
  }

  /// Reads the file that `files` writes.
  init(_ json: JSON, path: String) throws(TokenizerError) {
    func problem(_ text: String) -> TokenizerError { .malformed(path: path, line: nil, problem: text) }
    let kinds = Unit.allCases.map(\.rawValue).joined(separator: ", ")
    guard let kind = json["kind"]?.string else { throw problem("\"kind\" is missing; it is one of \(kinds)") }
    guard let unit = Unit(rawValue: kind) else {
      throw .unsupported(path: path, found: "the kind \(quoted(kind))", supported: kinds)
    }
    guard json["version"]?.integer == 1 else {
      throw .unsupported(path: path, found: "version \(json["version"]?.compact ?? "null")", supported: "1")
    }
    var lists: [[String]] = []
    for key in ["special_tokens", "tokens"] {
      guard let list = json[key]?.array, list.allSatisfy({ $0.string != nil }) else {
        throw problem("\"\(key)\" must be a list of strings")
      }
      lists.append(list.compactMap(\.string))
    }
    if let unknown = json["unknown_token"], unknown != .null, unknown.string == nil {
      throw problem("\"unknown_token\" must be a string or null, not \(unknown.kind)")
    }
    try self.init(
      unit: unit, tokens: lists[0] + lists[1], specialCount: lists[0].count,
      unknownToken: json["unknown_token"]?.string, path: path)
    if unit == .characters, let long = lists[1].first(where: { $0.unicodeScalars.count != 1 }) {
      throw problem("the token \(quoted(long)) is not one character")
    }
  }

  private init(unit: Unit, tokens: [String], specialCount: Int, unknownToken: String?, path: String)
    throws(TokenizerError)
  {
    self.unit = unit
    self.unknownToken = unknownToken
    specialTokens = Array(tokens[..<specialCount])
    matcher = try AddedTokenMatcher(specialTokens: specialTokens, path: path)
    var vocabulary = Vocabulary(capacity: tokens.count)
    for token in tokens {
      if token.isEmpty { throw .malformed(path: path, line: nil, problem: "token \(vocabulary.count) is empty") }
      let utf8 = token.utf8
      if let known = vocabulary.append(utf8.span) {
        throw .duplicateToken(path: path, token: token, first: Int(known), second: vocabulary.count)
      }
    }
    if vocabulary.count == 0 { throw .malformed(path: path, line: nil, problem: "there is no token") }
    self.vocabulary = vocabulary
    unknownID = unknownToken.flatMap(vocabulary.id(of:))
    if let unknownToken, (unknownID ?? .max) >= Int32(specialCount) {
      throw .missingToken(path: path, token: unknownToken, purpose: "unknown text (among the special tokens)")
    }
  }

  /// Number of ids.
  public var vocabularySize: Int { vocabulary.count }

  /// The ids of a text, or of two in sequence (types 0 and 1), without special tokens; see `Tokenizer`.
  public func encode(_ text: String, pair: String?, maximumLength: Int?) -> Encoding {
    let first = tokens(of: text)
    let second = pair.map(tokens(of:))
    var result = SpecialTokenTemplate.bare.assemble(
      first.list, second?.list, maximumLength: maximumLength, cutsLeft: false)
    result.unknownTokens =
      if let unknownID { result.ids.count { $0 == unknownID } } else { first.leftOut + (second?.leftOut ?? 0) }
    return result
  }

  /// The pieces of a text; text that the vocabulary lacks and that is omitted counts in the first. See `Tokenizer`.
  public func encode(_ text: String, maximumLength: Int, _ longTexts: LongTexts) -> [Encoding] {
    let (list, leftOut) = tokens(of: text)
    var pieces = SpecialTokenTemplate.bare.assemble(list, maximumLength: maximumLength, longTexts, cutsLeft: false)
    for index in pieces.indices {
      pieces[index].unknownTokens =
        if let unknownID { pieces[index].ids.count { $0 == unknownID } } else { index == 0 ? leftOut : 0 }
    }
    return pieces
  }

  /// Throws for a text with a character or word that the vocabulary lacks, unless there is an unknown token.
  public func check(_ text: String) throws(TokenizerError) {
    if unknownID != nil { return }
    var missing: TokenizerError?
    let utf8 = text.utf8
    let span = utf8.span
    matcher.split(span) { range, special in
      if special != nil || missing != nil { return }
      unit.forEach(in: span, range) { piece in
        guard missing == nil, vocabulary.find(Vocabulary.hash(span.extracting(piece)), in: span, piece) == nil else {
          return
        }
        missing = .notInVocabulary(
          String(decoding: utf8.dropFirst(piece.lowerBound).prefix(piece.count), as: UTF8.self),
          offset: piece.lowerBound)
      }
    }
    if let missing { throw missing }
  }

  /// The joined tokens; see `Tokenizer`.
  public func decode(_ ids: [Int32], skippingSpecialTokens: Bool) -> String {
    var bytes: [UInt8] = []
    for id in ids {
      if id < 0 || id >= vocabulary.count {
        append("\u{FFFD}", to: &bytes)
      } else if !(skippingSpecialTokens && id < specialTokens.count) {
        bytes.append(contentsOf: vocabulary.bytes(of: id))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The id of a character, word or special token, or nil.
  public func id(of token: String) -> Int32? { vocabulary.id(of: token) }

  /// The token with this id, or nil.
  public func token(of id: Int32) -> String? { vocabulary.token(of: id) }

  /// `attune_tokenizer.json`; see `Tokenizer`.
  public var files: [(name: String, bytes: [UInt8])] {
    let tokens = (Int32(specialTokens.count)..<Int32(vocabulary.count)).map {
      JSON.string(vocabulary.token(of: $0) ?? "")
    }
    let json: JSON = [
      "version": .integer(1), "kind": .string(unit.rawValue),
      "unknown_token": unknownToken.map { .string($0) } ?? .null,
      "special_tokens": .array(specialTokens.map { .string($0) }), "tokens": .array(tokens),
    ]
    return [(Self.fileName, Array((json.compact + "\n").utf8))]
  }

  // MARK: - Splitting

  private func tokens(of text: String) -> (list: TokenList, leftOut: Int) {
    var list = TokenList()
    var leftOut = 0
    let utf8 = text.utf8
    let span = utf8.span
    matcher.split(span) { range, special in
      if let special { return list.append(special, range) }
      unit.forEach(in: span, range) { piece in
        if let id = vocabulary.find(Vocabulary.hash(span.extracting(piece)), in: span, piece) ?? unknownID {
          list.append(id, piece)
        } else {
          leftOut += 1
        }
      }
    }
    return (list, leftOut)
  }

  private static func areSame(_ first: String, _ second: String) -> Bool { first.utf8.elementsEqual(second.utf8) }
}
