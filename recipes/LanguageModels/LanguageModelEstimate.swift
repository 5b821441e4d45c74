internal import Runs
internal import Training
internal import Transformer

extension LanguageModelTraining {
  /// Adds the resources of the stage to an estimate; `evaluation` is the number of operations of one evaluation.
  ///
  /// - Returns: the largest batch of the stage
  func add(to estimate: inout ResourceEstimate, _ model: CausalLanguageModel, evaluation: Double) -> PassCost {
    let total = stepCount
    let loss = loss(model)
    var largest = PassCost()
    var made = 0
    for epoch in 0..<settings.epochs where made < total {
      let shapes = shapes(epoch)
      for batches in steps(in: epoch, shapes).prefix(total - made) {
        made += 1
        for batch in batches {
          let cost = cost(of: batch, shapes, model, loss)
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
    estimate.work.saved += Double(8 + 4 * settings.ruleMemory.numbers) * Double(model.registry.count)
    if self.evaluation?.plan.patience != nil { estimate.mayStopEarly = true }
    return largest
  }

  /// Times some steps on a model in memory. The model must not be used for training afterwards.
  func pace(_ model: CausalLanguageModel) -> Pace {
    let data = sequences(0)
    let loss = loss(model)
    let shapes = data.map { SequenceShape($0) }
    let steps = steps(in: 0, shapes).map { step -> [Int] in
      var batch = step[0]
      // A step with very large batches would take too long: in that case only a part of it is timed.
      while batch.count > 1, cost(of: [batch], shapes, model, loss) > Pace.operationsPerStep {
        batch.removeLast((batch.count + 1) / 2)
      }
      return batch
    }
    let optimizer = Optimizer(model.registry.parameters, rule: { _ in settings.rule })
    return Pace(costs: steps.map { cost(of: [$0], shapes, model, loss) }) { index in
      let batch = steps[index]
      let tokens = TokenBatch(batch.map { data[$0].ids })
      model.registry.clearGradients()
      _ = model.lossAndGradients(
        tokens, targets: batch.flatMap { data[$0].targets },
        normalizer: Double(batch.reduce(0) { $0 + shapes[$1].targets }),
        Pass(offsets: tokens.offsets, isTraining: true, seed: 0, step: 0), loss: loss)
      _ = optimizer.step(clippedTo: 1, learningRate: 1e-9)
    }
  }
}

extension ResourceEstimate {
  /// The resources of all stages of a language model's run.
  ///
  /// - Parameters:
  ///   - evaluation: operations of one evaluation
  ///   - finalEvaluation: operations of the evaluation at the end
  ///   - textBytes: size of all data in memory, in bytes
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
    let rule = stages.map(\.settings.ruleMemory).max { $0.numbers < $1.numbers } ?? ("AdamW", 2)
    work.states = stages.first.map { ($0.saveEvery, Double(4 + 4 * rule.numbers) * Double(model.registry.count)) }
    let parameters = 4 * model.registry.count
    // Later stages read their model from the disk; the weights and gradients of the first one stay in memory.
    let early = stages.count > 1 ? 2 * parameters : 0
    memory = [
      ("weights", parameters), ("gradients", parameters), (rule.name, rule.numbers * parameters),
      ("batch", ResourceEstimate.pooled(largestBatch)),
      ("packed weights", ResourceEstimate.packedWeights(model.registry)),
      ("model of the first stage", early),
      ("model on its way to or from the disk", max(4 * model.transposedCount, parameters)), ("data", textBytes),
      ("program", ResourceEstimate.program),
    ]
    // A checkpoint, and states with moments: the last one, the previous one, and the one that is being written.
    disk = stages.count * parameters + (stages.count > 2 ? 12 : 9) * parameters + 8 << 20
    leastDisk = 4 * parameters
  }
}
