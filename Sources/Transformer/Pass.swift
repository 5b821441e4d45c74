public import Tensor

/// A batch of sequences as one flat list of tokens: no padding.
public struct TokenBatch: Sendable {
  /// A token each, all sequences one after the other, `[tokens]`.
  public let ids: [Int32]
  /// Which of two texts a token belongs to, `[tokens]`.
  public let typeIDs: [Int32]
  /// Where each sequence begins, and the number of tokens: `[sequences + 1]`.
  public let offsets: [Int]
  /// Where each text begins, and the number of sequences: `[texts + 1]`. A text is one sequence, or several windows.
  public let textOffsets: [Int]

  /// Joins texts of one sequence each. A sequence has at least one token.
  public init(_ sequences: [(ids: [Int32], typeIDs: [Int32])]) { self.init(texts: sequences.map { [$0] }) }

  /// Joins texts, each given by its windows: one at least.
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

  /// The place of each token in its sequence, from `first`.
  public func positions(from first: Int32 = 0) -> [Int32] {
    zip(offsets, offsets.dropFirst()).flatMap { begin, end in (0..<Int32(end - begin)).map { first + $0 } }
  }
}

/// What a forward pass and its backward pass know beside their tensors.
public struct Pass: Sendable {
  /// Where each sequence begins, and the number of tokens.
  public let offsets: [Int]
  /// Whether dropout drops.
  public let isTraining: Bool
  /// The run's seed, for dropout.
  public let seed: UInt64
  /// Tells batches in training apart, for dropout: (step − 1) · accumulation + the batch's number in its step.
  public let step: UInt32

  /// A pass over sequences that begin at `offsets`.
  public init(offsets: [Int], isTraining: Bool = false, seed: UInt64 = 0, step: UInt32 = 0) {
    self.offsets = offsets
    self.isTraining = isTraining
    self.seed = seed
    self.step = step
  }

  /// The place of each token in its sequence, from 0.
  public var positions: [Int32] {
    zip(offsets, offsets.dropFirst()).flatMap { begin, end in 0..<Int32(end - begin) }
  }

  /// The first token of each sequence.
  public var firstTokens: [Int] { Array(offsets.dropLast()) }
}

/// A place in a model where values are dropped in training.
public struct DropoutSite: Sendable {
  /// The probability of a value to be zero.
  public let probability: Double
  let stream: UInt32

  /// The dropout of this place in a pass, nil outside training.
  public func callAsFunction(_ pass: Pass) -> Dropout? {
    guard pass.isTraining else { return nil }
    return Dropout(probability: probability, seed: pass.seed, step: pass.step, stream: stream)
  }
}

/// A step of a model with its gradient: forward and backward stand side by side and pass on a named `Saved`.
public protocol Layer {
  /// What forward keeps for backward.
  associatedtype Saved

  /// The output `[tokens, …]` for an input `[tokens, …]`.
  func forward(_ x: Tensor, _ pass: Pass) -> (output: Tensor, saved: Saved)

  /// Adds to the gradients of the layer's parameters and returns the gradient of the input.
  func backward(_ dOutput: Tensor, _ saved: Saved, _ pass: Pass) -> Tensor
}
