internal import Base
internal import Training
internal import Transformer

/// How much of a batch a sequence is.
struct SequenceShape {
  let length: Int
  /// Positions at which a token is to be predicted.
  let targets: Int

  init(length: Int, targets: Int) {
    self.length = length
    self.targets = targets
  }

  init(_ sequence: LanguageSequence) {
    self.init(length: sequence.ids.count, targets: sequence.targetCount)
  }
}

/// What a stage will do, by the lengths of its sequences alone.
extension LanguageModelStage {
  private var plan: BatchPlan {
    BatchPlan(
      size: settings.batchTokens.map(BatchPlan.Size.tokens) ?? .examples(settings.batchSize),
      groupsByLength: settings.groupByLength, seed: seed)
  }

  /// The steps of an epoch, each some batches of indices.
  func steps(in epoch: Int, _ shapes: [SequenceShape]) -> [[[Int]]] {
    let batches = plan.batches(lengths: shapes.map(\.length), epoch: epoch)
    return stride(from: 0, to: batches.count, by: settings.accumulation).map {
      Array(batches[$0..<min(batches.count, $0 + settings.accumulation)])
    }
  }

  /// Steps of each epoch. Batches by count are as many in every epoch; those by tokens have to be made to be counted.
  var stepCounts: [Int] {
    if settings.batchTokens != nil { return (0..<settings.epochs).map { steps(in: $0, shapes($0)).count } }
    let batches = (intake.exampleOf.count + settings.batchSize - 1) / settings.batchSize
    return Array(
      repeating: (batches + settings.accumulation - 1) / settings.accumulation, count: settings.epochs)
  }

  /// Steps of all epochs, as far as the stage goes.
  private var stepCount: Int { min(settings.maxSteps ?? .max, stepCounts.reduce(0, +)) }

  /// See `requireCountable(steps:accumulation:_:)`.
  func requireCountable(_ preflight: Preflight) {
    Recipes.requireCountable(steps: stepCount, accumulation: settings.accumulation, preflight)
  }

  /// Sequences and tokens of all epochs.
  var planned: (sequences: Int, tokens: Int) {
    (0..<settings.epochs).reduce((0, 0)) { sum, epoch in
      let shapes = shapes(epoch)
      return (sum.0 + shapes.count, sum.1 + shapes.reduce(0) { $0 + $1.length })
    }
  }

  /// Calls `body` with the batches of each of the first `count` steps.
  func forEachStep(of count: Int, _ body: (_ batches: [[Int]], _ shapes: [SequenceShape]) -> Void) {
    var made = 0
    for epoch in 0..<settings.epochs where made < count {
      let shapes = shapes(epoch)
      for batches in steps(in: epoch, shapes).prefix(count - made) {
        made += 1
        body(batches, shapes)
      }
    }
  }

  /// Sequences and tokens of the steps that follow the first `count`.
  func rest(after count: Int) -> (sequences: Int, tokens: Int) {
    var rest = (sequences: 0, tokens: 0)
    var before = 0
    for (epoch, steps) in stepCounts.enumerated() {
      defer { before += steps }
      if before + steps <= count { continue }
      let shapes = shapes(epoch)
      for batches in self.steps(in: epoch, shapes).dropFirst(max(0, count - before)) {
        rest.sequences += batches.reduce(0) { $0 + $1.count }
        rest.tokens += tokens(of: batches, shapes)
      }
    }
    return rest
  }

  func tokens(of batches: [[Int]], _ shapes: [SequenceShape]) -> Int {
    batches.joined().reduce(0) { $0 + shapes[$1].length }
  }

  /// Operations of a step, the optimiser's included.
  func cost(of batches: [[Int]], _ shapes: [SequenceShape], _ model: CausalLanguageModel) -> Double {
    batches.reduce(Prediction.optimizerOperations * Double(model.registry.count)) { sum, batch in
      sum + cost(of: batch, shapes, model).operations
    }
  }

  private func cost(of batch: [Int], _ shapes: [SequenceShape], _ model: CausalLanguageModel) -> PassCost {
    model.cost(lengths: batch.map { shapes[$0].length }, targets: batch.reduce(0) { $0 + shapes[$1].targets })
  }

  /// Adds what the stage takes to a prediction; `evaluation` are the operations of scoring once.
  ///
  /// - Returns: its largest batch
  func add(to prediction: inout Prediction, _ model: CausalLanguageModel, evaluation: Double) -> PassCost {
    let total = stepCount
    var largest = PassCost()
    var made = 0
    for epoch in 0..<settings.epochs where made < total {
      let shapes = shapes(epoch)
      for batches in steps(in: epoch, shapes).prefix(total - made) {
        made += 1
        for batch in batches {
          let cost = cost(of: batch, shapes, model)
          prediction.tokens += cost.tokens
          prediction.work.training += cost.operations
          if cost.liveValues > largest.liveValues { largest = cost }
        }
      }
      if let every = self.evaluation?.everyEpochs, made == total || (epoch + 1) % every == 0 {
        prediction.work.evaluation += evaluation
        prediction.work.saved += 2 * Double(model.registry.count)
      }
    }
    prediction.steps += made
    prediction.work.training += Double(made) * Prediction.optimizerOperations * Double(model.registry.count)
    prediction.work.saved += 16 * Double(model.registry.count)
    if self.evaluation?.patience != nil { prediction.mayStopEarly = true }
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
      let norm = gradientNorm(model.registry.parameters)
      optimizer.step(learningRate: 1e-9, gradientScale: clippingFactor(norm: norm, maximum: 1))
    }
  }
}

extension LanguageModel {
  /// Notes where the examples of a stage went, beside those of earlier stages.
  mutating func note(_ ledger: Ledger, of stage: String) {
    var ledgers = about["ledger"]?.object ?? [:]
    ledgers[stage] = ledger.json
    about["ledger"] = .object(ledgers)
  }
}

extension Prediction {
  /// What the stages of a language model's run take together.
  ///
  /// - Parameters:
  ///   - evaluation: operations of scoring once
  ///   - finalEvaluation: of scoring at the end
  ///   - tokens: of all data, in memory
  init(
    _ stages: [LanguageModelStage], _ model: CausalLanguageModel, evaluation: Double, finalEvaluation: Double,
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
      ("batch", Prediction.pooled(largestBatch)), ("packed weights", Prediction.packedWeights(model.registry)),
      ("model of the first stage", early),
      ("model on its way to or from the disk", max(4 * model.transposedCount, parameters)), ("data", textBytes),
      ("program", Prediction.program),
    ]
    // A checkpoint, and states with moments: the last, the one before and the one that is being written.
    disk = stages.count * parameters + (stages.count > 2 ? 12 : 9) * parameters + 8 << 20
    leastDisk = 4 * parameters
  }
}
