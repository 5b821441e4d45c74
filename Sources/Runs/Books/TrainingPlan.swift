/// The schedule of a run, from the lengths of its examples alone: the steps of each epoch, the batches of each step.
package struct TrainingPlan {
  /// The counts of the examples.
  package let intake: Intake
  /// Steps of each epoch.
  package let stepCounts: [Int]
  /// Largest number of steps of the run.
  package let total: Int
  /// Sequences and tokens of all epochs.
  package let planned: (sequences: Int, tokens: Int)
  /// The file and line of a sequence, by its index.
  package let source: (_ sequence: Int) -> String
  private let makeEpoch: (_ epoch: Int) -> Epoch

  /// The steps of one epoch.
  package struct Epoch {
    /// The batches of each step, each with the indices of its sequences.
    package let steps: [[[Int]]]
    /// Tokens of a step's batches.
    package let tokens: (_ batches: [[Int]]) -> Int
    /// Floating-point operations of a step, including the optimizer.
    package let cost: (_ batches: [[Int]]) -> Double

    /// The steps of one epoch, with the tokens and operations of each.
    package init(
      steps: [[[Int]]], tokens: @escaping (_ batches: [[Int]]) -> Int, cost: @escaping (_ batches: [[Int]]) -> Double
    ) {
      self.steps = steps
      self.tokens = tokens
      self.cost = cost
    }
  }

  /// A plan.
  ///
  /// - Parameters:
  ///   - maximumSteps: number of steps after which the run ends; nil runs all epochs
  ///   - epoch: makes the steps of an epoch, counted from 0; the same epoch always gives the same steps
  package init(
    intake: Intake, stepCounts: [Int], maximumSteps: Int?, planned: (sequences: Int, tokens: Int),
    source: @escaping (_ sequence: Int) -> String, epoch: @escaping (_ epoch: Int) -> Epoch
  ) {
    self.intake = intake
    self.stepCounts = stepCounts
    self.planned = planned
    self.source = source
    total = min(maximumSteps ?? .max, stepCounts.reduce(0, +))
    makeEpoch = epoch
  }

  /// The steps of an epoch, counted from 0.
  package func epoch(_ index: Int) -> Epoch { makeEpoch(index) }

  /// Sequences and tokens of the steps after the first `count`.
  package func rest(after count: Int) -> (sequences: Int, tokens: Int) {
    var rest = (sequences: 0, tokens: 0)
    var before = 0
    for (index, steps) in stepCounts.enumerated() {
      defer { before += steps }
      if before + steps <= count { continue }
      let epoch = epoch(index)
      for batches in epoch.steps.dropFirst(max(0, count - before)) {
        rest.sequences += batches.reduce(0) { $0 + $1.count }
        rest.tokens += epoch.tokens(batches)
      }
    }
    return rest
  }
}
