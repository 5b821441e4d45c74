internal import Base
public import Configuration
internal import Datasets
internal import Hub
internal import Tensor
internal import Text
internal import Training
internal import Transformer

/// Fine-tunes a BERT-style encoder with a classification head, and scores what comes out.
///
/// Read it from top to bottom: settings, data, tokenizer and model, batches, the loop, the results.
public enum Sentiment: Recipe {
  /// The word on the command line.
  public static let name = "sentiment"
  /// One line for `attune ls`.
  public static let summary = "fine-tune a BERT-style encoder to sort texts into classes"
  /// The shipped runs.
  public static let configs = [
    Config("sample", PackageResources.sample_yaml), Config("sst2", PackageResources.sst2_yaml),
    Config("sst5", PackageResources.sst5_yaml), Config("cfimdb", PackageResources.cfimdb_yaml),
  ]

  /// What can be known of data and model before the run.
  public static func problems(_ settings: Settings) -> [SettingProblem] {
    var problems = ClassificationData.problems(settings)
    if let found = Hub.problem(locating: settings.model) {
      problems.append(SettingProblem(key: "model", message: found))
    }
    return problems
  }

  /// Trains, keeps the best and the last checkpoint, and scores the best.
  public static func run(_ settings: Settings, in folder: RunFolder, console: Console) throws {
    let start = monotonicSeconds()
    Threads.count = settings.threads ?? Threads.available
    console.say(
      "kernels \(Machine.kernels), OpenBLAS \(Machine.blasCore ?? "not found"), float32, \(Threads.count) threads")

    // Data: every problem of every file is found before anything else happens.
    let data = try ClassificationData(settings)
    for note in data.notes { console.say(note) }
    let labels = data.labels

    // Tokenizer and model. A resumed run takes both from its last checkpoint.
    let base = try Hub.locate(settings.model)
    let states = SavedStates(folder)
    let saved = try folder.isResumed ? states.newest(console) : nil
    let resumes = saved != nil
    let source = saved?.folder ?? base
    let tokenizer = try Tokenizers.load(folder: source)
    let model = try SequenceClassifier(
      folder: source, labelCount: labels?.count ?? 1, pooling: settings.pooling,
      opening: resumes ? .evaluation : .fineTuning, seed: UInt64(settings.seed))
    try Classifier.check(tokenizer, fits: model, folder: source)
    let limit = model.encoder.configuration.maximumLength
    if let wanted = settings.maxLength, wanted > limit {
      throw RecipeError.input("max_length is \(wanted), but the model has \(limit) positions")
    }
    try Classifier.check(tokenizer, cutTo: settings.maxLength ?? limit, fits: model, folder: source)
    var classifier = Classifier(
      model: model, tokenizer: tokenizer, labels: labels, maximumLength: settings.maxLength ?? limit, about: [:])
    try classifier.requireTokens(in: [data.train, data.dev, data.test])
    classifier.about["recipe"] = .string(name)
    classifier.about["environment"] = .object(runEnvironment())
    classifier.about["settings"] = try settings.json()
    classifier.about["base_model"] = .string(settings.model)
    classifier.about["base_model_sha256"] = .string(try SHA256.hexadecimal(ofFile: base + "/model.safetensors"))
    classifier.about["data_sha256"] = .object(data.hashes)
    let registry = model.registry
    console.say("\(settings.model): \(model.encoder.blocks.count) layers, \(registry.count) parameters")
    if !registry.initialized.isEmpty { console.say("initialised: " + registry.initialized.joined(separator: ", ")) }
    if !registry.unused.isEmpty {
      console.say("in the checkpoint but not used: " + registry.unused.joined(separator: ", "))
    }
    let frozen = try freeze(settings.freeze, registry.parameters)
    if frozen > 0 { console.say("frozen: \(frozen) of \(registry.parameters.count) tensors") }

    // Batches.
    let inputs = data.train.examples.map { classifier.encode($0.text, pair: $0.pair) }
    let cut = inputs.filter { $0.cutTokens > 0 }
    if !cut.isEmpty {
      console.warn(
        "\(cut.count) of \(inputs.count) training texts were cut at \(classifier.maximumLength) tokens:"
          + " \(cut.reduce(0) { $0 + $1.cutTokens }) tokens lost")
    }
    let lengths = inputs.map(\.ids.count)
    let plan = BatchPlan(
      size: settings.batchTokens.map(BatchPlan.Size.tokens) ?? .examples(settings.batchSize),
      groupsByLength: settings.groupByLength, seed: UInt64(settings.seed))
    // Token budgets make another number of batches each epoch, so the plan of the whole run is made here.
    let epochs = (0..<settings.epochs).map { epoch in
      let batches = plan.batches(lengths: lengths, epoch: epoch)
      return stride(from: 0, to: batches.count, by: settings.accumulation).map {
        Array(batches[$0..<min(batches.count, $0 + settings.accumulation)])
      }
    }
    let allSteps = epochs.reduce(0) { $0 + $1.count }
    let total = min(settings.maxSteps ?? allSteps, allSteps)
    let warmup = Int((settings.warmup * Double(total)).rounded(.up))
    console.say(
      "\(inputs.count) training examples, \(lengths.reduce(0, +)) tokens, \(total) steps;"
        + " dev \(data.dev.examples.count)" + (data.test.map { ", test \($0.examples.count)" } ?? ""))

    // Optimiser.
    let optimizer = AdamW(
      registry.parameters,
      AdamW.Settings(
        beta1: settings.beta1, beta2: settings.beta2, epsilon: settings.epsilon, weightDecay: settings.weightDecay)
    ) { parameter in
      layerwiseFactor(parameter: parameter.name, layers: model.encoder.blocks.count, decay: settings.layerDecay)
    }
    let loss = data.loss(settings)
    var best = BestScore(isLargerBetter: settings.metric != .loss, patience: settings.patience)
    var tokensSeen = 0
    var secondsBefore = 0.0
    if let state = saved?.state {
      try optimizer.restore(from: SafetensorsFile(path: source + "/optimizer.safetensors"), stepCount: state.step)
      best.restore(best: state.bestScore, step: state.bestStep, waited: state.waited)
      (tokensSeen, secondsBefore) = (state.tokens, state.seconds)
      console.say("resumed after step \(state.step)")
    }
    let log = try RunLog(
      path: folder.appending("metrics.jsonl"), resumedStep: resumes ? optimizer.stepCount : nil)
    let loopStart = monotonicSeconds() - secondsBefore
    var line = ProgressLine(firstStep: optimizer.stepCount)

    func requireFiniteWeights() throws {
      try requireFinite(weights: registry.parameters, step: optimizer.stepCount, learningRate: settings.learningRate)
    }
    func saveState() throws {
      try requireFiniteWeights()
      try states.save { temporary in
        try classifier.write(to: temporary)
        try TrainingState(
          step: optimizer.stepCount, bestScore: best.best, bestStep: best.step, waited: best.waited,
          tokens: tokensSeen, seconds: monotonicSeconds() - loopStart
        ).write(to: temporary, optimizer)
      }
    }

    // The loop.
    var step = 0
    training: for (epoch, steps) in epochs.enumerated() {
      for (place, batches) in steps.enumerated() {
        step += 1
        if step > total || best.isExhausted { break training }
        if step <= optimizer.stepCount { continue }
        let rate = settings.learningRate * settings.schedule.factor(step: step - 1, total: total, warmup: warmup)
        // 1. gradients of all batches of the step, each weighted as in one large batch
        registry.clearGradients()
        let normalizer = loss.weight(batches.joined())
        var stepLoss = 0.0
        for (index, examples) in batches.enumerated() {
          let batch = TokenBatch(examples.map { (inputs[$0].ids, inputs[$0].typeIDs) })
          let pass = Pass(
            offsets: batch.offsets, isTraining: true, seed: UInt64(settings.seed),
            step: UInt32((step - 1) * settings.accumulation + index))
          let (logits, saved) = model.forward(batch, pass)
          let (value, dLogits) = loss.gradient(logits, examples, normalizer: normalizer)
          model.backward(dLogits, saved, pass)
          stepLoss += value
          tokensSeen += batch.ids.count
        }
        // 2. clip and step
        let norm = gradientNorm(registry.parameters)
        try requireFinite(loss: stepLoss, norm: norm, registry.parameters, step: step, learningRate: rate) {
          batches.joined().map { data.train.examples[$0] }.map { "\($0.file):\($0.line)" }
        }
        let scale = settings.gradientClip > 0 ? clippingFactor(norm: norm, maximum: settings.gradientClip) : 1
        optimizer.step(learningRate: rate, gradientScale: scale)
        // 3. tell
        let epochsDone = Double(epoch) + Double(place + 1) / Double(steps.count)
        let seconds = monotonicSeconds() - loopStart
        let speed = Double(tokensSeen) / seconds
        try log.append([
          "step": .integer(step), "epoch": .number(epochsDone), "loss": .number(stepLoss),
          "learning_rate": .number(rate), "tokens_per_second": .number(speed), "seconds": .number(seconds),
          "gradient_norm": .number(norm),
        ])
        line.note(loss: stepLoss)
        console.progress(isLast: step == total) {
          line.text(
            step: step, total: total, epoch: epochsDone, learningRate: rate, tokensPerSecond: speed)
        }
        // 4. evaluate and keep
        let isDue = settings.evaluateEvery.map { step % $0 == 0 } ?? (place == steps.count - 1)
        if isDue || step == total {
          let score = data.score(data.dev, classifier)
          let isBest = best.note(score.value(settings.metric), step: step)
          var object: JSON.Object = [
            "step": .integer(step), "epoch": .number(epochsDone), "split": .string("dev"),
            "loss": .number(score.loss), "learning_rate": .number(rate), "tokens_per_second": .number(speed),
            "seconds": .number(monotonicSeconds() - loopStart),
          ]
          for (key, value) in score.headline { object[key] = .number(value) }
          try log.append(object)
          let numbers = score.headline.map { "\($0) \(fixed($1, 4))" } + ["loss \(fixed(score.loss, 4))"]
          console.say("dev after step \(step): " + numbers.joined(separator: ", ") + (isBest ? "  (best so far)" : ""))
          if isBest {
            classifier.about["step"] = .integer(step)
            classifier.about["dev"] = .object(score.json)
            try requireFiniteWeights()
            try writeFolderDurably(folder.appending("best")) { try classifier.write(to: $0) }
          }
          if best.isExhausted { console.say("no improvement in \(best.waited) evaluations: stopped early") }
          if step < total { try saveState() }
        }
        if console.isInterrupted {
          try saveState()
          throw RunStopped.interrupted(folder: folder.path, step: step)
        }
      }
    }
    try saveState()

    try states.forgetPrevious()

    // Results: the best checkpoint, read back from the disk as `attune evaluate` would.
    let seconds = monotonicSeconds() - loopStart
    let chosen = try Classifier.open(folder.appending("best"))
    var results: JSON.Object = [
      "recipe": .string(name), "step": .integer(best.step), "steps": .integer(optimizer.stepCount),
      "metric": .string(settings.metric.rawValue), "seed": .integer(settings.seed),
      "training_seconds": .number(seconds), "tokens": .integer(tokensSeen),
      "examples": .object([
        "read": .integer(data.train.examples.count + data.train.droppedCount),
        "left_out": .integer(data.train.droppedCount), "trained_on": .integer(inputs.count),
        "cut": .integer(cut.count), "tokens_lost": .integer(cut.reduce(0) { $0 + $1.cutTokens }),
      ]),
      "environment": .object(runEnvironment()),
      "peak_memory_bytes": .integer(peakMemory()),
    ]
    for (split, examples) in [("dev", data.dev)] + (data.test.map { [("test", $0)] } ?? []) {
      let score = data.score(examples, chosen)
      results[split] = .object(score.json)
      console.say(
        "\n\(split): \(examples.examples.count) examples of \(examples.path), checkpoint of step \(best.step)")
      console.say(score.table)
    }
    results["seconds"] = .number(monotonicSeconds() - start)
    try writeFileDurably(folder.appending("results.json"), Array(JSON.object(results).pretty.utf8))
    console.say(
      "\ntrained in \(duration(seconds)), \(Int(Double(tokensSeen) / seconds)) tokens/s,"
        + " peak memory \(peakMemory() >> 20) MiB; checkpoint: \(folder.appending("best"))")
  }

  /// Freezes the parameters that a pattern names and returns how many.
  private static func freeze(_ patterns: [String], _ parameters: [Parameter]) throws -> Int {
    for pattern in patterns {
      let named = parameters.filter { ("." + $0.name + ".").contains("." + pattern + ".") }
      if named.isEmpty {
        throw RecipeError.input(
          "freeze: no parameter's name has the part \"\(pattern)\"; names are like \(parameters[0].name)")
      }
      for parameter in named { parameter.isFrozen = true }
    }
    let frozen = parameters.count { $0.isFrozen }
    if frozen == parameters.count { throw RecipeError.input("freeze: nothing is left to train") }
    return frozen
  }
}
