import Glibc

/// Finds the most similar text: the one with the largest cosine of the TF-IDF vectors, over words of two or more
/// characters in lower case.
///
/// The vectors are those of scikit-learn's `TfidfVectorizer` with its defaults: a word is `\w\w+`; its weight is its
/// count times ln((1 + n) / (1 + texts that have it)) + 1; vectors have length 1; words that no indexed text has are
/// ignored.
public struct NearestText: Sendable {
  private struct Posting {
    let text: Int
    let weight: Double
  }

  /// Number of indexed texts.
  public let count: Int
  private var words: [CodePoints: Int] = [:]
  private var inverseFrequencies: [Double] = []
  /// For each word, the texts that have it.
  private var postings: [[Posting]] = []

  /// Indexes some texts.
  public init(_ texts: [String]) {
    count = texts.count
    var bags: [[(word: Int, count: Double)]] = []
    var textsWithWord: [Int] = []
    for text in texts {
      var counts: [Int: Double] = [:]
      for word in indexedWords(text) {
        let next = words.count
        let index = words[word] ?? next
        if index == next {
          words[word] = next
          textsWithWord.append(0)
        }
        counts[index, default: 0] += 1
      }
      for index in counts.keys { textsWithWord[index] += 1 }
      bags.append(counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
    inverseFrequencies = textsWithWord.map { log(Double(1 + texts.count) / Double(1 + $0)) + 1 }
    postings = Array(repeating: [], count: words.count)
    for (text, bag) in bags.enumerated() {
      for (word, weight) in unitVector(bag) { postings[word].append(Posting(text: text, weight: weight)) }
    }
  }

  /// The cosine with each indexed text; 0 if they share no word.
  public func cosines(with text: String) -> [Double] {
    var counts: [Int: Double] = [:]
    for word in indexedWords(text) {
      if let index = words[word] { counts[index, default: 0] += 1 }
    }
    var cosines = [Double](repeating: 0, count: count)
    for (word, weight) in unitVector(counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }) {
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

  private func unitVector(_ bag: [(word: Int, count: Double)]) -> [(word: Int, weight: Double)] {
    let weighted = bag.map { (word: $0.word, weight: $0.count * inverseFrequencies[$0.word]) }
    let length = weighted.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
    return weighted.map { ($0.word, $0.weight / length) }
  }
}

/// The words of two or more characters, in lower case.
private func indexedWords(_ text: String) -> [CodePoints] {
  pythonLowercased(text).split { !$0.isPythonWord }.filter { $0.count > 1 }.map(CodePoints.init)
}
