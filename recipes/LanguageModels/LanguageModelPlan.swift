internal import Runs
internal import Training
internal import Transformer

/// The plan of a stage, from the lengths of its sequences alone.
extension LanguageModelTraining {
  /// The steps of the stage with their costs for a model.
  func plan(_ model: CausalLanguageModel, _ loss: any LanguageModelLoss) -> TrainingPlan {
    TrainingPlan(
      intake: intake, stepCounts: stepCounts, maximumSteps: settings.maxSteps, planned: planned, source: source
    ) { epoch in
      let shapes = shapes(epoch)
      return TrainingPlan.Epoch(
        steps: steps(in: epoch, shapes), tokens: { tokens(of: $0, shapes) }, cost: { cost(of: $0, shapes, model, loss) }
      )
    }
  }

  /// The steps of an epoch, each with its batches of indices.
  func steps(in epoch: Int, _ shapes: [SequenceShape]) -> [[[Int]]] {
    let plan = BatchPlan(
      size: settings.batchTokens.map(BatchPlan.Size.tokens) ?? .examples(settings.batchSize),
      groupsByLength: settings.groupByLength, seed: seed)
    return plan.steps(lengths: shapes.map(\.length), epoch: epoch, accumulation: settings.accumulation)
  }

  /// Number of steps of each epoch. With a number of examples per batch it is the same in every epoch; with a number of
  /// tokens, the batches must be made to count them.
  private var stepCounts: [Int] {
    if settings.batchTokens != nil { return (0..<settings.epochs).map { steps(in: $0, shapes($0)).count } }
    let batches = (intake.exampleOf.count + settings.batchSize - 1) / settings.batchSize
    return Array(
      repeating: (batches + settings.accumulation - 1) / settings.accumulation, count: settings.epochs)
  }

  /// Number of steps of all epochs, limited by max_steps.
  var stepCount: Int { min(settings.maxSteps ?? .max, stepCounts.reduce(0, +)) }

  /// See `requireCountable(steps:accumulation:_:)`.
  func requireCountable(_ preflight: Preflight) {
    Runs.requireCountable(steps: stepCount, accumulation: settings.accumulation, preflight)
  }

  /// Sequences and tokens of all epochs.
  private var planned: (sequences: Int, tokens: Int) {
    (0..<settings.epochs).reduce((0, 0)) { sum, epoch in
      let shapes = shapes(epoch)
      return (sum.0 + shapes.count, sum.1 + shapes.reduce(0) { $0 + $1.length })
    }
  }

  /// Tokens of some batches.
  private func tokens(of batches: [[Int]], _ shapes: [SequenceShape]) -> Int {
    batches.joined().reduce(0) { $0 + shapes[$1].length }
  }

  /// Operations of a step, including the optimizer.
  func cost(
    of batches: [[Int]], _ shapes: [SequenceShape], _ model: CausalLanguageModel, _ loss: any LanguageModelLoss
  ) -> Double {
    batches.reduce(ResourceEstimate.optimizerOperations * Double(model.registry.count)) { sum, batch in
      sum + cost(of: batch, shapes, model, loss).operations
    }
  }

  /// The cost of one batch.
  func cost(
    of batch: [Int], _ shapes: [SequenceShape], _ model: CausalLanguageModel, _ loss: any LanguageModelLoss
  ) -> PassCost {
    model.cost(
      lengths: batch.map { shapes[$0].length }, targets: batch.reduce(0) { $0 + shapes[$1].targets }, loss: loss)
  }
}
