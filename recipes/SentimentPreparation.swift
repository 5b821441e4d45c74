internal import Base
internal import Datasets
internal import Hub
internal import Tensor
internal import Text
internal import Training
internal import Transformer

/// Everything that a run of the sentiment recipe has before its first step, read and checked: data, tokenizer, model and
/// the batches of all epochs.
struct SentimentPreparation {
  let data: ClassificationData
  /// The folder that model and tokenizer were read from: the base model's, or that of the state to go on from.
  let source: String
  let classifier: Classifier
  /// The training texts as tokens.
  let inputs: [Classifier.Input]
  let lengths: [Int]
  /// Epochs, their steps, the batches of each, the indices of the examples of each.
  let epochs: [[[[Int]]]]
  /// Steps that will be made at most.
  let total: Int
  let intake: Intake
  let prediction: Prediction
  /// Operations of the optimiser in a step.
  let optimizerOperations: Double

  /// Operations of a step.
  func cost(_ batches: [[Int]]) -> Double {
    batches.reduce(optimizerOperations) { sum, batch in
      sum + classifier.model.cost(lengths: batch.map { lengths[$0] }).operations
    }
  }

  /// Sequences and tokens of the first steps of the run, or of those after them.
  func amount(ofStepsAfter step: Int) -> (sequences: Int, tokens: Int) {
    let rest = epochs.joined().dropFirst(step).joined()
    return (rest.reduce(0) { $0 + $1.count }, rest.reduce(0) { $0 + $1.reduce(0) { $0 + lengths[$1] } })
  }

  /// - Returns: nil where there are problems; all of them are noted
  init?(_ settings: Sentiment.Settings, from saved: SavedStates.Found? = nil, _ preflight: Preflight) {
    // 1. data
    let data = ClassificationData(settings, preflight)
    for note in data?.notes ?? [] { preflight.fact("data", note) }
    guard preflight.extent != .files, let base = try? Hub.locate(settings.model) else { return nil }

    // 2. tokenizer and model, whether the data are sound or not
    let source = saved?.folder ?? base
    let tokenizer = preflight.attempt { try Tokenizers.load(folder: source) }
    let labelCount = settings.task == .regression ? 1 : data?.labels?.count ?? settings.labels?.count ?? 2
    let model = preflight.attempt {
      try SequenceClassifier(
        folder: source, labelCount: labelCount, pooling: settings.pooling,
        opening: saved == nil ? .fineTuning : .evaluation, seed: UInt64(settings.seed))
    }
    guard let tokenizer, let model else { return nil }
    _ = preflight.attempt { try Classifier.check(tokenizer, fits: model, folder: source) }
    let limit = model.encoder.configuration.maximumLength
    if let wanted = settings.maxLength, wanted > limit {
      preflight.problem("max_length is \(wanted), but the model has \(limit) positions")
    }
    _ = preflight.attempt {
      try Classifier.check(tokenizer, cutTo: min(settings.maxLength ?? limit, limit), fits: model, folder: source)
    }
    Self.freeze(settings.freeze, model.registry.parameters, preflight)
    preflight.fact(
      "model",
      "\(settings.model): \(model.encoder.blocks.count) layers, \(model.registry.count) parameters,"
        + " \(tokenizer.vocabularySize) tokens for \(model.encoder.configuration.vocabularySize) rows")
    guard let data else { return nil }
    let classifier = Classifier(
      model: model, tokenizer: tokenizer, labels: data.labels, maximumLength: min(settings.maxLength ?? limit, limit),
      about: [:])
    _ = preflight.attempt { try classifier.requireTokens(in: [data.train, data.dev, data.test]) }

    // 3. texts as tokens
    let inputs = data.train.examples.map { classifier.encode($0.text, pair: $0.pair) }
    var heldOut: [[Int]] = []
    var cut = (examples: 0, tokens: 0)
    for (name, split) in [("train", data.train), ("dev", data.dev)] + (data.test.map { [("test", $0)] } ?? []) {
      let encoded = name == "train" ? inputs : split.examples.map { classifier.encode($0.text, pair: $0.pair) }
      let short = encoded.filter { $0.cutTokens > 0 }
      let lost = short.reduce(0) { $0 + $1.cutTokens }
      if !short.isEmpty {
        preflight.remark(
          "\(name): \(short.count) of \(encoded.count) texts are cut at \(classifier.maximumLength) tokens: \(lost) tokens"
            + " lost")
      }
      if name == "train" { cut = (short.count, lost) } else { heldOut.append(encoded.map(\.ids.count)) }
    }
    let lengths = inputs.map(\.ids.count)
    preflight.fact(
      "length",
      "\(lengths.sorted()[lengths.count / 2]) tokens in the median, \(lengths.max() ?? 0) at most;"
        + " the model reads \(limit)")
    let isTooLong = preflight.problems.isEmpty && (lengths.max() ?? 0) > limit
    if isTooLong { preflight.problem("a text has \(lengths.max() ?? 0) tokens, but the model reads \(limit)") }
    guard preflight.problems.isEmpty else { return nil }

    // 4. batches. Token budgets make another number of them each epoch, so those of the whole run are made here.
    let plan = BatchPlan(
      size: settings.batchTokens.map(BatchPlan.Size.tokens) ?? .examples(settings.batchSize),
      groupsByLength: settings.groupByLength, seed: UInt64(settings.seed))
    let epochs = (0..<settings.epochs).map { epoch in
      let batches = plan.batches(lengths: lengths, epoch: epoch)
      return stride(from: 0, to: batches.count, by: settings.accumulation).map {
        Array(batches[$0..<min(batches.count, $0 + settings.accumulation)])
      }
    }
    let allSteps = epochs.reduce(0) { $0 + $1.count }
    total = min(settings.maxSteps ?? allSteps, allSteps)
    if total < epochs[0].count {
      preflight.remark("max_steps ends the run in its first epoch: some examples are never trained on")
    }
    intake = Intake(
      read: data.train.examples.count + data.train.droppedCount, refused: data.train.droppedCount, cut: cut.examples,
      tokensLost: cut.tokens, exampleOf: Array(inputs.indices))
    (self.data, self.source, self.classifier, self.inputs, self.lengths, self.epochs) = (
      data, source, classifier, inputs, lengths, epochs
    )

    // 5. what all of it takes
    let trained = model.registry.parameters.reduce(0) { $0 + ($1.isFrozen ? 0 : $1.value.count) }
    optimizerOperations = Prediction.optimizerOperations * Double(trained)
    prediction = Self.predict(
      settings, model, steps: epochs.joined().prefix(total), evaluationsEach: epochs.map(\.count), lengths, heldOut,
      data, optimizerOperations)
    var pace: Pace?
    if preflight.extent == .timed { pace = self.pace(settings) }
    prediction.report(preflight, pace: pace)
  }

