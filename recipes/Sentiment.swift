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
    Config("sst2-tuned", PackageResources.sst2_tuned_yaml), Config("sst5", PackageResources.sst5_yaml),
    Config("sst5-tuned", PackageResources.sst5_tuned_yaml), Config("cfimdb", PackageResources.cfimdb_yaml),
  ]

  /// What can be known of data and model before the run.
  public static func problems(_ settings: Settings) -> [SettingProblem] {
    var problems = ClassificationData.problems(settings)
    if let found = Hub.problem(locating: settings.model) {
      problems.append(SettingProblem(key: "model", message: found))
    }
    return problems
  }

  /// Everything else that can be known before the first step.
  public static func preflight(_ settings: Settings, _ preflight: Preflight) {
    useMachine(settings, preflight)
    _ = SentimentPreparation(settings, preflight)
  }

  /// Trains, keeps the best and the last checkpoint, and scores the best.
  public static func run(_ settings: Settings, in folder: RunFolder, console: Console) throws {
    let start = monotonicSeconds()
    useMachine(settings, console)

    // Data, tokenizer, model and batches: every problem is found before anything else happens. A resumed run takes model
    // and tokenizer from its last checkpoint.
    let states = SavedStates(folder)
    let saved = try folder.isResumed ? states.newest(console) : nil
    let resumes = saved != nil
    let preflight = Preflight(.everything, folder: folder.path)
    let found = SentimentPreparation(settings, from: saved, preflight)
    let prepared = try preflight.require(found)
    let (data, source, total) = (prepared.data, prepared.source, prepared.total)
    for note in data.notes { console.say(note) }
    for remark in preflight.remarks { console.warn(remark) }
    var classifier = prepared.classifier
    let model = classifier.model
    let registry = model.registry
    let remark = try classifier.noteOrigin(settings, base: Hub.locate(settings.model), data, saved)
    try RunOrigin.requireSame(classifier.about, as: folder)
    if let remark { console.warn(remark) }
    if folder.isResumed && saved == nil { console.warn("no state was saved: the run begins again at its first step") }
    for line in classifier.modelLines(settings.model) { console.say(line) }
    let warmup = Int((settings.warmup * Double(total)).rounded(.up))
    console.say(
      "\(prepared.inputs.count) training examples; dev \(data.dev.examples.count)"
        + (data.test.map { ", test \($0.examples.count)" } ?? ""))
    let all = prepared.inputs.indices
    var ledger = Ledger(
      prepared.intake, planned: (settings.epochs * all.count, settings.epochs * prepared.tokens(all)))
    let forecast = Forecast(prepared.prediction, console)

    // Optimiser, and the mean of the weights that it makes.
    let headFactor = (settings.headLearningRate ?? settings.learningRate) / settings.learningRate
    let optimizer = Optimizer(
      registry.parameters,
      AdamW(
        beta1: settings.beta1, beta2: settings.beta2, epsilon: settings.epsilon, weightDecay: settings.weightDecay)
    ) { parameter in
      layerwiseFactor(parameter.depth, layers: model.encoder.blocks.count, decay: settings.layerDecay)
        * (parameter.depth == .head ? headFactor : 1)
    }
    let average = settings.weightAverage.map { WeightAverage(registry.parameters, decay: $0) }
    let loss = data.loss(settings)
    var best = BestScore(isLargerBetter: settings.metric != .loss, patience: settings.patience)
    var tokensSeen = 0
    var secondsBefore = 0.0
    if let state = saved?.state {
      try optimizer.restore(from: SafetensorsFile(path: source + "/optimizer.safetensors"), stepCount: state.step)
      try average?.restore(from: SafetensorsFile(path: source + "/average.safetensors"))
      best.restore(best: state.bestScore, step: state.bestStep, waited: state.waited)
      (tokensSeen, secondsBefore) = (state.tokens, state.seconds)
      console.say("resumed after step \(state.step)")
    }
    let log = try folder.openLog(resumedStep: resumes ? optimizer.stepCount : nil, console)
    let loopStart = monotonicSeconds() - secondsBefore
    var lastSave = monotonicSeconds()
    var line = ProgressLine(firstStep: optimizer.stepCount, smoothedLoss: saved?.state.smoothedLoss)

    func requireFiniteWeights() throws {
      try requireFinite(weights: registry.parameters, step: optimizer.stepCount, learningRate: settings.learningRate)
    }
    func saveState() throws {
      try requireFiniteWeights()
      classifier.about["ledger"] = ledger.json
      try states.save { temporary in
        try log.flush()
        try classifier.write(to: temporary)
        try TrainingState(
          step: optimizer.stepCount, bestScore: best.best, bestStep: best.step, waited: best.waited,
          tokens: tokensSeen, seconds: monotonicSeconds() - loopStart, smoothedLoss: line.smoothedLoss
        ).write(to: temporary, optimizer, average)
      }
      lastSave = monotonicSeconds()
    }

    // The loop.
    var step = 0
    training: for (epoch, steps) in prepared.epochs.enumerated() {
      for (place, batches) in steps.enumerated() {
        step += 1
        if step > total || (best.isExhausted && step > optimizer.stepCount) { break training }
        ledger.note(batches.joined(), tokens: prepared.tokens(batches.joined()))
        if step <= optimizer.stepCount {
          forecast.skip(cost: prepared.cost(batches))
          continue
        }
        forecast.beginStep()
        let rate = settings.learningRate * settings.schedule.factor(step: step - 1, total: total, warmup: warmup)
        // 1. gradients of all batches of the step, each weighted as in one large batch
        registry.clearGradients()
        let normalizer = loss.weight(batches.joined())
        func addGradients() -> Double {
          var sum = 0.0
          for (index, examples) in batches.enumerated() {
            let batch = prepared.batch(examples)
            let pass = Pass(
              offsets: batch.offsets, isTraining: true, seed: UInt64(settings.seed),
              step: UInt32((step - 1) * settings.accumulation + index))
            let (logits, saved) = model.forward(batch, pass)
            let (value, dLogits) = loss.gradient(logits, examples, normalizer: normalizer)
            model.backward(dLogits, saved, pass)
            sum += value
            tokensSeen += batch.ids.count
          }
          return sum
        }
        let stepLoss = addGradients()
        if settings.adversarial > 0 {
          withAdversarial(model.encoder.embeddings.words.weight, distance: settings.adversarial) { _ = addGradients() }
        }
        // 2. clip, step, and take the weights into their mean
        let norm = gradientNorm(registry.parameters)
        try requireFinite(loss: stepLoss, norm: norm, registry.parameters, step: step, learningRate: rate) {
          batches.joined().map { data.train.examples[$0] }.map { "\($0.file):\($0.line)" }
        }
        let scale = settings.gradientClip > 0 ? clippingFactor(norm: norm, maximum: settings.gradientClip) : 1
        optimizer.step(learningRate: rate, gradientScale: scale)
        average?.note(step: step)
        forecast.endStep(cost: prepared.cost(batches))
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
        // 4. evaluate and keep: the mean of the weights, where there is one
        let isDue = settings.evaluateEvery.map { step % $0 == 0 } ?? (place == steps.count - 1)
        let isEvaluated = isDue || step == total
        if isEvaluated {
          average?.exchange()
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
            // The other checkpoints have other weights, so the score is not theirs.
            var kept = classifier
            kept.about["step"] = .integer(step)
            kept.about["dev"] = .object(score.json)
            kept.about["ledger"] = ledger.json
            try requireFiniteWeights()
            try writeFolderDurably(folder.appending("best")) { try kept.write(to: $0) }
          }
          average?.exchange()
          if best.isExhausted { console.say("no improvement in \(best.waited) evaluations: stopped early") }
        }
        // 5. save what a killed run goes on from; the last state is saved below
        let isInterrupted = console.isInterrupted
        if isInterrupted || step < total && (isEvaluated || monotonicSeconds() - lastSave >= settings.saveEvery) {
          try saveState()
        }
        if isInterrupted {
          throw RunStopped.interrupted(folder: folder.path, step: step)
        }
      }
    }
    try ledger.close(notReached: prepared.amount(ofStepsAfter: optimizer.stepCount), tokensSeen: tokensSeen)
    try saveState()
    try states.forgetPrevious()

    // Results: the best checkpoint, read back from the disk as `attune evaluate` would.
    let seconds = monotonicSeconds() - loopStart
    let chosen = try Classifier.open(folder.appending("best"))
    var results: JSON.Object = [
      "recipe": .string(name), "step": .integer(best.step), "steps": .integer(optimizer.stepCount),
      "metric": .string(settings.metric.rawValue), "seed": .integer(settings.seed),
      "training_seconds": .number(seconds), "tokens": .integer(tokensSeen),
      "ledger": ledger.json,
      "environment": .object(runEnvironment()),
      "peak_memory_bytes": .integer(peakMemory()),
    ]
    results.add(try scoredHashes(folder.appending("best"), chosen.tokenizer))
    for (split, examples) in [("dev", data.dev)] + (data.test.map { [("test", $0)] } ?? []) {
      let score = data.score(examples, chosen)
      var object = score.json
      object["data_sha256"] = .string(examples.sha256)
      results[split] = .object(object)
      console.say(
        "\n\(split): \(examples.examples.count) examples of \(examples.path), checkpoint of step \(best.step)")
      console.say(score.table)
    }
    results["seconds"] = .number(secondsBefore + monotonicSeconds() - start)
    let comparison = forecast.comparison(tokens: tokensSeen)
    results["prediction"] = comparison.json
    for (key, value) in [("ledger", ledger.json), ("prediction", comparison.json)] {
      try addToCheckpoint(folder.appending("best"), key, value)
    }
    try writeFileDurably(folder.appending("results.json"), Array(JSON.object(results).pretty.utf8))
    console.say(
      "\ntrained in \(duration(seconds)), \(Int(Double(tokensSeen) / seconds)) tokens/s,"
        + " peak memory \(peakMemory() >> 20) MiB; checkpoint: \(folder.appending("best"))")
    console.say(comparison.line)
    if let line = ledger.line { console.say(line) }
  }
}
