internal import Base

/// Turns each name in a document into a question: title, some of the words before the name, separator, name, end.
///
///     Richard Collins. Born in ⁇ Dublin ⁇
///
/// The number of words before the name is uniform in 0...6, limited by the document and the context length, so that the
/// questions have hints of different length. The loss is on the name and the end. The random draw for a name depends
/// only on (seed, epoch, document, name).
public struct SalientSpans: Sendable, Equatable {
  /// Largest number of pieces between title and name.
  public static let longestHint = 6

  /// Context length: the largest number of tokens that the model reads.
  public let block: Int
  /// The id between hint and name.
  public let separator: Int32
  /// The id after the name.
  public let end: Int32
  /// The run's seed.
  public let seed: UInt64

  /// A document as tokens.
  public struct Document: Sendable, Equatable {
    /// Tokens of the title with its full stop; may be empty.
    public let title: [Int32]
    /// Each name with the pieces before it, in order: at most `longestHint`.
    public let names: [(tokens: [Int32], hint: [[Int32]])]

    /// A document as tokens.
    public init(title: [Int32], names: [(tokens: [Int32], hint: [[Int32]])]) {
      self.title = title
      self.names = names
    }

    /// Whether both are equal.
    public static func == (a: Document, b: Document) -> Bool {
      a.title == b.title && a.names.elementsEqual(b.names, by: ==)
    }
  }

  /// An objective with sequences of at most `block` tokens.
  ///
  /// - Throws: `ObjectiveError` if `block` is below 2 or an id is negative
  public init(block: Int, separator: Int32, end: Int32, seed: UInt64) throws(ObjectiveError) {
    if block < 2 { throw .smallBlock(objective: "salient spans", found: block, smallest: 2) }
    if separator < 0 { throw .negativeID(objective: "salient spans", what: "separator", found: separator) }
    if end < 0 { throw .negativeID(objective: "salient spans", what: "end", found: end) }
    self.block = block
    self.separator = separator
    self.end = end
    self.seed = seed
  }

  /// Number of tokens that the model reads for a name with a hint of the given number of tokens.
  public func length(_ name: Int, of document: Document, hint: Int = 0) -> Int {
    document.title.count + hint + 1 + document.names[name].tokens.count
  }

  /// Whether a name with its document's title fits the context length.
  public func fits(_ name: Int, of document: Document) -> Bool { length(name, of: document) <= block }

  /// Number of pieces of the hint in the sequence.
  public func hintLength(_ name: Int, of document: Document, epoch: Int, place: Int) -> Int {
    let hint = document.names[name].hint
    var random = SplitMix64(seed: seed, stream: UInt64(epoch), substream: UInt64(place) << 32 | UInt64(name))
    var shown = min(hint.count, random.below(Self.longestHint + 1))
    var room = block - length(name, of: document)
    for (taken, piece) in hint.reversed().prefix(shown).enumerated() {
      room -= piece.count
      if room < 0 {
        shown = taken
        break
      }
    }
    return shown
  }

  /// The sequence for a name; `fits` must be true for it.
  ///
  /// - Parameters:
  ///   - name: index of the name in the document
  ///   - epoch: counted from 0
  ///   - place: index of the document, from 0
  public func sequence(_ name: Int, of document: Document, epoch: Int, place: Int) -> LanguageSequence {
    let (tokens, hint) = document.names[name]
    let shown = hint.suffix(hintLength(name, of: document, epoch: epoch, place: place))
    return AnswerSequence(question: document.title + shown.joined(), separator: separator, answer: tokens, end: end)
      .sequence
  }
}
