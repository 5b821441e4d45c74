public import Tensor

/// What a forward pass and its backward pass need beside their tensors.
public struct Pass: Sendable {
  /// Where each sequence begins, and the number of tokens.
  public let offsets: [Int]
  /// Whether forward keeps what backward needs, and values are dropped.
  public let isTraining: Bool
  /// Whether values are dropped in training; a gradient for looking at is that of the model as it predicts.
  public let hasDropout: Bool
  /// The run's seed, for dropout.
  public let seed: UInt64
  /// A different number for each batch of training, for dropout: (step − 1) · accumulation + the batch's number in its
  /// step.
  public let step: UInt32

  /// A pass over sequences that begin at `offsets`.
  public init(
    offsets: [Int], isTraining: Bool = false, hasDropout: Bool = true, seed: UInt64 = 0, step: UInt32 = 0
  ) {
    self.offsets = offsets
    self.isTraining = isTraining
    self.hasDropout = hasDropout
    self.seed = seed
    self.step = step
  }

  /// The same pass over other sequences.
  func with(offsets: [Int]) -> Pass {
    Pass(offsets: offsets, isTraining: isTraining, hasDropout: hasDropout, seed: seed, step: step)
  }

  /// The position of each token in its sequence, from 0.
  public var positions: [Int32] {
    zip(offsets, offsets.dropFirst()).flatMap { begin, end in 0..<Int32(end - begin) }
  }

  /// The first token of each sequence.
  public var firstTokens: [Int] { Array(offsets.dropLast()) }
}

/// A place in a model where values are dropped in training.
public struct DropoutSite: Sendable {
  /// The probability that a value becomes zero.
  public let probability: Double
  let stream: UInt32

  /// The dropout of this place in a pass; nil outside training.
  public func callAsFunction(_ pass: Pass) -> Dropout? {
    guard pass.isTraining && pass.hasDropout else { return nil }
    return Dropout(probability: probability, seed: pass.seed, step: pass.step, stream: stream)
  }
}
