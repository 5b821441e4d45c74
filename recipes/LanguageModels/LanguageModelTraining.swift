internal import Base
internal import Pipelines
internal import Runs
internal import Tensor
internal import Training
internal import Transformer

/// One stage of training a language model: pretraining on documents or fine-tuning on questions.
///
/// Recipes share it as they share an optimizer. Its input is the training sequences and the scoring; it writes
/// checkpoints and an entry in the list of completed stages.
struct LanguageModelTraining {
  /// "pretraining", "finetuning" …
  let name: String
  let settings: OptimizationSettings
  /// Seed of the order and of dropout; each stage has its own.
  let seed: UInt64
  /// The sequences of an epoch, counted from 0; always the same for one epoch.
  let sequences: (_ epoch: Int) -> [LanguageSequence]
  /// Lengths and numbers of targets of `sequences`.
  let shapes: (_ epoch: Int) -> [SequenceShape]
  /// The counts of the examples of the sequences.
  let intake: Intake
  /// The file and line of a sequence, by its index.
  let source: (Int) -> String
  /// The folder of the states to resume from, below the run's folder: "" or a folder with a slash at its end.
  let statesBelow: String
  /// Seconds between two saves of the state.
  let saveEvery: Double
  /// The folder of the model at the end of the stage, below the run's folder; nil if the best one is kept.
  var keptAs: String?
  /// How checkpoints are scored; nil keeps the last one.
  var evaluation: Evaluation?
  /// Noise-contrastive estimation instead of the softmax; nil for the softmax.
  var nce: NoiseContrastiveSettings?
  /// Whether the word table stays as it is.
  var freezesWords = false

  /// Scores a model at intervals and keeps the best one.
  struct Evaluation {
    let plan: EvaluationPlan
    let score: (LanguageModel) throws -> DevScore
  }

  /// Trains to the end, or throws `RunStopped.interrupted` after saving.
  ///
  /// - Parameters:
  ///   - languageModel: changed in place
  ///   - saved: the state from which `languageModel` was opened; nil starts at the first step
  ///   - firstStep: number of steps of the run's earlier stages
  func train(
    _ languageModel: LanguageModel, from saved: SavedStates.Found?, firstStep: Int, at place: TrainingRun.Place
  ) throws -> CompletedStages.Entry {
    let model = languageModel.model
    let loss = loss(model, resuming: saved == nil ? nil : languageModel.about)
    model.decoder.words.weight.isFrozen = freezesWords
    let parameters = model.registry.parameters + loss.parameters
    let optimizer = Optimizer(parameters, rule: { _ in settings.rule })
    let options = TrainingRun.Options(
      settings, saveEvery: saveEvery, seed: seed, evaluation: evaluation?.plan, stage: name, firstStep: firstStep)
    func write(_ folder: String) throws { try noting(loss, in: languageModel).write(to: folder) }
    let run = try TrainingRun(plan(model, loss), options, at: place, parameters, optimizer, from: saved)
    var (epoch, data) = (-1, [LanguageSequence]())

    while let step = try run.next() {
      if step.epoch != epoch { (epoch, data) = (step.epoch, sequences(step.epoch)) }
      // 1. gradients of all batches of the step; the losses add up to the mean over all targets
      for parameter in parameters { parameter.clearGradient() }
      let targetCount = step.examples.reduce(0) { $0 + data[$1].targetCount }
      var (sum, tokens) = (0.0, 0)
      for (index, examples) in step.batches.enumerated() {
        let batch = TokenBatch(examples.map { data[$0].ids })
        sum += model.lossAndGradients(
          batch, targets: examples.flatMap { data[$0].targets }, normalizer: Double(targetCount),
          step.pass(index, over: batch), loss: loss)
        tokens += batch.ids.count
      }
      // 2. clip and step
      let norm = try optimizer.step(clippedTo: settings.gradientClip, learningRate: step.learningRate) {
        try run.requireFinite(step, loss: sum, gradientNorm: $0)
      }
      try run.record(step, loss: sum, gradientNorm: norm, tokens: tokens)
      // 3. score and keep
      if let evaluation, run.evaluationIsDue {
        try run.evaluate(evaluation.score(languageModel), write: write)
      }
      try run.saveIfDue(write: write)
    }

    let outcome = try run.finish(write: write)
    if let line = outcome.ledger.line { place.console.say("\(name), \(line)") }
    if let keptAs { try run.keep(as: keptAs, write: write) }
    return CompletedStages.Entry(
      name: name, lastStep: firstStep + outcome.steps, seconds: outcome.seconds, tokens: outcome.tokens,
      summary: [
        "steps": .integer(outcome.steps), "best_step": outcome.bestStep.map(JSON.integer) ?? .null,
        "final_loss": outcome.finalLoss.map(JSON.number) ?? .null, "ledger": outcome.ledger.json,
      ])
  }
}

extension StageRunner {
  /// Trains a stage to its end, from its saved state if there is one.
  ///
  /// - Parameter start: the initial model if there is no saved state
  mutating func train(
    _ stage: LanguageModelTraining, in folder: RunFolder, from start: () throws -> LanguageModel
  ) throws {
    let states = SavedStates(folder, below: stage.statesBelow)
    try run(stage.name, epochs: stage.settings.epochs, states: states) { saved, firstStep, place in
      var languageModel = try saved.map { try LanguageModel.open($0.folder) } ?? start()
      if let remark = RunOrigin.noteEnvironment(in: &languageModel.about) { place.console.warn(remark) }
      return try stage.train(languageModel, from: saved, firstStep: firstStep, at: place)
    }
  }
}
