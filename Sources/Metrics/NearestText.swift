/// Finds the most similar text: the one with the largest cosine of the TF-IDF vectors, over words of two or more
/// characters in lower case.
///
/// The vectors are those of `TFIDF`; words that no indexed text has are ignored.
public struct NearestText: Sendable {
  private struct Posting {
    let text: Int
    let weight: Double
  }

  /// Number of indexed texts.
  public let count: Int
  private let tfidf: TFIDF
  /// For each word, the texts that have it.
  private var postings: [[Posting]] = []

  /// Indexes some texts.
  public init(_ texts: [String]) {
    count = texts.count
    let (tfidf, vectors) = TFIDF.fit(texts.map { [$0] }, hasPairs: false)
    self.tfidf = tfidf
    postings = Array(repeating: [], count: tfidf.termCount)
    for (text, vector) in vectors.enumerated() {
      for (word, weight) in vector { postings[word].append(Posting(text: text, weight: weight)) }
    }
  }

  /// The cosine with each indexed text; 0 if they share no word.
  public func cosines(with text: String) -> [Double] {
    var cosines = [Double](repeating: 0, count: count)
    for (word, weight) in tfidf.vector(of: [text]) {
      for posting in postings[word] { cosines[posting.text] += weight * posting.weight }
    }
    return cosines
  }

  /// The index of the most similar text with its cosine; nil if no text is indexed.
  ///
  /// Of equally similar texts it is the first. Cosines that differ by at most 1e-12 count as equal, so that rounding
  /// errors do not matter. A text without a known word is equally similar to all texts: the result is the first.
  public func nearest(to text: String) -> (index: Int, cosine: Double)? {
    let cosines = cosines(with: text)
    guard let largest = cosines.max(), let index = cosines.firstIndex(where: { $0 >= largest - 1e-12 }) else {
      return nil
    }
    return (index, cosines[index])
  }
}
