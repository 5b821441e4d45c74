import Glibc

/// TF-IDF vectors of texts over their words, or over words and pairs of neighbouring words.
///
/// The vectors are those of scikit-learn's `TfidfVectorizer` with its defaults: a word is `\w\w+` in lower case; the
/// weight of a term is its count times ln((1 + n) / (1 + texts that have it)) + 1 (smooth idf); vectors have length 1;
/// terms that no fitted text has are ignored. Terms are numbered in the order of their first occurrence.
package struct TFIDF: Sendable {
  /// The terms of a text in ascending order, each with its weight.
  package typealias Vector = [(term: Int, weight: Double)]

  /// Whether pairs of neighbouring words are terms too.
  package let hasPairs: Bool
  private var words: [CodePoints: Int] = [:]
  /// The number of each term by its key (`forEachTerm`).
  private var terms: [UInt64: Int] = [:]
  private var inverseFrequencies: [Double] = []

  /// Number of terms.
  package var termCount: Int { inverseFrequencies.count }

  /// Numbers the terms of some texts, and returns the vector of each text.
  ///
  /// - Parameters:
  ///   - texts: each is one text, or the parts of a text; no pair goes from one part to the next
  ///   - hasPairs: whether pairs of neighbouring words are terms too
  package static func fit(_ texts: [[String]], hasPairs: Bool) -> (tfidf: TFIDF, vectors: [Vector]) {
    var tfidf = TFIDF(hasPairs: hasPairs)
    var textsWithTerm: [Int] = []
    let bags = texts.map { text in
      var counts: [Int: Double] = [:]
      for part in text {
        let numbers = indexedWords(part).map { word in tfidf.number(of: word) }
        tfidf.forEachTerm(numbers) { key in
          let term = tfidf.terms[key] ?? tfidf.terms.count
          if term == textsWithTerm.count {
            tfidf.terms[key] = term
            textsWithTerm.append(0)
          }
          counts[term, default: 0] += 1
        }
      }
      for term in counts.keys { textsWithTerm[term] += 1 }
      return counts
    }
    tfidf.inverseFrequencies = textsWithTerm.map { log(Double(1 + texts.count) / Double(1 + $0)) + 1 }
    return (tfidf, bags.map { tfidf.vector($0) })
  }

  private init(hasPairs: Bool) { self.hasPairs = hasPairs }

  /// The vector of a text, given in parts; empty if it has no known term.
  package func vector(of text: [String]) -> Vector {
    var counts: [Int: Double] = [:]
    for part in text {
      // A word without a number has no term, nor has a pair with it.
      let numbers = indexedWords(part).map { words[$0] ?? -1 }
      forEachTerm(numbers) { key in
        if let term = terms[key] { counts[term, default: 0] += 1 }
      }
    }
    return vector(counts)
  }

  private mutating func number(of word: CodePoints) -> Int {
    if let known = words[word] { return known }
    let next = words.count
    words[word] = next
    return next
  }

  /// Calls `body` with the key of each term of a text. A word that is -1, and a pair with one, is no term.
  private func forEachTerm(_ words: [Int], _ body: (UInt64) -> Void) {
    for (place, word) in words.enumerated() where word >= 0 {
      body(UInt64(word))
      if hasPairs, place > 0, words[place - 1] >= 0 { body(UInt64(words[place - 1] + 1) << 32 | UInt64(word)) }
    }
  }

  private func vector(_ counts: [Int: Double]) -> Vector {
    let weighted = counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value * inverseFrequencies[$0.key]) }
    let length = weighted.reduce(0) { $0 + $1.1 * $1.1 }.squareRoot()
    return weighted.map { ($0.0, $0.1 / length) }
  }
}

/// The words of two or more characters, in lower case.
private func indexedWords(_ text: String) -> [CodePoints] {
  pythonLowercased(text).split { !$0.isPythonWord }.filter { $0.count > 1 }.map(CodePoints.init)
}
