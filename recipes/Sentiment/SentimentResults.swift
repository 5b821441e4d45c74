internal import Base
internal import Datasets
internal import Hub
internal import Pipelines
internal import Runs

extension Sentiment.Prepared {
  /// Prints the model and the data, and records in the classifier the origin of its weights.
  ///
  /// - Throws: if a resumed run was started with other data or another model.
  func introduce(
    _ classifier: inout Classifier, _ settings: SentimentSettings, as folder: RunFolder, _ console: Console
  ) throws {
    console.say(machineLine)
    for note in data.notes { console.say(note) }
    let base = settings.model == DeepAveragingSettings.name ? nil : try Hub.locate(settings.model)
    let remark = try classifier.noteOrigin(settings, base: base, data, saved)
    try RunOrigin.requireSame(classifier.about, as: folder)
    if let remark { console.warn(remark) }
    if folder.isResumed && saved == nil {
      console.warn("no saved state was found: the run starts again at its first step")
    }
    for line in classifier.modelLines(settings.model) { console.say(line) }
    console.say(
      "\(batches.inputs.count) training examples; "
        + heldOut.map { "\($0.name) \($0.inputs.count)" }.joined(separator: ", "))
    for (name, inputs) in [("train", batches.inputs)] + heldOut.map({ ($0.name, $0.inputs) }) {
      if let line = Classifier.unknownLine(inputs) { console.say("\(name): \(line)") }
    }
  }

  /// The score on dev that selects the best checkpoint.
  func devScore(of classifier: Classifier, _ settings: SentimentSettings) -> DevScore {
    let score = data.score(heldOut[0], classifier)
    return DevScore(
      value: score.value(settings.metric), numbers: score.headline + [("loss", score.loss)],
      about: ["dev": .object(score.json)])
  }

  /// Scores the best checkpoint, read from the disk as `attune evaluate` reads it, and writes the results.
  func score(
    _ outcome: TrainingRun.Outcome, _ settings: SentimentSettings, in folder: RunFolder, _ forecast: Forecast,
    _ console: Console
  ) throws {
    let best = folder.appending("best")
    let chosen = try Classifier.open(best)
    var results: JSON.Object = [
      "recipe": .string(Sentiment.name), "step": .integer(outcome.bestStep ?? 0), "steps": .integer(outcome.steps),
      "metric": .string(settings.metric.rawValue), "seed": .integer(settings.execution.seed),
      "training_seconds": .number(outcome.seconds), "tokens": .integer(outcome.tokens), "ledger": outcome.ledger.json,
    ]
    results.add(try scoredHashes(best, chosen.tokenizer))
    let bagOfWords = data.bagOfWords()
    for split in heldOut {
      let score = data.score(split, chosen, bagOfWords)
      var object = score.json
      object["data_sha256"] = .string(split.texts.sha256)
      results[split.name] = .object(object)
      console.say(
        "\n\(split.name): \(split.inputs.count) examples of \(split.texts.path), checkpoint of step"
          + " \(outcome.bestStep ?? 0)")
      console.say(score.table)
    }
    let seconds = (saved?.state.seconds ?? 0) + monotonicSeconds() - start
    let comparison = try folder.writeResults(results, forecast, tokens: outcome.tokens, seconds: seconds)
    try addToCheckpoint(best, "ledger", outcome.ledger.json)
    console.say(
      "\ntrained in \(duration(outcome.seconds)), \(Int(Double(outcome.tokens) / outcome.seconds)) tokens/s,"
        + " peak memory \(peakMemory() >> 20) MiB; checkpoint: \(best)")
    console.say(comparison)
    if let line = outcome.ledger.line { console.say(line) }
  }
}
