internal import Base
internal import Tensor
internal import Training
internal import Transformer

/// One stage of training a language model: pretraining on documents or fine-tuning on questions.
///
/// The recipes share it as they share an optimiser: it is given what to train on and how to score, and leaves
/// checkpoints, lines in the log, and an entry in the list of stages.
struct LanguageModelStage {
  /// "pretraining", "finetuning" …
  let name: String
  let settings: StageSettings
  /// Seed of order and dropout; another for each stage.
  let seed: UInt64
  /// What an epoch, counted from 0, trains on; always the same for one epoch.
  let sequences: (_ epoch: Int) -> [LanguageSequence]
  /// Lengths and targets of what `sequences` gives.
  let shapes: (_ epoch: Int) -> [SequenceShape]
  /// Where the sequences come from.
  let intake: Intake
  /// The file and line that a sequence is from, by its index.
  let source: (Int) -> String
  /// Where the states to resume from are, below the run's folder: "" or a folder with a slash.
  let statesBelow: String
  /// Seconds between two saves of the state.
  let saveEvery: Double
  /// Where the model goes once the stage is done, below the run's folder; nil where the best one is kept.
  var keptAs: String?
  /// How checkpoints are scored; nil where the last one is what is wanted.
  var evaluation: Evaluation?

  /// Scores a model now and then and keeps the best one.
  struct Evaluation {
    /// Epochs between two evaluations; the last epoch always ends with one.
    let everyEpochs: Int
    let isLargerBetter: Bool
    let patience: Int?
    /// Where the best checkpoint goes, below the run's folder.
    let bestFolder: String
    /// The score that chooses, numbers for the log, and what the checkpoint says of itself.
    let score: (LanguageModel) throws -> (value: Double, headline: [(String, Double)], about: JSON.Object)
  }

