/// Plain language modeling: each token of a document is predicted from the tokens before it in its window.
public struct NextToken: Sendable, Equatable {
  /// The smallest context length: read one token, predict the next.
  public static let smallestBlock = 1

  /// Context length: the largest number of tokens of a sequence.
  public let block: Int
  /// The id before each document, so that the document's first token is a target as well; nil for none.
  public let start: Int32?

  /// An objective with windows of at most `block` tokens.
  ///
  /// - Throws: `ObjectiveError` if `block` is below `smallestBlock` or `start` is negative
  public init(block: Int, start: Int32? = nil) throws(ObjectiveError) {
    if block < Self.smallestBlock {
      throw .smallBlock(objective: "next token", found: block, smallest: Self.smallestBlock)
    }
    if let start, start < 0 { throw .negativeID(objective: "next token", what: "start", found: start) }
    self.block = block
    self.start = start
  }

  /// The sequences of one document, in order.
  ///
  /// With `start`, every token is a target exactly once; without it, every token except the first. The inputs of
  /// windows do not overlap: window k reads the document from `k * block`, and its first tokens have little context. No
  /// end token is added: the document must contain it if the model has to learn it.
  ///
  /// - Returns: no sequences if there is nothing to predict: the document is empty, or has one token and no `start`
  public func sequences(of document: [Int32]) -> [LanguageSequence] {
    let ids = start.map { [$0] + document } ?? document
    let last = ids.count - 1
    return stride(from: 0, to: last, by: block).map { first in
      let end = first + min(block, last - first)
      return LanguageSequence(ids: Array(ids[first..<end]), targets: Array(ids[(first + 1)...end]))
    }
  }

  /// The sequences of all documents, in order, and the number of documents without a sequence.
  public func sequences(of documents: [[Int32]]) -> (sequences: [LanguageSequence], unusedDocuments: Int) {
    var all: [LanguageSequence] = []
    var unused = 0
    for document in documents {
      let sequences = sequences(of: document)
      if sequences.isEmpty { unused += 1 }
      all += sequences
    }
    return (all, unused)
  }
}
