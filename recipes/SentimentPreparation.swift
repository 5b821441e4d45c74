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
  /// Tokens of each, those of all its windows together.
  let lengths: [Int]
  /// Epochs, their steps, the batches of each, the indices of the examples of each.
  let epochs: [[[[Int]]]]
  /// Steps that will be made at most.
  let total: Int
  let intake: Intake
  private(set) var prediction = Prediction()
  /// Operations of the optimiser in a step.
  let optimizerOperations: Double

  /// How often an example stands in its batch: with R-Drop twice, which drops other values each time.
  private let copies: Int
  /// How often the batches of a step are read: with adversarial training twice.
  private let passes: Int

  /// What the model reads of a batch's examples in one pass.
  func batch(_ examples: [Int]) -> TokenBatch {
    TokenBatch(texts: (0..<copies).flatMap { _ in examples.map { inputs[$0].windows } })
  }

  /// Tokens that the model reads of some examples, as often as it reads them.
  func tokens(_ examples: some Sequence<Int>) -> Int { examples.reduce(0) { $0 + passes * copies * lengths[$1] } }

  /// Operations of a step.
  func cost(_ batches: [[Int]]) -> Double { batches.reduce(optimizerOperations) { $0 + cost($1).operations } }

  private func cost(_ examples: [Int]) -> PassCost {
    let lengths = examples.flatMap { inputs[$0].lengths }
    var cost = classifier.model.cost(lengths: (0..<copies).flatMap { _ in lengths })
    cost.tokens *= passes
    cost.operations *= Double(passes)
    return cost
  }

  /// Sequences and tokens of the steps after the first so many.
  func amount(ofStepsAfter step: Int) -> (sequences: Int, tokens: Int) {
    let rest = epochs.joined().dropFirst(step).joined()
    return (rest.reduce(0) { $0 + $1.count }, rest.reduce(0) { $0 + tokens($1) })
  }

  /// - Returns: nil where there are problems; all of them are noted
  init?(_ settings: Sentiment.Settings, from saved: SavedStates.Found? = nil, _ preflight: Preflight) {
    // 1. data
    let data = ClassificationData(settings, preflight)
    for note in data?.notes ?? [] { preflight.fact("data", note) }
    guard preflight.extent != .files, let base = try? Hub.locate(settings.model) else { return nil }

    if let saved, let data {
      _ = preflight.attempt { try RunOrigin.requireSame(data: data.hashes, as: saved) }
      if !preflight.problems.isEmpty { return nil }
    }

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
    if settings.adversarial > 0 && model.encoder.embeddings.words.weight.isFrozen {
      preflight.problem(
        "adversarial moves token embeddings along their gradient, and frozen ones have none: leave them out of freeze")
    }
    preflight.fact(
      "model",
      "\(settings.model): \(model.encoder.blocks.count) layers, \(model.registry.count) parameters,"
        + " \(tokenizer.vocabularySize) tokens for \(model.encoder.configuration.vocabularySize) rows")
    guard let data else { return nil }
    if saved == nil, let labels = data.labels { Self.remark(headOf: base, model, isFor: labels, preflight) }
    let classifier = Classifier(
      model: model, tokenizer: tokenizer, labels: data.labels, maximumLength: min(settings.maxLength ?? limit, limit),
      longTexts: settings.longTexts, about: [:])
    _ = preflight.attempt { try classifier.requireReadable(in: [data.train, data.dev, data.test]) }

    // 3. texts as tokens
    let inputs = data.train.examples.map { classifier.encode($0.text, pair: $0.pair) }
    let long = LongTextCount(inputs)
    var heldOut: [[Int]] = []
    if let line = long.line(classifier) { preflight.remark("train: " + line) }
    for (name, split) in [("dev", data.dev)] + (data.test.map { [("test", $0)] } ?? []) {
      let encoded = split.examples.map { classifier.encode($0.text, pair: $0.pair) }
      if let line = LongTextCount(encoded).line(classifier) { preflight.remark("\(name): " + line) }
      heldOut.append(encoded.flatMap(\.lengths))
    }
    let lengths = inputs.map(\.tokenCount)
    preflight.fact(
      "length",
      "\(lengths.sorted()[lengths.count / 2]) tokens in the median, \(lengths.max() ?? 0) at most;"
        + " the model reads \(limit)")
    let longest = inputs.flatMap(\.lengths).max() ?? 0
    if preflight.problems.isEmpty && longest > limit {
      preflight.problem("a text has \(longest) tokens, but the model reads \(limit)")
    }
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
    requireCountable(steps: total, accumulation: settings.accumulation, preflight)
    if total == 1 && settings.warmup > 0 {
      preflight.remark(
        "the run's one step is the first of the warm-up, whose learning rate is 0: nothing will be trained")
    }
    if total < epochs[0].count {
      preflight.remark("max_steps ends the run in its first epoch: some examples are never trained on")
    }
    intake = Intake(
      read: data.train.examples.count + data.train.droppedCount, refused: data.train.droppedCount, cut: long.cut,
      tokensLost: long.tokensLost, exampleOf: Array(inputs.indices), windows: (long.inWindows, long.windows))
    (self.data, self.source, self.classifier, self.inputs, self.lengths, self.epochs) = (
      data, source, classifier, inputs, lengths, epochs
    )
    copies = settings.rDrop > 0 ? 2 : 1
    passes = settings.adversarial > 0 ? 2 : 1

    // 5. what all of it takes
    optimizerOperations =
      Double(model.registry.parameters.reduce(0) { $0 + ($1.isFrozen ? 0 : $1.value.count) })
      * (Prediction.optimizerOperations + (settings.weightAverage == nil ? 0 : Prediction.averageOperations))
    prediction = predict(settings, heldOut)
    var pace: Pace?
    if preflight.extent == .timed { pace = self.pace(settings) }
    prediction.report(preflight, pace: pace)
  }

  /// - Parameter heldOut: tokens of each sequence of dev and of test
  private func predict(_ settings: Sentiment.Settings, _ heldOut: [[Int]]) -> Prediction {
    let model = classifier.model
    let steps = epochs.joined().prefix(total)
    var prediction = Prediction()
    prediction.steps = total
    prediction.mayStopEarly = settings.patience != nil
    var largest = PassCost()
    for step in steps {
      prediction.work.training += optimizerOperations
      for batch in step {
        let cost = cost(batch)
        prediction.tokens += cost.tokens
        prediction.work.training += cost.operations
        if cost.liveValues > largest.liveValues { largest = cost }
      }
    }
    // Evaluations: now and then on dev, at the end once more on dev and on test.
    var ends = Set([total])
    var last = 0
    for count in epochs.map(\.count) {
      last += count
      if settings.evaluateEvery == nil && last <= total { ends.insert(last) }
    }
    if let every = settings.evaluateEvery { ends.formUnion(stride(from: every, through: total, by: every)) }
    func forward(_ lengths: [Int]) -> Double { model.cost(lengths: lengths).forwardOperations }
    prediction.work.evaluation = Double(ends.count) * forward(heldOut[0]) + heldOut.reduce(0) { $0 + forward($1) }
    // Memory and disk: four bytes a value.
    let parameters = 4 * model.registry.count
    let trained = model.registry.parameters.reduce(0) { $0 + ($1.isFrozen ? 0 : 4 * $1.value.count) }
    let average = settings.weightAverage == nil ? 0 : trained
    let texts = (data.train.examples + data.dev.examples + (data.test?.examples ?? [])).reduce(0) {
      $0 + 300 + 2 * $1.text.utf8.count
    }
    prediction.memory = [
      ("weights", parameters), ("gradients", trained), ("AdamW", 2 * trained), ("average", average),
      ("batch", Prediction.pooled(largest)), ("packed weights", Prediction.packedWeights(model.registry)),
      ("best model read back", 2 * parameters), ("data", texts + 16 * inputs.reduce(0) { $0 + $1.tokenCount }),
      ("program", Prediction.program),
    ]
    let state = parameters + 2 * trained + average
    let saves = ends.count
    // Between evaluations as well, now and then: three states are there at most.
    prediction.disk = parameters + min(3, total) * state + 8 << 20
    prediction.leastDisk = parameters + state
    prediction.work.states = (settings.saveEvery, Double(state))
    prediction.work.saved = Double(saves * state) + 0.5 * Double(saves * parameters) + Double(parameters)
    return prediction
  }

  /// Carries some steps out on the model in memory, which is of no use for training afterwards.
  private func pace(_ settings: Sentiment.Settings) -> Pace {
    let parameters = classifier.model.registry.parameters
    let optimizer = Optimizer(parameters, AdamW())
    let loss = data.loss(settings)
    // A step of very large batches would take too long: then a part of it is timed.
    let steps = epochs.joined().prefix(total).map { step -> [Int] in
      var batch = step[0]
      while batch.count > 1, cost([batch]) > Pace.operationsPerStep { batch.removeLast((batch.count + 1) / 2) }
      return batch
    }
    return Pace(costs: steps.map { cost([$0]) }) { index in
      let examples = steps[index]
      let batch = batch(examples)
      let pass = Pass(offsets: batch.offsets, isTraining: true, seed: 0, step: 0)
      classifier.model.registry.clearGradients()
      for _ in 0..<passes {
        let (logits, saved) = classifier.model.forward(batch, pass)
        classifier.model.backward(loss.gradient(logits, examples, normalizer: loss.weight(examples)).1, saved, pass)
      }
      let norm = gradientNorm(parameters)
      optimizer.step(learningRate: 1e-9, gradientScale: clippingFactor(norm: norm, maximum: 1))
    }
  }

  /// A head that the base model brings along is trained on from where it is, also where its labels were others.
  private static func remark(
    headOf base: String, _ model: SequenceClassifier, isFor labels: LabelMap, _ preflight: Preflight
  ) {
    if model.registry.initialized.contains(model.head.output.weight.name) { return }
    guard let config = try? JSON(parsingFile: base + "/config.json"),
      let before = try? LabelMap(json: config["id2label"] ?? .null), before != labels
    else { return }
    preflight.remark(
      "the base model's head is kept, and was trained for the labels \(before.names.joined(separator: ", ")), in this order;"
        + " this run's are \(labels.names.joined(separator: ", ")): labels=[…] sets their order")
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
