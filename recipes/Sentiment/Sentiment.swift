public import Configuration
internal import Hub
internal import Pipelines
public import Runs
internal import Tensor
internal import Training
internal import Transformer

/// Fine-tunes a BERT-style encoder with a classification head, or trains a deep averaging network, and scores the
/// result.
///
/// `Prepared` reads and checks data, tokenizer, model and batches; this is the training.
public enum Sentiment: Recipe {
  /// What a run's YAML file may set.
  public typealias Settings = SentimentSettings

  /// The word on the command line.
  public static let name = "sentiment"
  /// One line for `attune ls`.
  public static let summary = "fine-tune a BERT-style encoder to sort texts into classes"
  /// The shipped runs.
  public static let configs = [
    Config("sample", PackageResources.sample_yaml), Config("sst2", PackageResources.sst2_yaml),
    Config("sst2-tuned", PackageResources.sst2_tuned_yaml), Config("sst5", PackageResources.sst5_yaml),
    Config("sst5-tuned", PackageResources.sst5_tuned_yaml), Config("cfimdb", PackageResources.cfimdb_yaml),
    Config("cfimdb-long", PackageResources.cfimdb_long_yaml),
    Config("cfimdb-linformer", PackageResources.cfimdb_linformer_yaml),
    Config("dan", PackageResources.dan_yaml), Config("dan-sst2", PackageResources.dan_sst2_yaml),
    Config("dan-sst5", PackageResources.dan_sst5_yaml), Config("dan-cfimdb", PackageResources.dan_cfimdb_yaml),
  ]

  /// Problems of data files and models that do not exist.
  public static func problems(_ settings: Settings) -> [SettingProblem] {
    var problems = ClassificationData.problems(settings)
    if settings.model == DeepAveragingSettings.name {
      do { _ = try NewDeepAveraging.vectorsFile(settings) } catch {
        problems.append(SettingProblem(key: "dan.vectors", message: "\(error)"))
      }
    } else if let found = Hub.problem(locating: settings.model) {
      problems.append(SettingProblem(key: "model", message: found))
    }
    return problems
  }

  /// Reads and checks data, tokenizer and model, and makes the batches.
  public static func prepare(_ settings: Settings, for folder: RunFolder, _ preflight: Preflight) -> Prepared? {
    useMachine(settings, preflight)
    return Prepared(settings, for: folder, preflight)
  }

  /// Trains, keeps the best and the last checkpoint, and scores the best.
  public static func run(_ prepared: Prepared, _ settings: Settings, in folder: RunFolder, console: Console) throws {
    var classifier = prepared.classifier
    try prepared.introduce(&classifier, settings, as: folder, console)
    let (model, loss) = (classifier.model, ClassificationLoss(prepared.data.targets, settings))
    let registry = model.registry
    let optimization = settings.optimization
    let headFactor = (settings.headLearningRate ?? optimization.learningRate) / optimization.learningRate
    let optimizer = Optimizer(registry.parameters, rule: { _ in optimization.rule }) { parameter in
      layerwiseFactor(parameter.depth, layers: model.encoder.layerCount, decay: settings.layerDecay)
        * (parameter.depth == .head ? headFactor : 1)
    }
    let average = settings.weightAverage.map { WeightAverage(registry.parameters, decay: $0) }
    let forecast = Forecast(prepared.estimate, console)
    let log = try folder.openLog(resumedStep: prepared.saved?.state.step, console)
    let evaluation = EvaluationPlan(
      interval: settings.evaluateEvery.map { .steps($0) } ?? .epochs(1), isLargerBetter: settings.metric != .loss,
      patience: settings.patience, savesState: true)
    let options = TrainingRun.Options(
      optimization, saveEvery: settings.execution.saveEvery, seed: UInt64(settings.execution.seed),
      evaluation: evaluation)
    let run = try TrainingRun(
      prepared.plan, options,
      at: TrainingRun.Place(folder, SavedStates(folder), log, forecast, console), registry.parameters, optimizer,
      average: average, from: prepared.saved)

    while let step = try run.next() {
      // 1. gradients of all batches of the step, and of the same batches with moved embeddings
      registry.clearGradients()
      var (stepLoss, tokens) = prepared.addGradients(of: step, loss, to: model)
      if settings.adversarial > 0 {
        withAdversarial(model.encoder.words.weight, distance: settings.adversarial) {
          tokens += prepared.addGradients(of: step, loss, to: model).tokens
        }
      }
      // 2. clip, step, and update the average of the weights
      let norm = try optimizer.step(clippedTo: optimization.gradientClip, learningRate: step.learningRate) {
        try run.requireFinite(step, loss: stepLoss, gradientNorm: $0)
      }
      average?.note(step: step.number)
      try run.record(step, loss: stepLoss, gradientNorm: norm, tokens: tokens)
      // 3. score and save; if there is an average of the weights, score and save the average
      if run.evaluationIsDue {
        average?.exchange()
        try run.evaluate(prepared.devScore(of: classifier, settings)) { try classifier.write(to: $0) }
        average?.exchange()
      }
      try run.saveIfDue { try classifier.write(to: $0) }
    }

    let outcome = try run.finish { try classifier.write(to: $0) }
    try prepared.score(outcome, settings, in: folder, forecast, console)
  }
}

extension Sentiment.Prepared {
  /// Adds the gradients of a step's batches, each weighted as in one large batch.
  ///
  /// - Returns: the mean loss of the step's examples, and the number of tokens that the model has read
  fileprivate func addGradients(
    of step: TrainingStep, _ loss: ClassificationLoss, to model: SequenceClassifier
  ) -> (loss: Double, tokens: Int) {
    let normalizer = loss.weight(step.examples)
    var (sum, tokens) = (0.0, 0)
    for (index, examples) in step.batches.enumerated() {
      let batch = batches.batch(examples)
      let pass = step.pass(index, over: batch)
      let (logits, saved) = model.forward(batch, pass)
      let (value, dLogits) = loss.gradient(logits, examples, normalizer: normalizer)
      model.backward(dLogits, saved, pass)
      sum += value
      tokens += batch.ids.count
    }
    return (sum, tokens)
  }
}
