extension WordPieceTokenizer {
  /// The normalised words that pieces are looked for in, added tokens apart. For tests.
  package func words(of text: String) -> [String] {
    let utf8 = text.utf8
    var words: [String] = []
    var word = String.UnicodeScalarView()
    func finish() {
      if !word.isEmpty { words.append(String(word)) }
      word = String.UnicodeScalarView()
    }
    for item in normalizer.normalize(utf8.span, 0..<utf8.count) {
      let isSpace = BERTCharacters.isWhitespace(item.scalar)
      if isSpace || BERTCharacters.isPunctuation(item.scalar) {
        finish()
        if !isSpace { words.append(String(item.scalar)) }
      } else {
        word.append(item.scalar)
      }
    }
    finish()
    return words
  }
}

extension ByteLevelBPETokenizer {
  /// Where each of GPT-2's words ends, in bytes. For tests.
  package static func wordEnds(in text: String) -> [Int] {
    let utf8 = text.utf8
    let span = utf8.span
    var ends: [Int] = []
    while (ends.last ?? 0) < span.count { ends.append(GPT2Words.end(span, from: ends.last ?? 0, to: span.count)) }
    return ends
  }
}
