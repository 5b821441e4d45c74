internal import Base

/// Asks for each name in a document, as a question would: title, some of the words before the name, separator, name, end.
///
///     Richard Collins. Born in ⁇ Dublin ⁇
///
/// Of the words before the name a number uniform in 0...6 is shown, as far as the document and the block allow, so that
/// a name is asked for with and without a hint of what it is. The loss is on the name and the end. The draw for a name
/// depends on (seed, epoch, document, name) alone.
public struct SalientSpans: Sendable, Equatable {
  /// Most pieces that are shown between title and name.
  public static let longestHint = 6

  /// Most tokens that the model reads.
  public let block: Int
  /// The id between hint and name.
  public let separator: Int32
  /// The id after the name.
  public let end: Int32
  /// The run's seed.
  public let seed: UInt64

  /// A document as tokens.
  public struct Document: Sendable, Equatable {
    /// Tokens of the title with its stop; may be empty.
    public let title: [Int32]
    /// Each name with the pieces before it, the last one next to it: at most `longestHint`.
    public let names: [(tokens: [Int32], hint: [[Int32]])]

    /// A document as tokens.
    public init(title: [Int32], names: [(tokens: [Int32], hint: [[Int32]])]) {
      self.title = title
      self.names = names
    }

    /// Whether both say the same.
    public static func == (a: Document, b: Document) -> Bool {
      a.title == b.title && a.names.elementsEqual(b.names, by: ==)
    }
  }

  /// Sequences of `block` tokens at most.
  ///
  /// - Throws: `ObjectiveError` where `block` is below 2 or an id is negative
  public init(block: Int, separator: Int32, end: Int32, seed: UInt64) throws(ObjectiveError) {
    if block < 2 { throw .smallBlock(objective: "salient spans", found: block, smallest: 2) }
    if separator < 0 { throw .negativeID(objective: "salient spans", what: "separator", found: separator) }
    if end < 0 { throw .negativeID(objective: "salient spans", what: "end", found: end) }
    self.block = block
    self.separator = separator
    self.end = end
    self.seed = seed
  }

  /// Tokens that the model reads when it is asked for a name with a hint of so many tokens.
  public func length(_ name: Int, of document: Document, hint: Int = 0) -> Int {
    document.title.count + hint + 1 + document.names[name].tokens.count
  }

  /// Whether a name fits the block with its document's title.
  public func fits(_ name: Int, of document: Document) -> Bool { length(name, of: document) <= block }

  /// Pieces of the hint that are shown.
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

  /// The sequence that asks for a name; `fits` holds for it.
  ///
  /// - Parameters:
  ///   - name: its place in the document
  ///   - epoch: counted from 0
  ///   - place: the document's place among all, from 0
  public func sequence(_ name: Int, of document: Document, epoch: Int, place: Int) -> LanguageSequence {
    let (tokens, hint) = document.names[name]
    let shown = hint.suffix(hintLength(name, of: document, epoch: epoch, place: place))
    return AnswerSequence(question: document.title + shown.joined(), separator: separator, answer: tokens, end: end)
      .sequence
  }
}
