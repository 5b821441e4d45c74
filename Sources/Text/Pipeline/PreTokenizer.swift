/// A step that splits a normalized text into words. Merges do not cross words.
enum PreTokenizer: Sendable {
  /// Puts a space in front of each piece that has none. `isSplit` is GPT-2's pattern.
  case byteLevel(addsPrefixSpace: Bool, isSplit: Bool)
  case split(TextPattern, SplitBehavior, isInverted: Bool)
  /// At characters of a kind.
  case characters(@Sendable (Unicode.Scalar) -> Bool, SplitBehavior)
  /// Spaces become `replacement`, with which each word begins.
  case metaspace([UInt8], Prefix, isSplit: Bool)

  /// Where `metaspace` puts its replacement in front.
  enum Prefix: String, Sendable, CaseIterable { case always, first, never }

  /// Splits some pieces of a text further, or changes them.
  func apply(to text: inout AlignedText, _ pieces: inout [Range<Int>]) {
    switch self {
    case .byteLevel(let addsPrefixSpace, let isSplit):
      let space = UInt8(ascii: " ")
      if addsPrefixSpace, pieces.contains(where: { text.bytes[$0.lowerBound] != space }) {
        Self.rebuild(&text, &pieces) { old, piece, new in
          if old.bytes[piece.lowerBound] != space { Self.prepend([space], old, piece, &new) }
          new.append(old, piece)
        }
      }
      if isSplit {
        let span = text.bytes.span
        pieces = pieces.flatMap { piece in
          var (words, start) = ([Range<Int>](), piece.lowerBound)
          while start < piece.upperBound {
            let end = GPT2Words.end(span, from: start, to: piece.upperBound)
            words.append(start..<end)
            start = end
          }
          return words
        }
      }
    case .split(let pattern, let behavior, let isInverted):
      let span = text.bytes.span
      pieces = pieces.flatMap { piece in
        var parts: [(range: Range<Int>, isMatch: Bool)] = []
        pattern.split(span, piece) { parts.append(($0, $1 != isInverted)) }
        return behavior.pieces(parts)
      }
    case .characters(let isMatch, let behavior):
      let span = text.bytes.span
      pieces = pieces.flatMap { behavior.pieces(Self.parts(span, $0, isMatch)) }
    case .metaspace(let replacement, let prefix, let isSplit):
      Self.rebuild(&text, &pieces) { old, piece, new in
        let isFirst = prefix == .always || (prefix == .first && old.source(piece).lowerBound == 0)
        let hasOne = old.bytes[piece.lowerBound] == UInt8(ascii: " ") || old.bytes[piece].starts(with: replacement)
        if isFirst && !hasOne { Self.prepend(replacement, old, piece, &new) }
        TextPattern.string([UInt8(ascii: " ")]).split(old.bytes.span, piece) { range, isSpace in
          if isSpace { new.append(replacement, from: old.source(range)) } else { new.append(old, range) }
        }
      }
      if isSplit { Self.split(.string(replacement), .mergedWithNext, isInverted: false).apply(to: &text, &pieces) }
    }
  }

  /// Each character that matches is a part; those between are one.
  private static func parts(
    _ text: Span<UInt8>, _ piece: Range<Int>, _ isMatch: (Unicode.Scalar) -> Bool
  ) -> [(range: Range<Int>, isMatch: Bool)] {
    var parts: [(range: Range<Int>, isMatch: Bool)] = []
    var (done, index) = (piece.lowerBound, piece.lowerBound)
    while index < piece.upperBound {
      let (found, length) = scalar(in: text, at: index)
      if isMatch(found) {
        if done < index { parts.append((done..<index, false)) }
        parts.append((index..<(index + length), true))
        done = index + length
      }
      index += length
    }
    if done < piece.upperBound { parts.append((done..<piece.upperBound, false)) }
    return parts
  }

  private static func prepend(_ front: [UInt8], _ old: AlignedText, _ piece: Range<Int>, _ new: inout AlignedText) {
    let length = scalar(in: old.bytes.span, at: piece.lowerBound).length
    new.append(front, from: old.source(piece.lowerBound..<(piece.lowerBound + length)))
  }

  /// Makes the text of new pieces that `body` writes.
  private static func rebuild(
    _ text: inout AlignedText, _ pieces: inout [Range<Int>],
    _ body: (AlignedText, Range<Int>, inout AlignedText) -> Void
  ) {
    var new = AlignedText()
    new.reserve(text.count + pieces.count)
    for index in pieces.indices {
      let start = new.count
      body(text, pieces[index], &new)
      pieces[index] = start..<new.count
    }
    text = new
  }
}