  private static func predict(
    _ settings: Sentiment.Settings, _ model: SequenceClassifier, steps: some Collection<[[Int]]>,
    evaluationsEach: [Int],
    _ lengths: [Int], _ heldOut: [[Int]], _ data: ClassificationData, _ optimizerOperations: Double
  ) -> Prediction {
    var prediction = Prediction()
    prediction.steps = steps.count
    prediction.mayStopEarly = settings.patience != nil
    var largest = PassCost()
    for step in steps {
      prediction.work.training += optimizerOperations
      for batch in step {
        let cost = model.cost(lengths: batch.map { lengths[$0] })
        prediction.tokens += cost.tokens
        prediction.work.training += cost.operations
        if cost.liveValues > largest.liveValues { largest = cost }
      }
    }
    // Evaluations: now and then on dev, at the end once more on dev and on test.
    var ends = Set([steps.count])
    var last = 0
    for count in evaluationsEach {
      last += count
      if settings.evaluateEvery == nil && last <= steps.count { ends.insert(last) }
    }
    if let every = settings.evaluateEvery { ends.formUnion(stride(from: every, through: steps.count, by: every)) }
    func forward(_ lengths: [Int]) -> Double { model.cost(lengths: lengths).forwardOperations }
    prediction.work.evaluation = Double(ends.count) * forward(heldOut[0]) + heldOut.reduce(0) { $0 + forward($1) }
    // Memory and disk: four bytes a value.
    let parameters = 4 * model.registry.count
    let trained = model.registry.parameters.reduce(0) { $0 + ($1.isFrozen ? 0 : 4 * $1.value.count) }
    let texts = (data.train.examples + data.dev.examples + (data.test?.examples ?? [])).reduce(0) {
      $0 + 300 + 2 * $1.text.utf8.count
    }
    prediction.memory = [
      ("weights", parameters), ("gradients", trained), ("AdamW", 2 * trained), ("batch", Prediction.pooled(largest)),
      ("packed weights", Prediction.packedWeights(model.registry)),
      ("best model read back", 2 * parameters), ("data", texts + 16 * lengths.reduce(0, +)),
      ("program", Prediction.program),
    ]
    let state = parameters + 2 * trained
    let saves = ends.count
    prediction.disk = parameters + min(3, saves) * state + 8 << 20
    prediction.leastDisk = parameters + state
    prediction.work.saved = Double(saves * state) + 0.5 * Double(saves * parameters) + Double(parameters)
    return prediction
  }

  /// Carries some steps out on the model in memory, which is of no use for training afterwards.
  private func pace(_ settings: Sentiment.Settings) -> Pace {
    let parameters = classifier.model.registry.parameters
    let optimizer = AdamW(parameters, AdamW.Settings())
    let loss = data.loss(settings)
    // A step of very large batches would take too long: then a part of it is timed.
    let steps = epochs.joined().prefix(total).map { step -> [Int] in
      var batch = step[0]
      while batch.count > 1, cost([batch]) > Pace.operationsPerStep { batch.removeLast((batch.count + 1) / 2) }
      return batch
    }
    return Pace(costs: steps.map { cost([$0]) }) { index in
      let examples = steps[index]
      let batch = TokenBatch(examples.map { (inputs[$0].ids, inputs[$0].typeIDs) })
      let pass = Pass(offsets: batch.offsets, isTraining: true, seed: 0, step: 0)
      classifier.model.registry.clearGradients()
      let (logits, saved) = classifier.model.forward(batch, pass)
      classifier.model.backward(loss.gradient(logits, examples, normalizer: loss.weight(examples)).1, saved, pass)
      let norm = gradientNorm(parameters)
      optimizer.step(learningRate: 1e-9, gradientScale: clippingFactor(norm: norm, maximum: 1))
    }
  }

  /// Freezes the parameters that the patterns name.
  private static func freeze(_ patterns: [String], _ parameters: [Parameter], _ preflight: Preflight) {
    for pattern in patterns {
      let named = parameters.filter { ("." + $0.name + ".").contains("." + pattern + ".") }
      if named.isEmpty {
        preflight.problem(
          "freeze: no parameter's name has the part \"\(pattern)\"; names are like \(parameters[0].name)")
      }
      for parameter in named { parameter.isFrozen = true }
    }
    if parameters.allSatisfy(\.isFrozen) { preflight.problem("freeze: nothing is left to train") }
  }
}
