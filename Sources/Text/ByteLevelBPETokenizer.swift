internal import Base

/// Byte-level byte-pair encoding, the tokenizer of GPT-2 (Radford et al. 2019) and RoBERTa (Liu et al. 2019). Gives the
/// ids and offsets of Hugging Face's `tokenizers`.
///
/// Every text can be written, and `decode(encode(text))` is the text, wherever no added token strips whitespace and no
/// space is put in front.
public struct ByteLevelBPETokenizer: Tokenizer {
  let parts: ByteLevelBPEParts
  let source: TokenizerSource
  private let matcher: AddedTokenMatcher
  private let ids: AddedTokenIDs

  init(_ parts: ByteLevelBPEParts, source: TokenizerSource) {
    self.parts = parts
    self.source = source
    // There is no normaliser: tokens of normalised text are found after the others, in the same text.
    matcher = AddedTokenMatcher(parts.addedTokens)
    ids = AddedTokenIDs(parts.addedTokens, modelCount: parts.vocabulary.count)
  }

  /// A tokenizer that is learned from a corpus; see `ByteLevelBPETrainer`. There is no text that it cannot write.
  ///
  /// - Parameters:
  ///   - corpus: the texts; special tokens in them count as such.
  ///   - vocabularySize: most ids, the special tokens and the 256 bytes included; fewer where the corpus has no more
  ///     pairs.
  ///   - specialTokens: get the ids 0, 1, 2 …
  ///   - minimumCount: pairs that occur less often do not merge.
  /// - Throws: `TokenizerError.duplicateToken` where a special token is given twice, `.malformed` where one is empty
  ///   or `vocabularySize` does not hold the special tokens and the bytes.
  public init(
    corpus: some Sequence<String>, vocabularySize: Int, specialTokens: [String] = [], minimumCount: Int = 2
  ) throws(TokenizerError) {
    let path = "the corpus"
    let matcher = try CorpusTokenizer.matcher(specialTokens, path: path)
    if vocabularySize < specialTokens.count + 256 {
      let needed = "does not hold the 256 bytes and \(specialTokens.count) special tokens"
      throw .malformed(path: path, line: nil, problem: "a vocabulary of \(vocabularySize) \(needed)")
    }
    let counts = CorpusTokenizer.counts(.words, corpus, matcher)
    let trainer = ByteLevelBPETrainer(
      (0..<Int32(counts.vocabulary.count)).map { (counts.vocabulary.bytes(of: $0), counts.numbers[Int($0)]) },
      specialTokens: specialTokens, size: vocabularySize, minimumCount: minimumCount)
    var vocabulary = JSON.Object()
    for (id, token) in trainer.tokens.enumerated() { vocabulary[token] = .integer(id) }
    var builder = try ByteLevelBPEBuilder(.object(vocabulary), path: path)
    for (index, merge) in trainer.merges.enumerated() {
      try builder.addMerge(merge.0, merge.1, line: index + 1, path: path)
    }
    var parts = try builder.finish(unknown: nil, takesWholeWords: false, path: path)
    parts.addedTokens = specialTokens.enumerated().map { AddedToken(content: $1, id: Int32($0)) }
    self.init(parts, source: TokenizerSource(folder: path))
  }

  /// Number of ids, added tokens included.
  public var vocabularySize: Int { ids.count }

  /// The ids of a text or a pair with the model's special tokens; see `Tokenizer`.
  public func encode(_ text: String, pair: String?, maximumLength: Int?) -> Encoding {
    countingUnknown(
      parts.template.assemble(
        tokens(of: text), pair.map(tokens(of:)), maximumLength: maximumLength, cutsLeft: parts.cutsLeft))
  }

  /// The pieces of a text with the model's special tokens; see `Tokenizer`.
  public func encode(_ text: String, maximumLength: Int, _ longTexts: LongTexts) -> [Encoding] {
    parts.template.assemble(tokens(of: text), maximumLength: maximumLength, longTexts, cutsLeft: parts.cutsLeft)
      .map(countingUnknown)
  }

