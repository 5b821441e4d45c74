/// The normalization of a text before BERT's tokenizer finds words: cleaning, spaces around ideographs, accents, case.
///
/// Works as `BertNormalizer` of Hugging Face's `tokenizers`, offsets included.
struct WordPieceNormalizer: Sendable, Equatable {
  /// Removes control characters and replaces every kind of whitespace by a space.
  var cleansText = true
  /// Makes each CJK ideograph a separate word.
  var spacesIdeographs = true
  /// Removes accents; nil means: if `lowercases` is true.
  var stripsAccents: Bool?
  /// Converts to lower case.
  var lowercases = true

  var dropsAccents: Bool { stripsAccents ?? lowercases }

  /// A character and its range of bytes in the source.
  struct Item {
    var scalar: Unicode.Scalar
    var start: Int
    var end: Int
  }

  /// The normalized characters of `text[range]`.
  func normalize(_ text: Span<UInt8>, _ range: Range<Int>) -> [Item] {
    var items = clean(text, range)
    if dropsAccents { items = dropAccents(decompose(items)) }
    return lowercases ? lowercase(items) : items
  }

  /// Steps 1 and 2: cleaning, and spaces around ideographs.
  private func clean(_ text: Span<UInt8>, _ range: Range<Int>) -> [Item] {
    var items: [Item] = []
    items.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      let (found, length) = scalar(in: text, at: index)
      var item = Item(scalar: found, start: index, end: index + length)
      index += length
      if cleansText {
        if BERTCharacters.isRemoved(found) { continue }
        if BERTCharacters.isWhitespace(found) { item.scalar = " " }
      }
      if spacesIdeographs, BERTCharacters.isIdeograph(item.scalar) {
        let space = Item(scalar: " ", start: item.start, end: item.end)
        items.append(space)
        items.append(item)
        items.append(space)
      } else {
        items.append(item)
      }
    }
    return items
  }

  /// Step 3: canonical decomposition with marks in canonical order.
  ///
  /// The reference assigns offsets by position, not by character: the added parts of a character get the offsets of the
  /// part before them. The result differs only where marks change their order.
  private func decompose(_ items: [Item]) -> [Item] {
    typealias Part = (scalar: Unicode.Scalar, isInserted: Bool, order: UInt8)
    var parts: [Part] = []
    parts.reserveCapacity(items.count)
    for item in items {
      if item.scalar.isASCII {
        parts.append((item.scalar, false, 0))
        continue
      }
      var isInserted = false
      CanonicalDecomposition.shared.forEach(in: item.scalar) { part in
        parts.append((part, isInserted, BERTCharacters.combiningClass(part)))
        isInserted = true
      }
    }
    var index = 0
    while index < parts.count {
      var end = index
      while end < parts.count, parts[end].order != 0 { end += 1 }
      // `sort` is stable in the standard library.
      if end - index > 1 { parts[index..<end].sort { $0.order < $1.order } }
      index = end + 1
    }
    var next = 0
    return parts.map { part in
      if !part.isInserted { next += 1 }
      let source = items[max(0, next - 1)]
      return Item(scalar: part.scalar, start: source.start, end: source.end)
    }
  }

  private func dropAccents(_ items: [Item]) -> [Item] {
    items.filter { $0.scalar.isASCII || !BERTCharacters.isNonspacingMark($0.scalar) }
  }

  /// Step 4.
  private func lowercase(_ items: [Item]) -> [Item] {
    var result: [Item] = []
    result.reserveCapacity(items.count)
    for item in items {
      for scalar in item.scalar.properties.lowercaseMapping.unicodeScalars {
        result.append(Item(scalar: scalar, start: item.start, end: item.end))
      }
    }
    return result
  }
}
