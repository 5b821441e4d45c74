/// Texts that appear in two places.
public struct Overlap: Sendable, Equatable {
  /// One text in two places.
  public struct Match: Sendable, Equatable {
    /// The text in the file that is checked.
    public let text: String
    /// The line in the file that is checked.
    public let line: Int
    /// The line of the first such text in the file that it is compared with.
    public let earlierLine: Int

    /// Creates a match.
    public init(text: String, line: Int, earlierLine: Int) {
      self.text = text
      self.line = line
      self.earlierLine = earlierLine
    }
  }

  /// Number of matches.
  public private(set) var count = 0
  /// The first matches, at most five.
  public private(set) var first: [Match] = []

  /// Creates an overlap without matches.
  public init() {}

  mutating func add(_ match: Match) {
    count += 1
    if first.count < 5 { first.append(match) }
  }
}

/// Examples of a held-out split that are also in the training split. Each is counted once.
public struct SplitOverlap: Sendable, Equatable {
  /// Examples whose text is in the training split, character for character (up to canonical equivalence).
  public internal(set) var exact = Overlap()
  /// Further examples whose text is there up to case, punctuation and spaces.
  public internal(set) var normalized = Overlap()

  /// Number of examples of both kinds.
  public var count: Int { exact.count + normalized.count }
}

extension TextSplit {
  /// The examples of this held-out split whose text, or pair of texts, is also in the training split.
  public func overlap(withTraining training: TextSplit) -> SplitOverlap {
    Datasets.overlap(examples.map { ($0.key, $0.line) }, training.examples.map { ($0.key, $0.line) })
  }
}

extension QuestionSplit {
  /// The questions of this held-out split that are also in the training split.
  public func overlap(withTraining training: QuestionSplit) -> SplitOverlap {
    Datasets.overlap(examples.map { ($0.question, $0.line) }, training.examples.map { ($0.question, $0.line) })
  }
}

private func overlap(_ heldOut: [(text: String, line: Int)], _ training: [(text: String, line: Int)]) -> SplitOverlap {
  let exact = Dictionary(training, uniquingKeysWith: { first, _ in first })
  let normalized = Dictionary(
    training.map { (normalizedForComparison($0.text), $0.line) }, uniquingKeysWith: { first, _ in first })
  var overlap = SplitOverlap()
  for (text, line) in heldOut {
    if let earlier = exact[text] {
      overlap.exact.add(Overlap.Match(text: text, line: line, earlierLine: earlier))
      continue
    }
    let key = normalizedForComparison(text)
    // A text without letters and digits is empty after normalization.
    if key.unicodeScalars.contains(where: { $0.value > 0x20 }), let earlier = normalized[key] {
      overlap.normalized.add(Overlap.Match(text: text, line: line, earlierLine: earlier))
    }
  }
  return overlap
}
