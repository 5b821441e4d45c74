/// Texts that appear twice, and where.
public struct Overlap: Sendable, Equatable {
  /// One text in two places.
  public struct Match: Sendable, Equatable {
    /// The text at the later place, as it is there.
    public let text: String
    /// The line in the file that is checked.
    public let line: Int
    /// The line in the file it is compared with, where the text appears first.
    public let earlierLine: Int

    /// A text with its two lines.
    public init(text: String, line: Int, earlierLine: Int) {
      self.text = text
      self.line = line
      self.earlierLine = earlierLine
    }
  }

  /// Number of examples concerned.
  public private(set) var count = 0
  /// The first of them, at most five.
  public private(set) var first: [Match] = []

  /// No text yet.
  public init() {}

  mutating func add(_ match: Match) {
    count += 1
    if first.count < 5 { first.append(match) }
  }
}

/// Examples of one split that another has too. Each is counted once.
public struct SplitOverlap: Sendable, Equatable {
  /// Examples whose text is in the other split, character for character (of canonically equivalent forms).
  public internal(set) var exact = Overlap()
  /// Further examples whose text is there but for case, punctuation and spaces.
  public internal(set) var normalized = Overlap()

  /// Examples concerned in either way.
  public var count: Int { exact.count + normalized.count }
}

extension TextSplit {
  /// The examples of this split (held out) whose text, or pair of texts, is in the training split.
  public func overlap(withTraining training: TextSplit) -> SplitOverlap {
    Datasets.overlap(examples.map { ($0.key, $0.line) }, training.examples.map { ($0.key, $0.line) })
  }

  /// Examples with the text of an earlier example of the same split: with the same label, and with another.
  public func repetitions() -> (same: Overlap, conflicting: Overlap) {
    repeated(examples, key: \.key, text: \.text, line: \.line) { $0.label == $1.label }
  }
}

extension QuestionSplit {
  /// The questions of this split (held out) that are in the training split.
  public func overlap(withTraining training: QuestionSplit) -> SplitOverlap {
    Datasets.overlap(examples.map { ($0.question, $0.line) }, training.examples.map { ($0.question, $0.line) })
  }

  /// Questions that an earlier example of the same split asks: with the same answers, and with others.
  public func repetitions() -> (same: Overlap, conflicting: Overlap) {
    repeated(examples, key: \.question, text: \.question, line: \.line) { $0.answers == $1.answers }
  }
}

/// Examples whose key appeared before, by whether the first example with it is the same in everything that matters.
private func repeated<Example>(
  _ examples: [Example], key: (Example) -> String, text: (Example) -> String, line: (Example) -> Int,
  isSame: (Example, Example) -> Bool
) -> (same: Overlap, conflicting: Overlap) {
  var (same, conflicting) = (Overlap(), Overlap())
  var firsts: [String: Example] = [:]
  for example in examples {
    guard let earlier = firsts[key(example)] else {
      firsts[key(example)] = example
      continue
    }
    let match = Overlap.Match(text: text(example), line: line(example), earlierLine: line(earlier))
    if isSame(earlier, example) { same.add(match) } else { conflicting.add(match) }
  }
  return (same, conflicting)
}

extension TextExample {
  /// What makes two examples the same: the text and, after a character that no text has, the second text.
  fileprivate var key: String { pair.map { text + "\u{0}" + $0 } ?? text }
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
    // A text without a letter or digit has nothing left to compare.
    if key.unicodeScalars.contains(where: { $0.value > 0x20 }), let earlier = normalized[key] {
      overlap.normalized.add(Overlap.Match(text: text, line: line, earlierLine: earlier))
    }
  }
  return overlap
}

/// The words of a text in lower case, without punctuation, one space between them.
private func normalizedForComparison(_ text: String) -> String {
  var result: [UInt8] = []
  result.reserveCapacity(text.utf8.count)
  var isBetweenWords = false
  for scalar in text.unicodeScalars {
    guard scalar.isInWord else {
      isBetweenWords = true
      continue
    }
    if isBetweenWords, !result.isEmpty { result.append(0x20) }
    isBetweenWords = false
    if scalar.isASCII {
      let isUpper = (0x41...0x5A).contains(scalar.value)
      result.append(UInt8(scalar.value) | (isUpper ? 0x20 : 0))
    } else {
      result.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
    }
  }
  return String(decoding: result, as: UTF8.self)
}

extension Unicode.Scalar {
  /// Whether this is a letter, a digit or a mark on one; the two halves of a pair stay apart.
  fileprivate var isInWord: Bool {
    if value < 0x80 {
      let letter = (0x61...0x7A).contains(value | 0x20)
      return value == 0 || letter || (0x30...0x39).contains(value)
    }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
      .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      return true
    default: return false
    }
  }
}
