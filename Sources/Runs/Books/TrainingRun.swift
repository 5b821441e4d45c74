package import Base
internal import Tensor
package import Training
package import Transformer

/// Does the bookkeeping of a training run, so that a recipe contains little more than its loop.
///
///     while let step = try run.next() {
///       registry.clearGradients()
///       …                                                     // gradients of step.batches
///       let norm = try optimizer.step(clippedTo: 1, learningRate: step.learningRate) {
///         try run.requireFinite(step, loss: loss, gradientNorm: $0)
///       }
///       try run.record(step, loss: loss, gradientNorm: norm, tokens: tokens)
///       if run.evaluationIsDue { try run.evaluate(score()) { try model.write(to: $0) } }
///       try run.saveIfDue { try model.write(to: $0) }
///     }
///     let outcome = try run.finish { try model.write(to: $0) }
///
/// It handles the order of steps, the steps that a resumed run skips, the ledger, the forecast, the log, the progress
/// line, the best score, patience, saves, and requests to stop. It never changes the weights.
package final class TrainingRun {
  /// How a run trains, apart from its data.
  package struct Options {
    /// Learning rate, schedule, warm-up and accumulation.
    let optimization: OptimizationSettings
    /// Seconds between two saves of the state.
    let saveEvery: Double
    /// Seed of dropout.
    let seed: UInt64
    /// When the dev data are scored; nil keeps the last checkpoint.
    let evaluation: EvaluationPlan?
    /// The name of the stage in a run with several stages, for the log; nil in a run of one stage.
    let stage: String?
    /// Steps of the run's earlier stages.
    let firstStep: Int

    /// Options; a run of one stage has no stage name.
    package init(
      _ optimization: OptimizationSettings, saveEvery: Double, seed: UInt64, evaluation: EvaluationPlan?,
      stage: String? = nil, firstStep: Int = 0
    ) {
      self.optimization = optimization
      self.saveEvery = saveEvery
      self.seed = seed
      self.evaluation = evaluation
      self.stage = stage
      self.firstStep = firstStep
    }
  }

  /// Where a run writes its results.
  package struct Place {
    let folder: RunFolder
    let states: SavedStates
    let log: RunLog
    let forecast: Forecast
    package let console: Console

    /// The run's folder with its states, log, forecast and console.
    package init(_ folder: RunFolder, _ states: SavedStates, _ log: RunLog, _ forecast: Forecast, _ console: Console) {
      (self.folder, self.states, self.log, self.forecast, self.console) = (folder, states, log, forecast, console)
    }
  }

  private let plan: TrainingPlan
  private let options: Options
  private let place: Place
  private let parameters: [Parameter]
  private let optimizer: Optimizer
  private let average: WeightAverage?

  private var ledger: Ledger
  private var best: BestScore
  private var line: ProgressLine
  private let start: Double
  private var lastSave = monotonicSeconds()
  private var tokensSeen = 0
  /// Completed steps, and steps that `next` has passed.
  private var (done, passed) = (0, 0)
  private var epoch: (index: Int, steps: TrainingPlan.Epoch, place: Int)?
  /// The step that `next` returned last.
  private var current: TrainingStep?
  private var wasEvaluated = false

  /// A run that starts at its first step, or from a saved state.
  ///
  /// - Parameters:
  ///   - parameters: the parameters of the model, in order
  ///   - average: the running average of the weights, which is saved with the state; nil if there is none
  ///   - saved: the state from which the model was opened; nil starts at the first step
  /// - Throws: `CheckpointError` if the saved state does not fit the model.
  package init(
    _ plan: TrainingPlan, _ options: Options, at place: Place, _ parameters: [Parameter], _ optimizer: Optimizer,
    average: WeightAverage? = nil, from saved: SavedStates.Found?
  ) throws {
    self.plan = plan
    self.options = options
    self.place = place
    self.parameters = parameters
    self.optimizer = optimizer
    self.average = average
    ledger = Ledger(plan.intake, planned: plan.planned)
    let evaluation = options.evaluation
    best = BestScore(isLargerBetter: evaluation?.isLargerBetter ?? true, patience: evaluation?.patience)
    if let saved {
      let state = saved.state
      try optimizer.restore(from: SafetensorsFile(path: saved.folder + "/optimizer.safetensors"), stepCount: state.step)
      try average?.restore(from: SafetensorsFile(path: saved.folder + "/average.safetensors"))
      best.restore(best: state.bestScore, step: state.bestStep, waited: state.waited)
      (tokensSeen, done) = (state.tokens, state.step)
      place.console.say(
        (options.stage.map { $0 + ": " } ?? "") + "resumed after step \(state.step) of \(plan.total)")
    }
    start = monotonicSeconds() - (saved?.state.seconds ?? 0)
    line = ProgressLine(firstStep: done, smoothedLoss: saved?.state.smoothedLoss)
  }

  /// The next step, or nil at the end of the run: all steps are complete, or patience is exhausted.
  ///
  /// Steps that an earlier process completed are counted and skipped.
  package func next() throws -> TrainingStep? {
    while passed < plan.total {
      if passed >= done && best.isExhausted { return nil }
      let (epoch, batches) = nextBatches()
      passed += 1
      let (tokens, cost) = (epoch.steps.tokens(batches), epoch.steps.cost(batches))
      if passed <= done {
        ledger.note(batches.joined(), tokens: tokens)
        place.forecast.skip(cost: cost)
        continue
      }
      let warmup = Int((options.optimization.warmup * Double(plan.total)).rounded(.up))
      let factor = options.optimization.schedule.factor(
        step: passed - 1, total: plan.total, warmup: warmup, halveEvery: options.optimization.halveEvery)
      let step = TrainingStep(
        number: passed, epoch: epoch.index,
        epochsDone: Double(epoch.index) + Double(epoch.place) / Double(epoch.steps.steps.count), batches: batches,
        learningRate: options.optimization.learningRate * factor, endsEpoch: epoch.place == epoch.steps.steps.count,
        isLast: passed == plan.total, seed: options.seed,
        firstBatch: UInt32((passed - 1) * options.optimization.accumulation),
        tokens: tokens, cost: cost)
      (current, wasEvaluated) = (step, false)
      place.forecast.beginStep()
      return step
    }
    return nil
  }

  private func nextBatches() -> (epoch: (index: Int, steps: TrainingPlan.Epoch, place: Int), batches: [[Int]]) {
    while epoch.map({ $0.place == $0.steps.steps.count }) ?? true {
      let index = epoch.map { $0.index + 1 } ?? 0
      epoch = (index, plan.epoch(index), 0)
    }
    epoch!.place += 1
    return (epoch!, epoch!.steps.steps[epoch!.place - 1])
  }

  /// Stops the run if the loss or the gradient norm is not finite, before the weights change.
  ///
  /// - Throws: `RunError.notFinite` with the examples of the step.
  package func requireFinite(_ step: TrainingStep, loss: Double, gradientNorm: Double) throws {
    try Runs.requireFinite(
      loss: loss, norm: gradientNorm, parameters, step: step.number, learningRate: step.learningRate
    ) { step.examples.map(plan.source) }
  }

  /// Logs a completed step.
  ///
  /// - Parameter tokens: tokens that the model has read
  package func record(_ step: TrainingStep, loss: Double, gradientNorm: Double, tokens: Int) throws {
    done = step.number
    tokensSeen += tokens
    place.forecast.endStep(cost: step.cost)
    ledger.note(step.examples, tokens: step.tokens)
    line.note(loss: loss)
    try log(step, [("loss", loss)], gradientNorm: gradientNorm)
    place.console.progress(isLast: step.isLast) {
      line.text(
        step: step.number, total: plan.total, epoch: step.epochsDone, learningRate: step.learningRate,
        tokensPerSecond: speed)
    }
  }

  /// Whether the dev data must be scored now.
  package var evaluationIsDue: Bool {
    guard let evaluation = options.evaluation, let current else { return false }
    return evaluation.isDue(after: current)
  }

  /// Logs a score, and writes the checkpoint if the score is the best so far.
  ///
  /// - Parameter write: writes the checkpoint's files, `attune.json` among them, into a folder
  package func evaluate(_ score: DevScore, write: (_ folder: String) throws -> Void) throws {
    guard let evaluation = options.evaluation, let step = current else { return }
    wasEvaluated = true
    let isBest = best.note(score.value, step: step.number)
    try log(step, score.numbers, split: "dev")
    let numbers = score.numbers.map { "\($0.name) \(fixed($0.value, 4))" }.joined(separator: ", ")
    place.console.say(
      (options.stage.map { $0 + ", " } ?? "") + "dev after step \(step.number): \(numbers)"
        + (isBest ? "  (best so far)" : ""))
    if isBest {
      // The score belongs to this checkpoint only: the other checkpoints have other weights.
      var about: JSON.Object = ["step": .integer(options.firstStep + step.number)]
      about.add(score.about)
      try keep(as: evaluation.bestFolder, about: about, write: write)
    }
    if best.isExhausted { place.console.say("no improvement in \(best.waited) evaluations: stopped early") }
  }

  /// Saves the state from which a killed run resumes, if a save is due or the user has asked the run to stop.
  ///
  /// - Parameter write: writes the checkpoint's files, `attune.json` among them, into a folder
  /// - Throws: `RunStopped.interrupted` after the save, if the user has asked the run to stop.
  package func saveIfDue(write: (_ folder: String) throws -> Void) throws {
    guard let step = current else { return }
    let isInterrupted = place.console.isInterrupted
    // The last state is saved by `finish`.
    let isOver = step.isLast || best.isExhausted
    let isDue =
      wasEvaluated && options.evaluation?.savesState == true || monotonicSeconds() - lastSave >= options.saveEvery
    if isInterrupted || !isOver && isDue { try saveState(write) }
    if isInterrupted {
      throw RunStopped.interrupted(folder: place.folder.path, step: options.firstStep + step.number)
    }
  }

  /// The outcome of a run.
  package struct Outcome {
    /// Completed steps, and the step of the best score; nil without one.
    package let (steps, bestStep): (Int, Int?)
    /// The exponential moving average of the loss: each step has 5% less weight than the next.
    package let finalLoss: Double?
    /// Seconds of training, including evaluations, and tokens that the model has read.
    package let (seconds, tokens): (Double, Int)
    /// The account of every example.
    package let ledger: Ledger
  }

  /// Checks the ledger and saves the last state.
  ///
  /// - Parameter write: writes the checkpoint's files, `attune.json` among them, into a folder
  package func finish(write: (_ folder: String) throws -> Void) throws -> Outcome {
    try ledger.close(notReached: plan.rest(after: done), tokensSeen: tokensSeen)
    try saveState(write)
    try place.states.forgetPrevious()
    return Outcome(
      steps: done, bestStep: best.best == nil ? nil : best.step, finalLoss: line.smoothedLoss,
      seconds: monotonicSeconds() - start, tokens: tokensSeen, ledger: ledger)
  }

  /// Writes a checkpoint below the run's folder.
  ///
  /// - Parameters:
  ///   - about: members of its `attune.json`, in addition to the ledger
  ///   - write: writes the checkpoint's files, `attune.json` among them, into a folder
  package func keep(
    as name: String, about: JSON.Object = [:], write: (_ folder: String) throws -> Void
  ) throws {
    try requireFiniteWeights()
    try writeFolderDurably(place.folder.appending(name)) { temporary in
      try write(temporary)
      try note(about, in: temporary)
    }
  }

  private func saveState(_ write: (_ folder: String) throws -> Void) throws {
    try requireFiniteWeights()
    try place.states.save { temporary in
      try place.log.flush()
      try write(temporary)
      try note([:], in: temporary)
      try TrainingState(
        step: done, bestScore: best.best, bestStep: best.step, waited: best.waited, tokens: tokensSeen,
        seconds: monotonicSeconds() - start, smoothedLoss: line.smoothedLoss, stage: options.stage
      ).write(to: temporary, optimizer, average)
    }
    lastSave = monotonicSeconds()
  }

  /// Adds the ledger, next to those of earlier stages, and other members to a checkpoint that is being written.
  private func note(_ members: JSON.Object, in folder: String) throws {
    let path = folder + "/attune.json"
    var about = try JSON(parsingFile: path).object ?? [:]
    if let stage = options.stage {
      var ledgers = about["ledger"]?.object ?? [:]
      ledgers[stage] = ledger.json
      about["ledger"] = .object(ledgers)
    } else {
      about["ledger"] = ledger.json
    }
    about.add(members)
    try writeFile(path, Array(JSON.object(about).pretty.utf8))
  }

  private func requireFiniteWeights() throws {
    try Runs.requireFinite(weights: parameters, step: done, learningRate: options.optimization.learningRate)
  }

  private var speed: Double { Double(tokensSeen) / (monotonicSeconds() - start) }

  private func log(
    _ step: TrainingStep, _ numbers: [(name: String, value: Double)], split: String? = nil, gradientNorm: Double? = nil
  ) throws {
    var object: JSON.Object = ["step": .integer(options.firstStep + step.number)]
    if let stage = options.stage { object["stage"] = .string(stage) }
    object["epoch"] = .number(step.epochsDone)
    if let split { object["split"] = .string(split) }
    for (name, value) in numbers { object[name.lowercased().replacing(" ", with: "_")] = .number(value) }
    object["learning_rate"] = .number(step.learningRate)
    object["tokens_per_second"] = .number(speed)
    object["seconds"] = .number(monotonicSeconds() - start)
    if let gradientNorm { object["gradient_norm"] = .number(gradientNorm) }
    try place.log.append(object)
  }
}
