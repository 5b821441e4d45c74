/// BERT's tokenizer (Devlin et al. 2018): words by whitespace and punctuation, each cut into the longest pieces that the
/// vocabulary holds. Gives the ids and offsets of Hugging Face's `tokenizers`.
public struct WordPieceTokenizer: Tokenizer {
  let vocabulary: Vocabulary
  let normalizer: WordPieceNormalizer
  let addedTokens: [AddedToken]
  let template: SpecialTokenTemplate
  let unknownID: Int32
  /// What a piece that does not begin a word starts with: `##`.
  let continuation: [UInt8]
  /// A word of more characters becomes one unknown token.
  let longestWord: Int
  /// Whether `decode` takes away the space before punctuation.
  let cleansDecodedText: Bool
  let cutsLeft: Bool
  let source: TokenizerSource

  private let rawMatcher: AddedTokenMatcher
  private let normalizedMatcher: AddedTokenMatcher
  private let bytes: WordPieceBytes
  private let continuationHash: Vocabulary.Hash
  private let ids: AddedTokenIDs

  init(_ parts: WordPieceParts, source: TokenizerSource) {
    vocabulary = parts.vocabulary
    normalizer = parts.normalizer
    addedTokens = parts.addedTokens
    template = parts.template
    unknownID = parts.unknownID
    continuation = parts.continuation
    longestWord = parts.longestWord
    cleansDecodedText = parts.cleansDecodedText
    cutsLeft = parts.cutsLeft
    self.source = source
    rawMatcher = AddedTokenMatcher(parts.addedTokens.filter { !$0.isNormalized })
    let normalizer = parts.normalizer
    normalizedMatcher = AddedTokenMatcher(parts.addedTokens.filter(\.isNormalized)) { token in
      let utf8 = token.content.utf8
      var spelled: [UInt8] = []
      for item in normalizer.normalize(utf8.span, 0..<utf8.count) { append(item.scalar, to: &spelled) }
      return spelled
    }
    bytes = WordPieceBytes(normalizer)
    var hash = Vocabulary.Hash()
    for byte in parts.continuation { hash.add(byte) }
    continuationHash = hash
    ids = AddedTokenIDs(parts.addedTokens, modelCount: parts.vocabulary.count)
  }

  /// Number of ids, added tokens included.
  public var vocabularySize: Int { ids.count }

  /// The ids of a text or a pair with BERT's special tokens; see `Tokenizer`.
  public func encode(_ text: String, pair: String?, maximumLength: Int?) -> Encoding {
    countingUnknown(
      template.assemble(tokens(of: text), pair.map(tokens(of:)), maximumLength: maximumLength, cutsLeft: cutsLeft))
  }

  /// The pieces of a text with BERT's special tokens; see `Tokenizer`.
  public func encode(_ text: String, maximumLength: Int, _ longTexts: LongTexts) -> [Encoding] {
    template.assemble(tokens(of: text), maximumLength: maximumLength, longTexts, cutsLeft: cutsLeft)
      .map(countingUnknown)
  }

  private func countingUnknown(_ encoding: Encoding) -> Encoding {
    var encoding = encoding
    encoding.unknownTokens = encoding.ids.count { $0 == unknownID }
    return encoding
  }

  /// The pieces joined, with a space before each that begins a word; see `Tokenizer`.
  public func decode(_ ids: [Int32], skippingSpecialTokens: Bool) -> String {
    let prefix = String(decoding: continuation, as: UTF8.self)
    var text = ""
    var isFirst = true
    for id in ids where !(skippingSpecialTokens && self.ids.isSpecial(id)) {
      var token = token(of: id) ?? "\u{FFFD}"
      if !isFirst {
        if !prefix.isEmpty, token.utf8.starts(with: prefix.utf8) {
          token = String(token.unicodeScalars.dropFirst(prefix.unicodeScalars.count))
        } else {
          token = " " + token
        }
      }
      text += cleansDecodedText ? Self.cleaned(token) : token
      isFirst = false
    }
    return text
  }

  /// The id of a token as the vocabulary spells it, or nil.
  public func id(of token: String) -> Int32? { ids.id(of: token) ?? vocabulary.id(of: token) }

  /// The token with this id, or nil.
  public func token(of id: Int32) -> String? { ids.token(of: id) ?? vocabulary.token(of: id) }

  /// `tokenizer.json` and the files it was read from; see `Tokenizer`.
  public var files: [(name: String, bytes: [UInt8])] { WordPieceWriter.files(of: self) }

