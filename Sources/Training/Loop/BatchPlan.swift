internal import Base

/// How examples are grouped into batches.
public struct BatchPlan: Sendable, Equatable {
  /// What limits a batch.
  public enum Size: Sendable, Equatable {
    /// A number of examples.
    case examples(Int)
    /// A largest number of tokens; an example with more tokens is a batch of its own.
    case tokens(Int)
  }

  /// Examples of similar length are sorted within this many batches.
  private static let batchesPerGroup = 50

  /// What limits a batch.
  public var size: Size
  /// Whether examples of similar length go together.
  public var groupsByLength: Bool
  /// The run's seed.
  public var seed: UInt64

  /// A plan; the limit is at least 1.
  public init(size: Size, groupsByLength: Bool = false, seed: UInt64) {
    self.size = size
    self.groupsByLength = groupsByLength
    self.seed = seed
  }

  /// The batches of one epoch as indices of examples: each example once. The last batch may be smaller.
  ///
  /// - Parameters:
  ///   - lengths: tokens of each example
  ///   - epoch: counted from 0; each epoch has its own order
  public func batches(lengths: [Int], epoch: Int) -> [[Int]] {
    var random = SplitMix64(seed: seed, stream: UInt64(epoch))
    let order = random.shuffled(Array(lengths.indices))
    if !groupsByLength { return cut(order, lengths) }
    // Sorting all would make the same batches each epoch: sort within large random groups, then shuffle the batches.
    let mean = max(1, lengths.reduce(0, +) / max(1, lengths.count))
    let perBatch =
      switch size {
      case .examples(let count): count
      case .tokens(let count): max(1, count / mean)
      }
    // A limit above the number of examples has no effect, and could overflow.
    let group = min(perBatch, max(1, order.count)) * Self.batchesPerGroup
    let sorted = stride(from: 0, to: order.count, by: group).enumerated().flatMap { number, start in
      let longestFirst = order[start..<min(order.count, start + group)].sorted {
        (lengths[$0], $0) > (lengths[$1], $1)
      }
      // Alternate descending and ascending order: a batch by tokens that crosses into the next group finds similar
      // lengths.
      return number % 2 == 0 ? longestFirst : longestFirst.reversed()
    }
    return random.shuffled(cut(sorted, lengths))
  }

  /// The batches of one epoch, grouped into optimizer steps; the last step may have fewer.
  ///
  /// - Parameter accumulation: batches whose gradients make one step
  public func steps(lengths: [Int], epoch: Int, accumulation: Int) -> [[[Int]]] {
    let batches = batches(lengths: lengths, epoch: epoch)
    return stride(from: 0, to: batches.count, by: accumulation).map {
      Array(batches[$0..<min(batches.count, $0 + accumulation)])
    }
  }

  /// The batches in the order of the data, for evaluation.
  public func orderedBatches(lengths: [Int]) -> [[Int]] { cut(Array(lengths.indices), lengths) }

  private func cut(_ order: [Int], _ lengths: [Int]) -> [[Int]] {
    switch size {
    case .examples(let count):
      return stride(from: 0, to: order.count, by: count).map { Array(order[$0..<min(order.count, $0 + count)]) }
    case .tokens(let limit):
      var batches: [[Int]] = []
      var tokens = 0
      for index in order {
        if batches.isEmpty || tokens + lengths[index] > limit {
          batches.append([])
          tokens = 0
        }
        batches[batches.count - 1].append(index)
        tokens += lengths[index]
      }
      return batches
    }
  }
}
