import TestSupport
import Testing
import Training

@Suite struct BatchPlanTests {
  /// 1000 lengths from 1 to 60, as skewed as texts are.
  static let lengths = noise(1000, seed: 1).map { 1 + Int(60 * $0 * $0) }
  static let plans = [
    BatchPlan.Size.examples(16), .examples(1), .examples(5000), .tokens(300), .tokens(10), .tokens(1),
  ]
  .flatMap { size in [false, true].map { BatchPlan(size: size, groupsByLength: $0, seed: 3) } }

  private func tokens(_ batch: [Int]) -> Int { batch.reduce(0) { $0 + Self.lengths[$1] } }

  /// Tokens that padding to the longest of each batch would add.
  private func spread(_ batches: [[Int]]) -> Int {
    batches.reduce(0) { sum, batch in sum + batch.count * batch.map { Self.lengths[$0] }.max()! - tokens(batch) }
  }

  @Test(arguments: plans) func everyExampleOnceAnEpoch(_ plan: BatchPlan) {
    for epoch in 0..<3 {
      let batches = plan.batches(lengths: Self.lengths, epoch: epoch)
      let isEachOnce = batches.joined().sorted() == Array(Self.lengths.indices)
      #expect(isEachOnce)
      #expect(!batches.contains { $0.isEmpty })
    }
  }

  @Test(arguments: plans) func noBatchIsBeyondItsLimit(_ plan: BatchPlan) {
    for epoch in 0..<3 {
      let batches = plan.batches(lengths: Self.lengths, epoch: epoch)
      switch plan.size {
      case .examples(let limit):
        #expect(batches.allSatisfy { $0.count <= limit })
        #expect(batches.count == (Self.lengths.count + limit - 1) / limit)
      case .tokens(let limit):
        #expect(batches.allSatisfy { tokens($0) <= limit || $0.count == 1 })
        // Budgets are used: without shuffling of batches the next example would not have fitted.
        let inOrder = plan.groupsByLength ? plan.orderedBatches(lengths: Self.lengths) : batches
        #expect(zip(inOrder, inOrder.dropFirst()).allSatisfy { tokens($0) + Self.lengths[$1[0]] > limit })
      }
    }
  }

  @Test(arguments: plans) func seedAndEpochAloneDecide(_ plan: BatchPlan) {
    let first = plan.batches(lengths: Self.lengths, epoch: 1)
    _ = plan.batches(lengths: Self.lengths, epoch: 0)
    let isRepeated = plan.batches(lengths: Self.lengths, epoch: 1) == first
    #expect(isRepeated)
    // All in one batch and sorted, there is one order only.
    if first.count == 1, plan.groupsByLength { return }
    let isSameInNextEpoch = plan.batches(lengths: Self.lengths, epoch: 2) == first
    #expect(!isSameInNextEpoch)
    var other = plan
    other.seed += 1
    let isSameWithNextSeed = other.batches(lengths: Self.lengths, epoch: 1) == first
    #expect(!isSameWithNextSeed)
  }

  @Test(arguments: [BatchPlan.Size.examples(16), .tokens(300)]) func groupingReducesTheSpread(_ size: BatchPlan.Size) {
    for epoch in 0..<3 {
      let plain = BatchPlan(size: size, seed: 4).batches(lengths: Self.lengths, epoch: epoch)
      let grouped = BatchPlan(size: size, groupsByLength: true, seed: 4).batches(lengths: Self.lengths, epoch: epoch)
      #expect(spread(grouped) * 5 < spread(plain))
    }
  }

  /// Grouped batches are new ones each epoch, and long ones come no earlier than short ones.
  @Test(arguments: [BatchPlan.Size.examples(4), .tokens(80)]) func groupingStaysRandom(_ size: BatchPlan.Size) {
    let plan = BatchPlan(size: size, groupsByLength: true, seed: 5)
    let epochs = (0..<2).map { plan.batches(lengths: Self.lengths, epoch: $0) }
    let sets = epochs.map { Set($0.filter { $0.count > 1 }.map { $0.sorted() }) }
    #expect(sets[0].intersection(sets[1]).count < sets[0].count / 10)
    // The batches' mean lengths have a standard deviation of 17; a half has 125 of them or more.
    for batches in epochs {
      let means = batches.map { Double(tokens($0)) / Double($0.count) }
      let half = means.count / 2
      let (first, second) = (means.prefix(half).reduce(0, +), means.suffix(half).reduce(0, +))
      #expect(abs(first - second) / Double(half) < 8)
    }
  }

  /// Accumulating four batches of 8 is one batch of 32: the order does not depend on the size of batches.
  @Test func accumulationSeesTheSameExamples() {
    for epoch in 0..<3 {
      let small = BatchPlan(size: .examples(8), seed: 6).batches(lengths: Self.lengths, epoch: epoch)
      let large = BatchPlan(size: .examples(32), seed: 6).batches(lengths: Self.lengths, epoch: epoch)
      let joined = stride(from: 0, to: small.count, by: 4).map {
        Array(small[$0..<min(small.count, $0 + 4)].joined())
      }
      let isSame = joined == large
      #expect(isSame)
    }
  }

  /// Each example is as likely as any other to come first.
  @Test func everyExampleComesFirstEquallyOften() {
    let plan = BatchPlan(size: .examples(1), seed: 7)
    var counts = [Int](repeating: 0, count: 8)
    for epoch in 0..<8000 { counts[plan.batches(lengths: [1, 2, 3, 4, 5, 6, 7, 8], epoch: epoch)[0][0]] += 1 }
    #expect(abs(chiSquareDistance(observed: counts, expected: counts.map { _ in 1000 })) < 4)
  }

  @Test func orderedBatchesKeepTheOrderOfTheData() {
    let plan = BatchPlan(size: .tokens(5), groupsByLength: true, seed: 8)
    #expect(plan.orderedBatches(lengths: [2, 3, 1, 9, 4, 1]) == [[0, 1], [2], [3], [4, 5]])
    #expect(BatchPlan(size: .examples(2), seed: 8).orderedBatches(lengths: [2, 3, 1]) == [[0, 1], [2]])
  }

  /// No examples, one example, and limits as large as a number can be.
  @Test(arguments: [0, 1, 2], [BatchPlan.Size.examples(.max), .tokens(.max), .examples(1), .tokens(1)])
  func smallestDataAndLargestLimits(_ count: Int, _ size: BatchPlan.Size) {
    for isGrouped in [false, true] {
      let plan = BatchPlan(size: size, groupsByLength: isGrouped, seed: 9)
      let lengths = [Int](repeating: 3, count: count)
      #expect(plan.batches(lengths: lengths, epoch: 0).joined().sorted() == Array(0..<count))
      #expect(plan.orderedBatches(lengths: lengths).joined().elementsEqual(0..<count))
    }
  }
}