  /// The space before punctuation and contractions, as `clean_up_tokenization` takes it away from one token.
  private static func cleaned(_ token: String) -> String {
    if token == " do not" { return " don't" }
    for ending in [" .", " ?", " !", " ,", " n't", " 'm", " 's", " 've", " 're"]
    where token.utf8.starts(with: ending.utf8) {
      return String(token.unicodeScalars.dropFirst())
    }
    return token
  }

  // MARK: - Encoding

  private func tokens(of text: String) -> TokenList {
    var run = WordPieceRun(self)
    let utf8 = text.utf8
    let span = utf8.span
    if rawMatcher.isEmpty {
      encode(span, 0..<span.count, &run)
    } else {
      rawMatcher.split(span) { range, id in
        if let id { run.tokens.append(id, range) } else { encode(span, range, &run) }
      }
    }
    return run.tokens
  }

  private func encode(_ text: Span<UInt8>, _ range: Range<Int>, _ run: inout WordPieceRun) {
    if normalizedMatcher.isEmpty { return encodeFast(text, range, &run) }
    run.normalize(text, range)
    let normal = run.normal
    normalizedMatcher.split(normal.span) { range, id in
      if let id {
        run.tokens.append(id, run.starts[range.lowerBound]..<run.ends[range.upperBound - 1])
      } else {
        splitNormalized(range, &run)
      }
    }
  }

  /// Words of plain ASCII are found and looked up in one pass; only a stretch between spaces that holds something else
  /// goes through the normaliser.
  private func encodeFast(_ text: Span<UInt8>, _ range: Range<Int>, _ run: inout WordPieceRun) {
    var index = range.lowerBound
    while index < range.upperBound {
      let start = index
      var needsNormalizer = false
      run.startWord()
      switch bytes.kind(text[index]) {
      case .space:
        index += 1
        continue
      case .punctuation:
        run.add(text[index])
        index += 1
      case .letter:
        while index < range.upperBound, bytes.kind(text[index]) == .letter {
          run.add(bytes.lowercase(text[index]))
          index += 1
        }
        needsNormalizer = index < range.upperBound && bytes.kind(text[index]) == .other
      case .other:
        needsNormalizer = true
      }
      if needsNormalizer {
        while index < range.upperBound, bytes.kind(text[index]) != .space { index += 1 }
        run.normalize(text, start..<index)
        splitNormalized(0..<run.normal.count, &run)
        continue
      }
      encodeWord(run: &run, characters: run.word.count, source: start)
    }
  }

  /// Cuts normalised text into words at whitespace and around punctuation.
  private func splitNormalized(_ range: Range<Int>, _ run: inout WordPieceRun) {
    let normal = run.normal
    let span = normal.span
    var index = range.lowerBound
    var start = index
    var characters = 0
    run.startWord()
    while index < range.upperBound {
      let (found, length) = scalar(in: span, at: index)
      let isSpace = BERTCharacters.isWhitespace(found)
      if isSpace || BERTCharacters.isPunctuation(found) {
        if characters > 0 { encodeWord(run: &run, characters: characters, normalStart: start) }
        run.startWord()
        if !isSpace {
          for offset in 0..<length { run.add(span[index + offset]) }
          encodeWord(run: &run, characters: 1, normalStart: index)
          run.startWord()
        }
        characters = 0
        start = index + length
      } else {
        for offset in 0..<length { run.add(span[index + offset]) }
        characters += 1
      }
      index += length
    }
    if characters > 0 { encodeWord(run: &run, characters: characters, normalStart: start) }
  }

  /// Cuts `run.word` into pieces: longest match first, from the left; one unknown token where that fails.
  ///
  /// - Parameter source: where the word begins in the text, if it stands there byte for byte.
  /// - Parameter normalStart: else where it begins in `run.normal`.
  @inline(__always)
  private func encodeWord(run: inout WordPieceRun, characters: Int, source: Int = -1, normalStart: Int = 0) {
    let length = run.word.count
    func place(_ range: Range<Int>, _ run: WordPieceRun) -> Range<Int> {
      source >= 0
        ? source + range.lowerBound..<source + range.upperBound
        : run.starts[normalStart + range.lowerBound]..<run.ends[normalStart + range.upperBound - 1]
    }
    if characters > longestWord {
      run.tokens.append(unknownID, place(0..<length, run))
      return
    }
    if let id = vocabulary.find(run.hash, in: run.word.span, 0..<length) {
      run.tokens.append(id, place(0..<length, run))
      return
    }
    let before = run.tokens.ids.count
    var start = 0
    while start < length {
      guard let (id, end) = longestPiece(&run, from: start) else {
        run.tokens.truncate(to: before)
        run.tokens.append(unknownID, place(0..<length, run))
        return
      }
      run.tokens.append(id, place(start..<end, run))
      start = end
    }
  }

