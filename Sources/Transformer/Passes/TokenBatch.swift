/// A batch of sequences as one flat list of tokens: no padding.
public struct TokenBatch: Sendable {
  /// The token ids of all sequences, one sequence after the other, `[tokens]`.
  public let ids: [Int32]
  /// Which of two texts a token belongs to, `[tokens]`.
  public let typeIDs: [Int32]
  /// Where each sequence begins, and the number of tokens: `[sequences + 1]`.
  public let offsets: [Int]
  /// Where each text begins, and the number of sequences: `[texts + 1]`. A text is one sequence, or several windows.
  public let textOffsets: [Int]

  /// Joins texts of one sequence each. A sequence has at least one token.
  public init(_ sequences: [(ids: [Int32], typeIDs: [Int32])]) { self.init(texts: sequences.map { [$0] }) }

  /// Joins texts, each given as its windows: at least one.
  public init(texts windows: [[(ids: [Int32], typeIDs: [Int32])]]) {
    let sequences = windows.flatMap(\.self)
    ids = sequences.flatMap(\.ids)
    typeIDs = sequences.flatMap(\.typeIDs)
    offsets = sequences.reduce(into: [0]) { $0.append($0.last! + $1.ids.count) }
    textOffsets = windows.reduce(into: [0]) { $0.append($0.last! + $1.count) }
    precondition(windows.allSatisfy { !$0.isEmpty }, "a text without a window")
    precondition(sequences.allSatisfy { !$0.ids.isEmpty && $0.ids.count == $0.typeIDs.count }, "an empty sequence")
  }

  /// Joins sequences of one text each.
  public init(_ sequences: [[Int32]]) {
    self.init(sequences.map { ($0, Array(repeating: 0, count: $0.count)) })
  }

  /// Number of sequences.
  public var count: Int { offsets.count - 1 }

  /// The position of each token in its sequence, counted from `first`.
  public func positions(from first: Int32 = 0) -> [Int32] {
    zip(offsets, offsets.dropFirst()).flatMap { begin, end in (0..<Int32(end - begin)).map { first + $0 } }
  }
}
