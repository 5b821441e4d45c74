/// Splits texts into the tokens of byte-level byte-pair encoding.
///
/// It is a class, so a copy of the tokenizer, which each call through `any Tokenizer` makes, is one reference.
final class ByteLevelBPEEncoder: Sendable {
  let parts: ByteLevelBPEParts
  private let matcher: AddedTokenMatcher

  /// The buffers of one call.
  private struct Run {
    var tokens = TokenList()
    var merging = MergeRun()

    init() {
      tokens.ids.reserveCapacity(64)
      tokens.offsets.reserveCapacity(64)
    }
  }

  init(_ parts: ByteLevelBPEParts) {
    self.parts = parts
    // There is no normalizer: added tokens of normalized text are found in the text as given, like the others.
    matcher = AddedTokenMatcher(parts.addedTokens)
  }

  /// The tokens of a text with their places in it, in UTF-8 bytes.
  func tokens(of text: String) -> TokenList {
    var run = Run()
    let utf8 = text.utf8
    let span = utf8.span
    if matcher.isEmpty {
      encode(span, 0..<span.count, &run)
    } else {
      matcher.split(span) { range, id in
        if let id { append(id, at: range, in: span, &run) } else { encode(span, range, &run) }
      }
    }
    return run.tokens
  }

  /// An added token; the white space that it includes is trimmed as that of other tokens is.
  private func append(_ id: Int32, at range: Range<Int>, in text: Span<UInt8>, _ run: inout Run) {
    let isFirst = run.tokens.ids.isEmpty
    run.tokens.append(id, parts.trimming?.trimmed(range, isFirst: isFirst, in: text) ?? range)
  }

  /// The words of a part of the text between added tokens.
  private func encode(_ text: Span<UInt8>, _ range: Range<Int>, _ run: inout Run) {
    if range.isEmpty { return }
    if parts.addsPrefixSpace, text[range.lowerBound] != UInt8(ascii: " ") {
      var spaced: [UInt8] = [UInt8(ascii: " ")]
      spaced.reserveCapacity(range.count + 1)
      for index in range { spaced.append(text[index]) }
      let offsets = BPEOffsets(shift: range.lowerBound - 1, first: range.lowerBound)
      words(spaced.span, 0..<spaced.count, of: text, &run, offsets)
    } else {
      words(text, range, of: text, &run, BPEOffsets(shift: 0, first: range.lowerBound))
    }
  }

  private func words(
    _ text: Span<UInt8>, _ range: Range<Int>, of whole: Span<UInt8>, _ run: inout Run, _ offsets: BPEOffsets
  ) {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = GPT2Words.end(text, from: start, to: range.upperBound)
      encodeWord(text, start..<end, of: whole, &run, offsets)
      start = end
    }
  }

  @inline(__always)
  private func encodeWord(
    _ text: Span<UInt8>, _ word: Range<Int>, of whole: Span<UInt8>, _ run: inout Run, _ offsets: BPEOffsets
  ) {
    if word.count <= parts.vocabulary.longest {
      var hash = Vocabulary.Hash()
      for index in word { hash.add(text[index]) }
      if let id = parts.vocabulary.find(hash, in: text, word), parts.isWord[Int(id)] {
        run.tokens.append(id, place(text, word, run.tokens.ids.isEmpty, offsets, whole))
        return
      }
    }
    run.merging.start(word.count) { parts.byteIDs[Int(text[word.lowerBound + $0])] }
    run.merging.merge(parts.merges)
    var start = word.lowerBound
    for index in run.merging.ids.indices {
      let end = word.lowerBound + Int(run.merging.ends[index])
      run.tokens.append(run.merging.ids[index], place(text, start..<end, run.tokens.ids.isEmpty, offsets, whole))
      start = end
    }
  }

  /// The offsets of a token: whole characters, without spaces where these are trimmed.
  @inline(__always)
  private func place(
    _ text: Span<UInt8>, _ token: Range<Int>, _ isFirst: Bool, _ offsets: BPEOffsets, _ source: Span<UInt8>
  ) -> Range<Int> {
    let whole = offsets.whole(token, in: source)
    guard let trimming = parts.trimming else { return whole }
    let space = UInt8(ascii: " ")
    if text[token.lowerBound] != space, text[token.upperBound - 1] != space { return whole }
    var leading = 0
    while leading < token.count, text[token.lowerBound + leading] == space { leading += 1 }
    var trailing = 0
    while trailing < token.count, text[token.upperBound - 1 - trailing] == space { trailing += 1 }
    return trimming.trimmed(whole, leading: leading, trailing: trailing, isFirst: isFirst, in: source)
  }
}
