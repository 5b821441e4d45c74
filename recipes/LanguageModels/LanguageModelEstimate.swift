internal import Runs
internal import Training
internal import Transformer

extension LanguageModelTraining {
  /// Adds what the stage takes to a estimate; `evaluation` are the operations of scoring once.
  ///
  /// - Returns: its largest batch
  func add(to estimate: inout ResourceEstimate, _ model: CausalLanguageModel, evaluation: Double) -> PassCost {
    let total = stepCount
    var largest = PassCost()
    var made = 0
    for epoch in 0..<settings.epochs where made < total {
      let shapes = shapes(epoch)
      for batches in steps(in: epoch, shapes).prefix(total - made) {
        made += 1
        for batch in batches {
          let cost = cost(of: batch, shapes, model)
          estimate.tokens += cost.tokens
          estimate.work.training += cost.operations
          if cost.liveValues > largest.liveValues { largest = cost }
        }
      }
      if let plan = self.evaluation?.plan, made == total || plan.interval.isDue(afterEpoch: epoch) {
        estimate.work.evaluation += evaluation
        estimate.work.saved += 2 * Double(model.registry.count)
      }
    }
    estimate.steps += made
    estimate.work.training += Double(made) * ResourceEstimate.optimizerOperations * Double(model.registry.count)
    estimate.work.saved += 16 * Double(model.registry.count)
    if self.evaluation?.plan.patience != nil { estimate.mayStopEarly = true }
    return largest
  }

  /// Carries some steps out on a model in memory, which is of no use for training afterwards.
  func pace(_ model: CausalLanguageModel) -> Pace {
    let data = sequences(0)
    let shapes = data.map { SequenceShape($0) }
    let steps = steps(in: 0, shapes).map { step -> [Int] in
      var batch = step[0]
      // A step of very large batches would take too long: then a part of it is timed.
      while batch.count > 1, cost(of: [batch], shapes, model) > Pace.operationsPerStep {
        batch.removeLast((batch.count + 1) / 2)
      }
      return batch
    }
    let optimizer = Optimizer(model.registry.parameters, AdamW())
    return Pace(costs: steps.map { cost(of: [$0], shapes, model) }) { index in
      let batch = steps[index]
      let tokens = TokenBatch(batch.map { data[$0].ids })
      model.registry.clearGradients()
      _ = model.lossAndGradients(
        tokens, targets: batch.flatMap { data[$0].targets },
        normalizer: Double(batch.reduce(0) { $0 + shapes[$1].targets }),
        Pass(offsets: tokens.offsets, isTraining: true, seed: 0, step: 0))
      _ = optimizer.step(clippedTo: 1, learningRate: 1e-9)
    }
  }
}

extension ResourceEstimate {
  /// What the stages of a language model's run take together.
  ///
  /// - Parameters:
  ///   - evaluation: operations of scoring once
  ///   - finalEvaluation: of scoring at the end
  ///   - tokens: of all data, in memory
  init(
    _ stages: [LanguageModelTraining], _ model: CausalLanguageModel, evaluation: Double, finalEvaluation: Double,
    textBytes: Int
  ) {
    self.init()
    for stage in stages {
      let found = stage.add(to: &self, model, evaluation: evaluation)
      if found.liveValues > largestBatch.liveValues { largestBatch = found }
    }
    work.evaluation += finalEvaluation
    work.states = stages.first.map { ($0.saveEvery, 12 * Double(model.registry.count)) }
    let parameters = 4 * model.registry.count
    // Later stages read their model back from the disk; the first one's weights and gradients stay.
    let early = stages.count > 1 ? 2 * parameters : 0
    memory = [
      ("weights", parameters), ("gradients", parameters), ("AdamW", 2 * parameters),
      ("batch", ResourceEstimate.pooled(largestBatch)),
      ("packed weights", ResourceEstimate.packedWeights(model.registry)),
      ("model of the first stage", early),
      ("model on its way to or from the disk", max(4 * model.transposedCount, parameters)), ("data", textBytes),
      ("program", ResourceEstimate.program),
    ]
    // A checkpoint, and states with moments: the last, the one before and the one that is being written.
    disk = stages.count * parameters + (stages.count > 2 ? 12 : 9) * parameters + 8 << 20
    leastDisk = 4 * parameters
  }
}
