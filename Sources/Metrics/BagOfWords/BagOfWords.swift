/// A classifier without a network, as a baseline: logistic regression on the TF-IDF vectors of words and pairs of
/// neighbouring words (Wang and Manning 2012, "Baselines and bigrams").
///
/// It is deterministic, and trains in about a second on 7000 sentences. Nothing is tuned on the data of a run.
public struct BagOfWords: Sendable {
  /// What it is called in tables.
  public static let title = "bag of words (TF-IDF, logistic regression)"

  /// C, the inverse of the penalty's strength. It is fixed: of 1, 3, 10, 30 and 100 it is within half a point of the
  /// best on the dev data of SST-2, SST-5 and CFIMDB, so there is nothing to gain from a search in each run.
  static let inversePenalty = 10.0
  /// The terms of all texts together times the outputs; of larger data every second text is taken, or every third, ….
  static let largestSize = 10_000_000

  /// Number of texts that it learned from.
  public let textCount: Int
  /// Number of texts that were given.
  public let givenCount: Int
  private let tfidf: TFIDF
  private let regression: LogisticRegression

  /// Learns from some texts.
  ///
  /// - Parameters:
  ///   - texts: each is one text, or a pair of texts, whose words are put into one bag
  ///   - classes: the class of each text, in 0..<classCount; a class may have no text
  ///   - classCount: at least 2
  /// - Precondition: there is at least one text
  public init(_ texts: [[String]], classes: [Int], classCount: Int) {
    precondition(texts.count == classes.count && !texts.isEmpty, "\(texts.count) texts, \(classes.count) classes")
    let stride = Self.stride(texts, classCount)
    let chosen = texts.indices.filter { $0 % stride == 0 }
    let (tfidf, vectors) = TFIDF.fit(chosen.map { texts[$0] }, hasPairs: true)
    self.tfidf = tfidf
    (textCount, givenCount) = (chosen.count, texts.count)
    regression = LogisticRegression(
      vectors, classes: chosen.map { classes[$0] }, classCount: classCount, termCount: tfidf.termCount,
      inversePenalty: Self.inversePenalty)
  }

  /// The distance between two texts that are used: 1 unless the texts are many.
  private static func stride(_ texts: [[String]], _ classCount: Int) -> Int {
    1 + termCount(texts) * LogisticLoss.outputCount(classCount) / largestSize
  }

  /// The terms of all texts, about: English has six bytes a word, with its space, and each word begins a pair.
  private static func termCount(_ texts: [[String]]) -> Int {
    texts.reduce(0) { $0 + $1.reduce(0) { $0 + $1.utf8.count } } / 3
  }

  /// Bytes that `init` takes for some texts, about.
  public static func memory(_ texts: [[String]], classCount: Int) -> Int {
    let terms = termCount(texts) / stride(texts, classCount)
    // Vectors as they are counted and as they are used; of all terms two fifths are different ones, and each has its
    // key, and its weights in 17 vectors of L-BFGS.
    return terms * 40 + 2 * terms / 5 * (60 + 17 * 8 * LogisticLoss.outputCount(classCount))
  }

  /// The class of each text, given as in `init`.
  public func predictions(_ texts: [[String]]) -> [Int] { texts.map { regression.prediction(tfidf.vector(of: $0)) } }
}
