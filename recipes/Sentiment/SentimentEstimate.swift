internal import Datasets
internal import Metrics
internal import Pipelines
internal import Runs
internal import Tensor
internal import Training
internal import Transformer

extension ResourceEstimate {
  /// The resources of a run of the sentiment recipe.
  ///
  /// - Parameter heldOut: the texts that are scored, dev first
  init(
    _ batches: ClassificationBatches, _ data: ClassificationData, _ heldOut: [HeldOut], _ settings: SentimentSettings,
    _ model: SequenceClassifier
  ) {
    self.init()
    let epochs = batches.epochs
    steps = batches.total
    mayStopEarly = settings.patience != nil
    for step in epochs.joined().prefix(batches.total) {
      work.training += batches.optimizerOperations
      for batch in step {
        let cost = batches.cost(of: batch)
        tokens += cost.tokens
        work.training += cost.operations
        if cost.liveValues > largestBatch.liveValues { largestBatch = cost }
      }
    }
    // Evaluations: on dev during training; on all held-out splits at the end.
    var ends = Set([batches.total])
    var last = 0
    for count in epochs.map(\.count) {
      last += count
      if settings.evaluateEvery == nil && last <= batches.total { ends.insert(last) }
    }
    if let every = settings.evaluateEvery { ends.formUnion(stride(from: every, through: batches.total, by: every)) }
    let scoring = heldOut.map { model.cost(lengths: $0.inputs.flatMap(\.lengths)).forwardOperations }
    work.evaluation = Double(ends.count) * scoring[0] + scoring.reduce(0, +)
    // Memory and disk: four bytes a value.
    let parameters = 4 * model.registry.count
    let trained = model.registry.parameters.reduce(0) { $0 + ($1.isFrozen ? 0 : 4 * $1.value.count) }
    let rule = settings.optimization.ruleMemory
    let average = settings.weightAverage == nil ? 0 : trained
    let texts = (data.train.examples + heldOut.flatMap(\.texts.examples)).reduce(0) {
      $0 + 300 + 2 * $1.text.utf8.count
    }
    let tokenized = (batches.inputs + heldOut.flatMap(\.inputs)).reduce(0) { $0 + 16 * $1.tokenCount }
    let baseline = data.labels.map { BagOfWords.memory(data.train.bags, classCount: $0.count) } ?? 0
    memory = [
      ("weights", parameters), ("gradients", trained), (rule.name, rule.numbers * trained), ("average", average),
      ("batch", Self.pooled(largestBatch)), ("packed weights", Self.packedWeights(model.registry)),
      ("best model read back", 2 * parameters), ("bag of words", baseline), ("data", texts + tokenized),
      ("program", Self.program),
    ]
    let state = parameters + rule.numbers * trained + average
    let saves = ends.count
    // States are also saved between evaluations; at most three exist at the same time.
    disk = parameters + min(3, batches.total) * state + 8 << 20
    leastDisk = parameters + state
    work.states = (settings.execution.saveEvery, Double(state))
    work.saved = Double(saves * state) + 0.5 * Double(saves * parameters) + Double(parameters)
  }
}

extension ClassificationBatches {
  /// Times some steps on a model in memory. The model must not be used for training afterwards.
  func pace(_ model: SequenceClassifier, _ loss: ClassificationLoss) -> Pace {
    let parameters = model.registry.parameters
    let optimizer = Optimizer(parameters, AdamW())
    // A step with very large batches would take too long: in that case only a part of it is timed.
    let steps = epochs.joined().prefix(total).map { step -> [Int] in
      var batch = step[0]
      while batch.count > 1, cost(of: [batch]) > Pace.operationsPerStep { batch.removeLast((batch.count + 1) / 2) }
      return batch
    }
    return Pace(costs: steps.map { cost(of: [$0]) }) { index in
      let examples = steps[index]
      let batch = batch(examples)
      let pass = Pass(offsets: batch.offsets, isTraining: true, seed: 0, step: 0)
      model.registry.clearGradients()
      for _ in 0..<passes {
        let (logits, saved) = model.forward(batch, pass)
        model.backward(loss.gradient(logits, examples, normalizer: loss.weight(examples)).1, saved, pass)
      }
      _ = optimizer.step(clippedTo: 1, learningRate: 1e-9)
    }
  }
}
