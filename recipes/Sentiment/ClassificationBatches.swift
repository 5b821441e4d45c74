internal import Pipelines
internal import Runs
internal import Tensor
internal import Training
internal import Transformer

/// The training texts as tokens, and the batches of all epochs.
struct ClassificationBatches {
  /// The training texts as tokens.
  let inputs: [Classifier.Input]
  /// The batches of each step of each epoch, as indices of examples.
  let epochs: [[[[Int]]]]
  /// Largest number of steps of the run.
  let total: Int
  /// Operations of the optimizer in a step.
  let optimizerOperations: Double
  private let model: SequenceClassifier
  private let maximumSteps: Int?
  /// Number of tokens of each text, in all its windows.
  private let lengths: [Int]
  /// How often an example is in its batch: twice with R-Drop, with different dropout.
  private let copies: Int
  /// How often the batches of a step are read: twice with adversarial training.
  let passes: Int

  /// Batches for a model. With a limit of tokens the number of batches differs between epochs, so the batches of the
  /// whole run are made here.
  init(_ inputs: [Classifier.Input], _ model: SequenceClassifier, _ settings: SentimentSettings) {
    self.inputs = inputs
    self.model = model
    lengths = inputs.map(\.tokenCount)
    copies = settings.rDrop > 0 ? 2 : 1
    passes = settings.adversarial > 0 ? 2 : 1
    let plan = BatchPlan(
      size: settings.optimization.batchTokens.map(BatchPlan.Size.tokens) ?? .examples(settings.optimization.batchSize),
      groupsByLength: settings.optimization.groupByLength, seed: UInt64(settings.execution.seed))
    epochs = (0..<settings.optimization.epochs).map { [lengths] epoch in
      plan.steps(lengths: lengths, epoch: epoch, accumulation: settings.optimization.accumulation)
    }
    maximumSteps = settings.optimization.maxSteps
    let steps = epochs.reduce(0) { $0 + $1.count }
    total = min(settings.optimization.maxSteps ?? steps, steps)
    let trained = model.registry.parameters.reduce(0) { $0 + ($1.isFrozen ? 0 : $1.value.count) }
    optimizerOperations =
      Double(trained)
      * (ResourceEstimate.optimizerOperations
        + (settings.weightAverage == nil ? 0 : ResourceEstimate.averageOperations))
  }

  /// The input of one pass over a batch.
  func batch(_ examples: [Int]) -> TokenBatch {
    TokenBatch(texts: (0..<copies).flatMap { _ in examples.map { inputs[$0].windows } })
  }

  /// The cost of all passes over a batch.
  func cost(of examples: [Int]) -> PassCost {
    let lengths = examples.flatMap { inputs[$0].lengths }
    var cost = model.cost(lengths: (0..<copies).flatMap { _ in lengths })
    cost.tokens *= passes
    cost.operations *= Double(passes)
    return cost
  }

  /// Operations of a step.
  func cost(of batches: [[Int]]) -> Double { batches.reduce(optimizerOperations) { $0 + cost(of: $1).operations } }

  /// Tokens of some examples, counted as often as the model reads them.
  private func tokens(_ examples: some Sequence<Int>) -> Int {
    examples.reduce(0) { $0 + passes * copies * lengths[$1] }
  }

  /// The steps of the run.
  ///
  /// - Parameters:
  ///   - intake: the counts of the examples
  ///   - source: the file and line of an example
  func plan(_ intake: Intake, source: @escaping (Int) -> String) -> TrainingPlan {
    TrainingPlan(
      intake: intake, stepCounts: epochs.map(\.count), maximumSteps: maximumSteps,
      planned: (epochs.count * inputs.count, epochs.count * tokens(inputs.indices)), source: source
    ) { epoch in
      TrainingPlan.Epoch(steps: epochs[epoch], tokens: { tokens($0.joined()) }, cost: { cost(of: $0) })
    }
  }
}
