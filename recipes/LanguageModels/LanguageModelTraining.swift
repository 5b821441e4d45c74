internal import Base
internal import Pipelines
internal import Runs
internal import Tensor
internal import Training
internal import Transformer

/// One stage of training a language model: pretraining on documents or fine-tuning on questions.
///
/// Recipes share it as they share an optimiser: it is given what to train on and how to score, and leaves checkpoints and
/// an entry in the list of completed stages.
struct LanguageModelTraining {
  /// "pretraining", "finetuning" …
  let name: String
  let settings: OptimizationSettings
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
  /// How checkpoints are scored; nil where the last one is wanted.
  var evaluation: Evaluation?

  /// Scores a model at times and keeps the best one.
  struct Evaluation {
    let plan: EvaluationPlan
    let score: (LanguageModel) throws -> DevScore
  }

  /// Trains to the end, or throws `RunStopped.interrupted` after saving.
  ///
  /// - Parameters:
  ///   - languageModel: changed in place
  ///   - saved: the state from which `languageModel` was opened; nil begins
  ///   - firstStep: steps of the run's earlier stages
  func train(
    _ languageModel: LanguageModel, from saved: SavedStates.Found?, firstStep: Int, at place: TrainingRun.Place
  ) throws -> CompletedStages.Entry {
    let model = languageModel.model
    let parameters = model.registry.parameters
    let optimizer = Optimizer(parameters, settings.adamW)
    let options = TrainingRun.Options(
      settings, saveEvery: saveEvery, seed: seed, evaluation: evaluation?.plan, stage: name, firstStep: firstStep)
    let run = try TrainingRun(plan(model), options, at: place, parameters, optimizer, from: saved)
    var (epoch, data) = (-1, [LanguageSequence]())

    while let step = try run.next() {
      if step.epoch != epoch { (epoch, data) = (step.epoch, sequences(step.epoch)) }
      // 1. gradients of all batches of the step, each loss a part of the mean over all targets
      model.registry.clearGradients()
      let targetCount = step.examples.reduce(0) { $0 + data[$1].targetCount }
      var (loss, tokens) = (0.0, 0)
      for (index, examples) in step.batches.enumerated() {
        let batch = TokenBatch(examples.map { data[$0].ids })
        loss += model.lossAndGradients(
          batch, targets: examples.flatMap { data[$0].targets }, normalizer: Double(targetCount),
          step.pass(index, over: batch))
        tokens += batch.ids.count
      }
      // 2. clip and step
      let norm = try optimizer.step(clippedTo: settings.gradientClip, learningRate: step.learningRate) {
        try run.requireFinite(step, loss: loss, gradientNorm: $0)
      }
      try run.record(step, loss: loss, gradientNorm: norm, tokens: tokens)
      // 3. score and keep
      if let evaluation, run.evaluationIsDue {
        try run.evaluate(evaluation.score(languageModel)) { try languageModel.write(to: $0) }
      }
      try run.saveIfDue { try languageModel.write(to: $0) }
    }

    let outcome = try run.finish { try languageModel.write(to: $0) }
    if let line = outcome.ledger.line { place.console.say("\(name), \(line)") }
    if let keptAs { try run.keep(as: keptAs) { try languageModel.write(to: $0) } }
    return CompletedStages.Entry(
      name: name, lastStep: firstStep + outcome.steps, seconds: outcome.seconds, tokens: outcome.tokens,
      summary: [
        "steps": .integer(outcome.steps), "best_step": outcome.bestStep.map(JSON.integer) ?? .null,
        "final_loss": outcome.finalLoss.map(JSON.number) ?? .null, "ledger": outcome.ledger.json,
      ])
  }
}

extension StageRunner {
  /// Trains a stage to its end, from its saved state where there is one.
  ///
  /// - Parameter start: the model to begin with where there is no saved state
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