  /// The longest token that the word goes on with at `start`, and where it ends.
  private func longestPiece(_ run: inout WordPieceRun, from start: Int) -> (id: Int32, end: Int)? {
    let prefix = start == 0 ? [] : continuation
    var hash = start == 0 ? Vocabulary.Hash() : continuationHash
    run.hashes.removeAll(keepingCapacity: true)
    let last = min(run.word.count, start + vocabulary.longest - prefix.count)
    var end = start
    while end < last {
      hash.add(run.word[end])
      run.hashes.append(hash)
      end += 1
    }
    while end > start {
      if end == run.word.count || !isContinuation(run.word[end]),
        let id = vocabulary.find(run.hashes[end - start - 1], in: run.word.span, start..<end, prefix: prefix)
      {
        return (id, end)
      }
      end -= 1
    }
    return nil
  }
}

/// The parts that a `WordPieceTokenizer` is made of, as read from files.
struct WordPieceParts {
  var vocabulary: Vocabulary
  var normalizer = WordPieceNormalizer()
  var addedTokens: [AddedToken] = []
  var template: SpecialTokenTemplate
  var unknownID: Int32
  var continuation: [UInt8] = Array("##".utf8)
  var longestWord = 100
  var cleansDecodedText = true
  var cutsLeft = false
}

/// What is done with each ASCII byte; everything else is `.other` and goes through the normaliser.
struct WordPieceBytes: Sendable {
  enum Kind: UInt8, Sendable { case letter, space, punctuation, other }

  private var kinds = [Kind](repeating: .other, count: 256)
  private var lower = (0...255).map { UInt8($0) }

  init(_ normalizer: WordPieceNormalizer) {
    for byte in UInt8(0)..<128 {
      let scalar = Unicode.Scalar(byte)
      if BERTCharacters.isASCIIPunctuation(byte) {
        kinds[Int(byte)] = .punctuation
      } else if normalizer.cleansText, BERTCharacters.isRemoved(scalar) {
        kinds[Int(byte)] = .other
      } else if BERTCharacters.isWhitespace(scalar) {
        kinds[Int(byte)] = .space
      } else {
        kinds[Int(byte)] = .letter
      }
    }
    if normalizer.lowercases {
      for byte in UInt8(ascii: "A")...UInt8(ascii: "Z") { lower[Int(byte)] = byte | 0x20 }
    }
  }

  @inline(__always) func kind(_ byte: UInt8) -> Kind { kinds[Int(byte)] }
  @inline(__always) func lowercase(_ byte: UInt8) -> UInt8 { lower[Int(byte)] }
}

/// The working storage of one call.
struct WordPieceRun {
  let normalizer: WordPieceNormalizer
  var tokens = TokenList()
  /// The normalised bytes of the present word, and their hash.
  var word: [UInt8] = []
  var hash = Vocabulary.Hash()
  /// The hash of each prefix of what is left of the word.
  var hashes: [Vocabulary.Hash] = []
  /// Normalised text, and for each of its bytes where its character begins and ends in the source.
  var normal: [UInt8] = []
  var starts: [Int] = []
  var ends: [Int] = []

  init(_ tokenizer: WordPieceTokenizer) {
    normalizer = tokenizer.normalizer
    word.reserveCapacity(64)
    tokens.ids.reserveCapacity(64)
    tokens.offsets.reserveCapacity(64)
  }

  @inline(__always)
  mutating func startWord() {
    word.removeAll(keepingCapacity: true)
    hash = Vocabulary.Hash()
  }

  @inline(__always)
  mutating func add(_ byte: UInt8) {
    word.append(byte)
    hash.add(byte)
  }

  mutating func normalize(_ text: Span<UInt8>, _ range: Range<Int>) {
    normal.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    for item in normalizer.normalize(text, range) {
      for _ in 0..<append(item.scalar, to: &normal) {
        starts.append(item.start)
        ends.append(item.end)
      }
    }
  }
}