  private func countingUnknown(_ encoding: Encoding) -> Encoding {
    guard let unknown = parts.unknownToken, let id = id(of: unknown) else { return encoding }
    var encoding = encoding
    encoding.unknownTokens = encoding.ids.count { $0 == id }
    return encoding
  }

  /// The bytes of the tokens as text, U+FFFD where they are not UTF-8; see `Tokenizer`.
  public func decode(_ ids: [Int32], skippingSpecialTokens: Bool) -> String {
    var bytes: [UInt8] = []
    for id in ids where !(skippingSpecialTokens && self.ids.isSpecial(id)) {
      if id >= 0, id < parts.vocabulary.count {
        bytes.append(contentsOf: ByteAlphabet.text(parts.vocabulary.bytes(of: id)))
      } else if let content = self.ids.token(of: id) {
        bytes.append(contentsOf: ByteAlphabet.text(ByteAlphabet.bytes(spelledBy: content)[...]))
      } else {
        append("\u{FFFD}", to: &bytes)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The id of a token as the vocabulary spells it (`Ġhello`), or nil.
  public func id(of token: String) -> Int32? {
    ids.id(of: token) ?? parts.vocabulary.id(of: ByteAlphabet.bytes(spelledBy: token).span)
  }

  /// The token with this id as the vocabulary spells it, or nil.
  public func token(of id: Int32) -> String? {
    if let added = ids.token(of: id) { return added }
    guard id >= 0, id < parts.vocabulary.count else { return nil }
    return ByteAlphabet.token(spelling: parts.vocabulary.bytes(of: id))
  }

  /// `tokenizer.json` and the files it was read from; see `Tokenizer`.
  public var files: [(name: String, bytes: [UInt8])] { ByteLevelBPEWriter.files(of: self) }

  // MARK: - Encoding

  private func tokens(of text: String) -> TokenList {
    var run = BPERun()
    let utf8 = text.utf8
    let span = utf8.span
    if matcher.isEmpty {
      encode(span, 0..<span.count, &run)
    } else {
      matcher.split(span) { range, id in
        if let id { appendAdded(id, range, span, &run) } else { encode(span, range, &run) }
      }
    }
    return run.tokens
  }

  /// The words of one stretch of text between added tokens.
  private func encode(_ text: Span<UInt8>, _ range: Range<Int>, _ run: inout BPERun) {
    if range.isEmpty { return }
    if parts.addsPrefixSpace, text[range.lowerBound] != UInt8(ascii: " ") {
      var spaced: [UInt8] = [UInt8(ascii: " ")]
      spaced.reserveCapacity(range.count + 1)
      for index in range { spaced.append(text[index]) }
      let places = BPEPlaces(shift: range.lowerBound - 1, first: range.lowerBound)
      words(spaced.span, 0..<spaced.count, of: text, &run, places)
    } else {
      words(text, range, of: text, &run, BPEPlaces(shift: 0, first: range.lowerBound))
    }
  }

  private func words(
    _ text: Span<UInt8>, _ range: Range<Int>, of whole: Span<UInt8>, _ run: inout BPERun, _ places: BPEPlaces
  ) {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = GPT2Words.end(text, from: start, to: range.upperBound)
      encodeWord(text, start..<end, of: whole, &run, places)
      start = end
    }
  }

  @inline(__always)
  private func encodeWord(
    _ text: Span<UInt8>, _ word: Range<Int>, of whole: Span<UInt8>, _ run: inout BPERun, _ places: BPEPlaces
  ) {
    if word.count <= parts.vocabulary.longest {
      var hash = Vocabulary.Hash()
      for index in word { hash.add(text[index]) }
      if let id = parts.vocabulary.find(hash, in: text, word), parts.isWord[Int(id)] {
        run.tokens.append(id, place(text, word, run.tokens.ids.isEmpty, places, whole))
        return
      }
    }
    run.merging.start(word.count) { parts.byteIDs[Int(text[word.lowerBound + $0])] }
    run.merging.merge(parts.merges)
    var start = word.lowerBound
    for index in run.merging.ids.indices {
      let end = word.lowerBound + Int(run.merging.ends[index])
      run.tokens.append(run.merging.ids[index], place(text, start..<end, run.tokens.ids.isEmpty, places, whole))
      start = end
    }
  }

  // MARK: - Offsets

  /// Where a token stands in the text: whole characters, without its spaces where they are trimmed.
  @inline(__always)
  private func place(
    _ text: Span<UInt8>, _ token: Range<Int>, _ isFirst: Bool, _ places: BPEPlaces, _ source: Span<UInt8>
  ) -> Range<Int> {
    let whole = places.whole(token, in: source)
    guard parts.trimming != nil else { return whole }
    let space = UInt8(ascii: " ")
    if text[token.lowerBound] != space, text[token.upperBound - 1] != space { return whole }
    var leading = 0
    while leading < token.count, text[token.lowerBound + leading] == space { leading += 1 }
    var trailing = 0
    while trailing < token.count, text[token.upperBound - 1 - trailing] == space { trailing += 1 }
    return trimmed(whole, leading: leading, trailing: trailing, isFirst, source)
  }

  /// An added token: the whitespace that it took along is trimmed as that of others is.
  private func appendAdded(_ id: Int32, _ range: Range<Int>, _ text: Span<UInt8>, _ run: inout BPERun) {
    guard parts.trimming != nil else { return run.tokens.append(id, range) }
    func isSpace(_ scalar: Unicode.Scalar) -> Bool {
      scalar == ByteAlphabet.space || scalar.properties.isWhitespace
    }
    var (leading, start) = (0, range.lowerBound)
    while start < range.upperBound {
      let (next, length) = scalar(in: text, at: start)
      if !isSpace(next) { break }
      leading += 1
      start += length
    }
    var (trailing, end) = (0, range.upperBound)
    while end > range.lowerBound {
      let (last, length) = scalar(in: text, before: end)
      if !isSpace(last) { break }
      trailing += 1
      end -= length
    }
    let isFirst = run.tokens.ids.isEmpty
    run.tokens.append(id, trimmed(range, leading: leading, trailing: trailing, isFirst, text))
  }

  /// Takes the spaces of a token off its offsets, as the reference does it: by characters, and not where there is just
  /// one at the very beginning, which may have been put in front of the text.
  private func trimmed(
    _ range: Range<Int>, leading: Int, trailing: Int, _ isFirst: Bool, _ text: Span<UInt8>
  ) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    var leading = leading
    if leading == 1, isFirst || start == 0, parts.trimming?.addsPrefixSpace == true { leading = 0 }
    for _ in 0..<leading where start < end { start += scalar(in: text, at: start).length }
    for _ in 0..<trailing where end > start { end -= scalar(in: text, before: end).length }
    return start..<end
  }
}

/// The working storage of one call.
struct BPERun {
  var tokens = TokenList()
  var merging = MergeRun()

  init() {
    tokens.ids.reserveCapacity(64)
    tokens.offsets.reserveCapacity(64)
  }
}

/// How places in the stretch that is encoded become places in the text.
struct BPEPlaces {
  /// Added to a place in the stretch: −1 and more where a space was put in front.
  let shift: Int
  /// Where the stretch begins in the text; the space in front stands for its first character.
  let first: Int

  /// The characters of the text that some bytes of the stretch belong to.
  @inline(__always)
  func whole(_ range: Range<Int>, in text: Span<UInt8>) -> Range<Int> {
    var start = max(first, range.lowerBound + shift)
    var end = range.upperBound + shift
    while start > first, isContinuation(text[start]) { start -= 1 }
    if end <= first { end = first + 1 }
    while end < text.count, isContinuation(text[end]) { end += 1 }
    return start..<end
  }
}
