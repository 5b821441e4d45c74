internal import Base

/// Span corruption for a causal decoder, as in assignment 5 of Stanford's CS 224N: a span of the text is removed, and
/// the model predicts it at the end (after Raffel et al. 2020, with one span).
///
/// A document of m tokens is cut to its first n = min(m, uniform in 4...⌊7/8 · block⌋) tokens. Of these, a span with a
/// uniform length in 1...max(1, ⌊n/2⌋ - 1) at a uniform position is masked. Its mean length is n/4 if n is even and at
/// least 4:
///
///     written   prefix  mask  suffix  mask  masked span
///     read      all but the last token
///     targets   every token that follows one that is read, the masks among them
///
/// The draw for a document depends only on (seed, epoch, document). It need not be stored, and it is the same in any
/// order of documents and in a resumed run.
public struct SpanCorruption: Sendable, Equatable {
  /// The smallest context length: four tokens and two masks, of which the last token is not read.
  public static let smallestBlock = 5
  private static let shortestCut = 4

  /// Context length: the largest number of tokens that the model reads.
  public let block: Int
  /// The id that replaces the masked span. Documents should not contain it: the model cannot distinguish the two.
  public let mask: Int32
  /// The run's seed.
  public let seed: UInt64

  /// The random draw for a document in an epoch.
  public struct Draw: Sendable, Equatable {
    /// Number of tokens kept at the start of the document.
    public let length: Int
    /// The masked tokens among them.
    public let masked: Range<Int>
  }

  /// An objective with sequences of at most `block` tokens.
  ///
  /// - Throws: `ObjectiveError` if `block` is below `smallestBlock` or `mask` is negative
  public init(block: Int, mask: Int32, seed: UInt64) throws(ObjectiveError) {
    if block < Self.smallestBlock {
      throw .smallBlock(objective: "span corruption", found: block, smallest: Self.smallestBlock)
    }
    if mask < 0 { throw .negativeID(objective: "span corruption", what: "mask", found: mask) }
    self.block = block
    self.mask = mask
    self.seed = seed
  }

  /// Largest number of tokens kept of a document: ⌊7/8 · block⌋.
  public var longestCut: Int { block - (block / 8 + (block % 8).signum()) }

  /// The draw for a document.
  ///
  /// - Parameters:
  ///   - length: tokens of the document, at least 1
  ///   - epoch: counted from 0
  ///   - document: index of the document, from 0
  public func draw(length: Int, epoch: Int, document: Int) -> Draw {
    precondition(length > 0, "document \(document) has no tokens")
    var random = SplitMix64(seed: seed, stream: UInt64(epoch), substream: UInt64(document))
    let kept = min(length, Self.shortestCut + random.below(longestCut - Self.shortestCut + 1))
    let count = 1 + random.below(max(1, kept / 2 - 1))
    let start = random.below(kept - count + 1)
    return Draw(length: kept, masked: start..<(start + count))
  }

  /// The sequence of a document in an epoch; it has `draw`'s length + 1 tokens, all with a target.
  ///
  /// - Parameters:
  ///   - tokens: the document, not empty
  ///   - epoch: counted from 0
  ///   - document: index of the document, from 0
  public func sequence(of tokens: [Int32], epoch: Int, document: Int) -> LanguageSequence {
    let draw = draw(length: tokens.count, epoch: epoch, document: document)
    var written = Array(tokens[..<draw.masked.lowerBound])
    written.append(mask)
    written += tokens[draw.masked.upperBound..<draw.length]
    written.append(mask)
    written += tokens[draw.masked]
    return LanguageSequence(ids: Array(written.dropLast()), targets: Array(written.dropFirst()))
  }
}
