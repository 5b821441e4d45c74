/// Splits texts into the pieces of a WordPiece vocabulary (Devlin et al. 2018): words by whitespace and punctuation,
/// each split into the longest pieces of the vocabulary.
struct WordPieceEncoder: Sendable {
  let parts: WordPieceParts
  private let continuationHash: Vocabulary.Hash
  /// Finds added tokens in the text as given, and in the normalized text.
  private let rawMatcher: AddedTokenMatcher
  private let normalizedMatcher: AddedTokenMatcher
  private let bytes: WordPieceBytes

  init(_ parts: WordPieceParts) {
    self.parts = parts
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
  }

  /// The pieces of a text with their places in it, in UTF-8 bytes.
  func tokens(of text: String) -> TokenList {
    var run = WordPieceRun(parts.normalizer)
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

  /// ASCII words are found and looked up in one pass. Only a part between spaces with other bytes is normalized first.
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

  /// Splits normalized text into words at whitespace and around punctuation.
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

  /// Splits `run.word` into the longest pieces, from the left. If that fails, the word is one unknown token.
  ///
  /// - Parameters:
  ///   - source: the start of the word in the text, if it has the same bytes there
  ///   - normalStart: otherwise, the start of the word in `run.normal`
  @inline(__always)
  private func encodeWord(run: inout WordPieceRun, characters: Int, source: Int = -1, normalStart: Int = 0) {
    let length = run.word.count
    func place(_ range: Range<Int>, _ run: WordPieceRun) -> Range<Int> {
      source >= 0
        ? source + range.lowerBound..<source + range.upperBound
        : run.starts[normalStart + range.lowerBound]..<run.ends[normalStart + range.upperBound - 1]
    }
    if characters > parts.longestWord {
      run.tokens.append(parts.unknownID, place(0..<length, run))
      return
    }
    if let id = parts.vocabulary.find(run.hash, in: run.word.span, 0..<length) {
      run.tokens.append(id, place(0..<length, run))
      return
    }
    let before = run.tokens.ids.count
    var start = 0
    while start < length {
      guard let (id, end) = longestPiece(&run, from: start) else {
        run.tokens.truncate(to: before)
        run.tokens.append(parts.unknownID, place(0..<length, run))
        return
      }
      run.tokens.append(id, place(start..<end, run))
      start = end
    }
  }

  /// The longest token that continues the word at `start`, and its end.
  private func longestPiece(_ run: inout WordPieceRun, from start: Int) -> (id: Int32, end: Int)? {
    let prefix = start == 0 ? [] : parts.continuation
    var hash = start == 0 ? Vocabulary.Hash() : continuationHash
    run.hashes.removeAll(keepingCapacity: true)
    let last = min(run.word.count, start + parts.vocabulary.longest - prefix.count)
    var end = start
    while end < last {
      hash.add(run.word[end])
      run.hashes.append(hash)
      end += 1
    }
    while end > start {
      if end == run.word.count || !isContinuation(run.word[end]),
        let id = parts.vocabulary.find(run.hashes[end - start - 1], in: run.word.span, start..<end, prefix: prefix)
      {
        return (id, end)
      }
      end -= 1
    }
    return nil
  }
}
