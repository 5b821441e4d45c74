internal import Base
internal import Datasets
internal import Metrics
internal import Pipelines
internal import Runs

extension ClosedBookQA.Prepared {
  /// Prints the model and the data, and records in the model the origin of its weights.
  ///
  /// - Throws: if a resumed run was started with other data or another model.
  func introduce(
    _ fresh: inout LanguageModel, _ settings: ClosedBookQASettings, as folder: RunFolder, _ console: Console
  ) throws {
    console.say(machineLine)
    for note in notes { console.say(note) }
    console.say(fresh.line(settings.model))
    try fresh.noteOrigin(ClosedBookQA.name, settings, checkpoint: settings.model, data: data.hashes)
    try RunOrigin.requireSame(fresh.about, as: folder)
    console.say(
      (data.documents.map { "\($0.documents.count) documents, " } ?? "")
        + "\(data.train.examples.count) training questions, "
        + scorer.heldOut.map { "\($0.name) \($0.split.examples.count)" }.joined(separator: ", "))
  }

  /// Scores the best checkpoints, read from the disk as `attune evaluate` reads them, and writes the results.
  func score(
    _ stages: StageRunner, _ settings: ClosedBookQASettings, in folder: RunFolder, _ forecast: Forecast,
    _ console: Console
  ) throws {
    let best = folder.appending("best")
    let bestAlone = folder.appending("without-pretraining/best")
    let chosen = try LanguageModel.open(best)
    let compared = try alone.map { _ in try LanguageModel.open(bestAlone) }
    let completed = stages.completed
    var results: JSON.Object = [
      "recipe": .string(ClosedBookQA.name), "step": chosen.about["step"] ?? .null,
      "steps": .integer(completed.lastStep), "metric": .string(settings.metric.rawValue),
      "seed": .integer(settings.execution.seed), "training_seconds": .number(completed.seconds),
      "tokens": .integer(completed.tokens), "stages": completed.json,
      "questions": .object([
        "read": .integer(data.train.examples.count), "trained_on": .integer(questions.sequences.count),
        "cut": .integer(questions.cut.questions), "tokens_lost": .integer(questions.cut.tokens),
      ]),
    ]
    results.add(try scoredHashes(best, chosen.tokenizer))
    for questions in scorer.heldOut {
      let report = try scorer.report(chosen, questions)
      var object = report.json
      object["data_sha256"] = .string(questions.split.sha256)
      results[questions.name] = .object(object)
      console.say(
        "\n\(questions.name): \(questions.split.examples.count) questions of \(questions.split.path)\n" + report.table)
      guard let compared else { continue }
      let without = try scorer.report(compared, questions)
      object = without.json
      object.add(try scoredHashes(bestAlone, compared.tokenizer))
      object["data_sha256"] = .string(questions.split.sha256)
      results[questions.name + "_without_pretraining"] = .object(object)
      console.say(
        "  \(questions.name), exact match: \(percent(report.scores.exactMatch)) after pretraining,"
          + " \(percent(without.scores.exactMatch)) without")
    }
    let comparison = try folder.writeResults(
      results, forecast, tokens: completed.tokens, seconds: stages.secondsBefore + monotonicSeconds() - start)
    console.say(
      "\ntrained in \(duration(completed.seconds)), peak memory \(peakMemory() >> 20) MiB; checkpoint: \(best)\n"
        + "\(comparison)\nask a question: attune answer \(best) \"\(data.dev.examples[0].question)\"")
  }
}