  /// Trains to the end, or throws `RunStopped.interrupted` after saving.
  ///
  /// - Parameters:
  ///   - subject: the model, changed in place
  ///   - saved: the state to go on from, from which `subject` was opened; nil begins
  ///   - firstStep: steps of the run's earlier stages
  func run(
    _ subject: LanguageModel, in folder: RunFolder, from saved: SavedStates.Found?, firstStep: Int, log: RunLog,
    forecast: Forecast, console: Console
  ) throws -> StageList.Entry {
    var subject = subject
    let registry = subject.model.registry
    let stepCounts = stepCounts
    let total = min(settings.maxSteps ?? .max, stepCounts.reduce(0, +))
    var ledger = Ledger(intake, planned: planned)
    let warmup = Int((settings.warmup * Double(total)).rounded(.up))
    let optimizer = Optimizer(
      registry.parameters,
      AdamW(
        beta1: settings.beta1, beta2: settings.beta2, epsilon: settings.epsilon, weightDecay: settings.weightDecay))
    var best = BestScore(isLargerBetter: evaluation?.isLargerBetter ?? true, patience: evaluation?.patience)
    var tokensSeen = 0
    var secondsBefore = 0.0
    if let saved {
      let state = saved.state
      try optimizer.restore(from: SafetensorsFile(path: saved.folder + "/optimizer.safetensors"), stepCount: state.step)
      best.restore(best: state.bestScore, step: state.bestStep, waited: state.waited)
      (tokensSeen, secondsBefore) = (state.tokens, state.seconds)
      console.say("\(name): resumed after step \(state.step) of \(total)")
    }
    let start = monotonicSeconds() - secondsBefore
    var lastSave = monotonicSeconds()
    var line = ProgressLine(firstStep: optimizer.stepCount, smoothedLoss: saved?.state.smoothedLoss)

    func requireFiniteWeights() throws {
      try requireFinite(weights: registry.parameters, step: optimizer.stepCount, learningRate: settings.learningRate)
    }

    func saveState() throws {
      try requireFiniteWeights()
      subject.note(ledger, of: name)
      try SavedStates(folder, below: statesBelow).save { temporary in
        try log.flush()
        try subject.write(to: temporary)
        try TrainingState(
          step: optimizer.stepCount, bestScore: best.best, bestStep: best.step, waited: best.waited,
          tokens: tokensSeen, seconds: monotonicSeconds() - start, smoothedLoss: line.smoothedLoss, stage: name
        ).write(to: temporary, optimizer)
      }
      lastSave = monotonicSeconds()
    }

    forEachStep(of: optimizer.stepCount) { batches, shapes in
      ledger.note(batches.joined(), tokens: tokens(of: batches, shapes))
      forecast.skip(cost: cost(of: batches, shapes, subject.model))
    }
    var stepsBefore = 0
    training: for epoch in 0..<settings.epochs {
      // A run may have been killed between its last step and the end of the stage.
      if optimizer.stepCount >= total || best.isExhausted { break }
      defer { stepsBefore += stepCounts[epoch] }
      // A resumed run passes over the epochs and steps that are done.
      if stepsBefore + stepCounts[epoch] <= optimizer.stepCount { continue }
      let (data, shapes) = (sequences(epoch), shapes(epoch))
      let steps = steps(in: epoch, shapes)
      for (place, batches) in steps.enumerated() where stepsBefore + place >= optimizer.stepCount {
        forecast.beginStep()
        let step = optimizer.stepCount + 1
        let rate = settings.learningRate * settings.schedule.factor(step: step - 1, total: total, warmup: warmup)
        // 1. gradients of all batches of the step, each loss a part of the mean over all targets
        registry.clearGradients()
        let normalizer = Double(batches.joined().reduce(0) { $0 + data[$1].targetCount })
        var stepLoss = 0.0
        for (index, batch) in batches.enumerated() {
          let tokens = TokenBatch(batch.map { data[$0].ids })
          let pass = Pass(
            offsets: tokens.offsets, isTraining: true, seed: seed,
            step: UInt32((step - 1) * settings.accumulation + index))
          stepLoss += subject.model.lossAndGradients(
            tokens, targets: batch.flatMap { data[$0].targets }, normalizer: normalizer, pass)
          tokensSeen += tokens.ids.count
        }
        // 2. clip and step
        let norm = gradientNorm(registry.parameters)
        try requireFinite(loss: stepLoss, norm: norm, registry.parameters, step: step, learningRate: rate) {
          batches.joined().map(source)
        }
        optimizer.step(
          learningRate: rate,
          gradientScale: settings.gradientClip > 0 ? clippingFactor(norm: norm, maximum: settings.gradientClip) : 1)
        forecast.endStep(cost: cost(of: batches, shapes, subject.model))
        ledger.note(batches.joined(), tokens: tokens(of: batches, shapes))
        // 3. tell
        let epochsDone = Double(epoch) + Double(place + 1) / Double(steps.count)
        let seconds = monotonicSeconds() - start
        let speed = Double(tokensSeen) / seconds
        let numbers: JSON.Object = [
          "step": .integer(firstStep + step), "stage": .string(name), "epoch": .number(epochsDone),
          "loss": .number(stepLoss), "learning_rate": .number(rate), "tokens_per_second": .number(speed),
          "seconds": .number(seconds), "gradient_norm": .number(norm),
        ]
        try log.append(numbers)
        line.note(loss: stepLoss)
        console.progress(isLast: step == total) {
          line.text(step: step, total: total, epoch: epochsDone, learningRate: rate, tokensPerSecond: speed)
        }
        // 4. evaluate and keep
        let isLast = step == total
        if let evaluation, isLast || (place == steps.count - 1 && (epoch + 1) % evaluation.everyEpochs == 0) {
          let score = try evaluation.score(subject)
          let isBest = best.note(score.value, step: step)
          var object = numbers
          object["split"] = .string("dev")
          object["loss"] = nil
          for (key, value) in score.headline { object[key.lowercased().replacing(" ", with: "_")] = .number(value) }
          try log.append(object)
          console.say(
            "\(name), dev after step \(step): "
              + score.headline.map { "\($0) \(fixed($1, 4))" }.joined(separator: ", ")
              + (isBest ? "  (best so far)" : ""))
          if isBest {
            // The other checkpoints have other weights, so the score is not theirs.
            var kept = subject
            kept.note(ledger, of: name)
            kept.about["step"] = .integer(firstStep + step)
            for (key, value) in score.about.members { kept.about[key] = value }
            try requireFiniteWeights()
            try writeFolderDurably(folder.appending(evaluation.bestFolder)) { try kept.write(to: $0) }
          }
          if best.isExhausted { console.say("no improvement in \(best.waited) evaluations: stopped early") }
        }
        if isLast || best.isExhausted { break training }
        if console.isInterrupted || monotonicSeconds() - lastSave >= saveEvery { try saveState() }
        if console.isInterrupted { throw RunStopped.interrupted(folder: folder.path, step: firstStep + step) }
      }
    }
    try ledger.close(notReached: rest(after: optimizer.stepCount), tokensSeen: tokensSeen)
    try saveState()
    if let line = ledger.line { console.say("\(name), \(line)") }
    if let keptAs { try writeFolderDurably(folder.appending(keptAs)) { try subject.write(to: $0) } }
    return StageList.Entry(
      name: name, lastStep: firstStep + optimizer.stepCount, seconds: monotonicSeconds() - start, tokens: tokensSeen,
      summary: [
        "steps": .integer(optimizer.stepCount), "best_step": best.best == nil ? .null : .integer(best.step),
        "final_loss": line.smoothedLoss.map(JSON.number) ?? .null, "ledger": ledger.json,
      ])
  }
}
