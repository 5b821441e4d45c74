package import Transformer

/// One step of the optimizer: its batches and its learning rate.
package struct TrainingStep {
  /// Counted from 1.
  package let number: Int
  /// The epoch that the step is in, counted from 0.
  package let epoch: Int
  /// Completed epochs after the step, with the fraction of the current one.
  package let epochsDone: Double
  /// The indices of the sequences of each batch.
  package let batches: [[Int]]
  /// The learning rate, with warm-up and schedule applied.
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

  /// The pass of one batch of the step. Each batch of a run has its own dropout mask.
  ///
  /// - Parameter index: the index of the batch in the step, from 0
  package func pass(_ index: Int, over batch: TokenBatch) -> Pass {
    Pass(offsets: batch.offsets, isTraining: true, seed: seed, step: firstBatch + UInt32(index))
  }
}
