/// Splits texts into the tokens of byte-pair encoding: added tokens, normalizers, pre-tokenizers, merges.
///
/// It is a class, so a copy of the tokenizer, which each call through `any Tokenizer` makes, is one reference.
final class BPEEncoder: Sendable {
  let parts: BPEParts
  /// Added tokens that are found in the text as given.
  private let given: AddedTokenMatcher
  /// Added tokens that are found in normalized text.
  private let normalized: AddedTokenMatcher

  /// The tokens of a text and what the vocabulary lacks.
  struct Result {
    var tokens = TokenList()
    /// The first part of the text that has no token, where there is no unknown token.
    var missing: Range<Int>?
    /// The number of words with such a part.
    var missingCount = 0
    fileprivate var merging = MergeRun()
  }

  init(_ parts: BPEParts) {
    self.parts = parts
    given = AddedTokenMatcher(parts.addedTokens.filter { !$0.isNormalized || parts.normalizers.isEmpty })
    let normalizers = parts.normalizers
    normalized = AddedTokenMatcher(
      parts.addedTokens.filter { $0.isNormalized && !normalizers.isEmpty }, spelling: Self.spelling(normalizers))
  }

  /// An added token as normalizers change it.
  private static func spelling(_ normalizers: [Normalizer]) -> (AddedToken) -> [UInt8] {
    { token in
      let utf8 = token.content.utf8
      return normalize(AlignedText(utf8.span, 0..<utf8.count), normalizers).bytes
    }
  }

  /// An added token as the reference decodes it: normalized, if it is found in normalized text.
  func decoded(_ token: AddedToken) -> [UInt8] {
    token.isNormalized ? Self.spelling(parts.normalizers)(token) : Array(token.content.utf8)
  }

  private static func normalize(_ text: AlignedText, _ normalizers: [Normalizer]) -> AlignedText {
    normalizers.reduce(text) { $1.applied(to: $0) }
  }

  /// The tokens of a text with their places in it, in UTF-8 bytes.
  func tokens(of text: String) -> Result {
    var result = Result()
    let utf8 = text.utf8
    let span = utf8.span
    given.split(span) { range, id in
      if let id { append(id, range, span, &result) } else { encode(span, range, &result) }
    }
    return result
  }

  /// A part of the text between added tokens.
  private func encode(_ whole: Span<UInt8>, _ range: Range<Int>, _ result: inout Result) {
    let text = Self.normalize(AlignedText(whole, range), parts.normalizers)
    if normalized.isEmpty { return words(of: text, whole, &result) }
    normalized.split(text.bytes.span) { range, id in
      if let id { return append(id, text.source(range), whole, &result) }
      var part = AlignedText()
      part.append(text, range)
      words(of: part, whole, &result)
    }
  }

  private func append(_ id: Int32, _ range: Range<Int>, _ whole: Span<UInt8>, _ result: inout Result) {
    let isFirst = result.tokens.ids.isEmpty
    result.tokens.append(id, parts.trimming?.trimmed(range, isFirst: isFirst, in: whole) ?? range)
  }

  private func words(of text: AlignedText, _ whole: Span<UInt8>, _ result: inout Result) {
    if text.count == 0 { return }
    var text = text
    var pieces = [0..<text.count]
    for step in parts.preTokenizers { step.apply(to: &text, &pieces) }
    let span = text.bytes.span
    for word in pieces {
      if let id = parts.model.token(span, word) {
        add(id, text, word, whole, &result)
        continue
      }
      if let missing = parts.model.merge(span, word, &result.merging) {
        result.missing = result.missing ?? text.source(missing)
        result.missingCount += 1
      }
      var start = word.lowerBound
      for index in result.merging.ids.indices {
        let end = word.lowerBound + Int(result.merging.ends[index])
        add(result.merging.ids[index], text, start..<end, whole, &result)
        start = end
      }
    }
  }

  @inline(__always)
  private func add(
    _ id: Int32, _ text: AlignedText, _ range: Range<Int>, _ whole: Span<UInt8>, _ result: inout Result
  ) {
    let source = text.source(range)
    guard let trimming = parts.trimming else { return result.tokens.append(id, source) }
    let space = UInt8(ascii: " ")
    let leading = text.bytes[range].prefix { $0 == space }.count
    let trailing = text.bytes[range].reversed().prefix { $0 == space }.count
    let isFirst = result.tokens.ids.isEmpty
    result.tokens.append(
      id,
      leading + trailing == 0
        ? source : trimming.trimmed(source, leading: leading, trailing: trailing, isFirst: isFirst, in: whole))
  }
}
