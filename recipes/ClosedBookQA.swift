internal import Base
public import Configuration
internal import Datasets
internal import Hub
internal import Tensor
internal import Text
internal import Training
internal import Transformer

/// Pretrains a GPT-style decoder on documents, fine-tunes it on questions, and scores what it answers from its weights
/// alone.
///
/// Read it from top to bottom: settings, data, tokenizer, model, the stages, the results.
public enum ClosedBookQA: Recipe {
  /// The word on the command line.
  public static let name = "qa"
  /// One line for `attune ls`.
  public static let summary = "pretrain and fine-tune a GPT-style decoder to answer questions from its weights alone"
  /// The shipped runs.
  public static let configs = [
    Config("biographies", PackageResources.biographies_yaml),
    Config("birthplaces", PackageResources.birthplaces_yaml),
    Config("birthplaces-no-pretraining", PackageResources.birthplaces_no_pretraining_yaml),
    Config("birthplaces-vanilla", PackageResources.birthplaces_vanilla_yaml),
    Config("birthplaces-rotary", PackageResources.birthplaces_rotary_yaml),
    Config("birthplaces-synthesizer", PackageResources.birthplaces_synthesizer_yaml),
    Config("webquestions", PackageResources.webquestions_yaml),
  ]

  /// What can be known of data and model before the run.
  public static func problems(_ settings: Settings) -> [SettingProblem] {
    var problems = QuestionData.problems(settings)
    if let model = settings.model, let found = Hub.problem(locating: model) {
      problems.append(SettingProblem(key: "model", message: found))
    }
    return problems
  }

  /// Everything else that can be known before the first step.
  public static func preflight(_ settings: Settings, _ preflight: Preflight) {
    useMachine(settings, preflight)
    _ = QuestionPreparation(settings, preflight)
  }

  /// Runs the stages that are not done yet, and scores the best checkpoint.
  public static func run(_ settings: Settings, in folder: RunFolder, console: Console) throws {
    let start = monotonicSeconds()
    useMachine(settings, console)

    // Data, tokenizer and a fresh model: every problem is found before anything else happens.
    let preflight = Preflight(.everything, folder: folder.path)
    let found = QuestionPreparation(settings, preflight)
    let prepared = try preflight.require(found)
    let (data, tokenizer, format, questions) = (prepared.data, prepared.tokenizer, prepared.format, prepared.questions)
    for note in prepared.notes { console.say(note) }
    for remark in preflight.remarks { console.warn(remark) }
    var fresh = prepared.fresh
    console.say(
      "\(settings.model ?? "a new model"): \(fresh.model.decoder.blocks.count) layers, hidden size"
        + " \(fresh.model.configuration.hiddenSize), \(tokenizer.vocabularySize) tokens,"
        + " \(fresh.model.registry.count) parameters, context length \(fresh.block)")
    try fresh.noteOrigin(name, settings, checkpoint: settings.model, data: data.hashes)
    try RunOrigin.requireSame(fresh.about, as: folder)
    console.say(
      (data.documents.map { "\($0.documents.count) documents, " } ?? "")
        + "\(data.train.examples.count) training questions, dev \(data.dev.examples.count)"
        + (data.test.map { ", test \($0.examples.count)" } ?? ""))

    // Stages: each goes on where it was stopped, and one that is done is not begun again.
    let scorer = prepared.scorer
    let forecast = Forecast(prepared.prediction, console)
    var stages = try Stages(folder, forecast, console)
    if let pretraining = prepared.pretraining { try stages.carryOut(pretraining) { fresh } }
    try stages.carryOut(prepared.finetuning) {
      prepared.pretraining == nil ? fresh : try LanguageModel.open(folder.appending("pretrained"))
    }
    if let alone = prepared.alone {
      try makeFolder(folder.appending("without-pretraining"))
      try stages.carryOut(alone) {
        var again = LanguageModel(
          model: try settings.model.map { try CausalLanguageModel(folder: try Hub.locate($0)) }
            ?? CausalLanguageModel(fresh.model.configuration, seed: UInt64(settings.execution.seed)),
          tokenizer: tokenizer, format: format)
        (again.maximumAnswer, again.about) = (fresh.maximumAnswer, fresh.about)
        return again
      }
    }

    // Results: the best checkpoints, read back from the disk as `attune evaluate` would.
    let chosen = try LanguageModel.open(folder.appending("best"))
    let compared = try prepared.alone.map { _ in
      try LanguageModel.open(folder.appending("without-pretraining/best"))
    }
    var results: JSON.Object = [
      "recipe": .string(name), "step": chosen.about["step"] ?? .null, "steps": .integer(stages.list.lastStep),
      "metric": .string(settings.metric.rawValue), "seed": .integer(settings.execution.seed),
      "training_seconds": .number(stages.list.done.reduce(0) { $0 + $1.seconds }),
      "tokens": .integer(stages.list.done.reduce(0) { $0 + $1.tokens }), "stages": stages.list.json,
      "questions": .object([
        "read": .integer(data.train.examples.count), "trained_on": .integer(questions.sequences.count),
        "cut": .integer(questions.cut.questions), "tokens_lost": .integer(questions.cut.tokens),
      ]),
      "environment": .object(runEnvironment()),
    ]
    results.add(try scoredHashes(folder.appending("best"), chosen.tokenizer))
    for (split, questions) in [("dev", data.dev)] + (data.test.map { [("test", $0)] } ?? []) {
      let report = try scorer.report(chosen, questions)
      var object = report.json
      object["data_sha256"] = .string(questions.sha256)
      results[split] = .object(object)
      console.say("\n\(split): \(questions.examples.count) questions of \(questions.path)\n" + report.table)
      if let compared {
        let without = try scorer.report(compared, questions)
        var object = without.json
        object.add(try scoredHashes(folder.appending("without-pretraining/best"), compared.tokenizer))
        object["data_sha256"] = .string(questions.sha256)
        results[split + "_without_pretraining"] = .object(object)
        console.say(
          "  \(split), exact match: \(percent(report.scores.exactMatch)) after pretraining,"
            + " \(percent(without.scores.exactMatch)) without")
      }
    }
    results["seconds"] = .number(stages.secondsBefore + monotonicSeconds() - start)
    results["peak_memory_bytes"] = .integer(peakMemory())
    let comparison = forecast.comparison(tokens: stages.list.done.reduce(0) { $0 + $1.tokens })
    results["prediction"] = comparison.json
    try addToCheckpoint(folder.appending("best"), "prediction", comparison.json)
    try writeFileDurably(folder.appending("results.json"), Array(JSON.object(results).pretty.utf8))
    console.say(
      "\ntrained in \(duration(stages.list.done.reduce(0) { $0 + $1.seconds })), peak memory \(peakMemory() >> 20) MiB;"
        + " checkpoint: \(folder.appending("best"))\n\(comparison.line)\nask it: attune answer \(folder.appending("best")) \"\(data.dev.examples[0].question)\""
    )
  }
}
