package import Transformer

/// One step of the optimiser: what it trains on, and at which learning rate.
package struct TrainingStep {
  /// Counted from 1.
  package let number: Int
  /// The epoch that the step is in, counted from 0.
  package let epoch: Int
  /// Epochs that are done after the step, with the fraction of the current one.
  package let epochsDone: Double
  /// The indices of the sequences of each batch.
  package let batches: [[Int]]
  /// After warm-up and schedule.
  package let learningRate: Double
  /// Whether the step is the last of its epoch.
  package let endsEpoch: Bool
  /// Whether the step is the last of the run.
  package let isLast: Bool
  /// The run's seed, for dropout.
  let seed: UInt64
  /// The number of the step's first batch among all batches of the run, for dropout.
  let firstBatch: UInt32
  /// Tokens and operations, as the plan counts them.
  let (tokens, cost): (Int, Double)

  /// The indices of all sequences of the step.
  package var examples: [Int] { batches.flatMap(\.self) }

  /// The pass of one batch of the step: no two batches of a run drop the same values.
  ///
  /// - Parameter index: the batch's place in the step, from 0
  package func pass(_ index: Int, over batch: TokenBatch) -> Pass {
    Pass(offsets: batch.offsets, isTraining: true, seed: seed, step: firstBatch + UInt32(index))
  }
}
