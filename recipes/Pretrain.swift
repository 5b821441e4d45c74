internal import Base
public import Configuration
internal import Datasets
internal import Hub
internal import Tensor
internal import Text
internal import Training
internal import Transformer

/// Trains a GPT-style decoder on documents: each token from those before it, or spans that were cut out.
public enum Pretrain: Recipe {
  /// The word on the command line.
  public static let name = "pretrain"
  /// One line for `attune ls`.
  public static let summary = "train a GPT-style decoder on documents, from nothing or from a checkpoint"
  /// The shipped runs.
  public static let configs = [Config("characters", PackageResources.characters_yaml)]

  /// What can be known of data and model before the run.
  public static func problems(_ settings: Settings) -> [SettingProblem] {
    var problems: [SettingProblem] = []
    for (key, path) in [("documents_file", settings.documentsFile), ("dev_file", settings.devFile)] {
      if let path, !exists(path) { problems.append(SettingProblem(key: key, message: missing(path))) }
    }
    if settings.documentsFile == nil, let name = settings.dataset {
      do {
        if try !NamedQuestions.named(name).hasDocuments {
          problems.append(SettingProblem(key: "dataset", message: "has no documents"))
        }
      } catch { problems.append(SettingProblem(key: "dataset", message: "\(error)")) }
    }
    if let model = settings.model, let found = Hub.problem(locating: model) {
      problems.append(SettingProblem(key: "model", message: found))
    }
    return problems
  }

  /// Everything else that can be known before the first step.
  public static func preflight(_ settings: Settings, _ preflight: Preflight) {
    useMachine(settings, preflight)
    _ = PretrainPreparation(settings, preflight)
  }

  /// Trains, and keeps the best checkpoint on the dev documents, or the last one without any.
  public static func run(_ settings: Settings, in folder: RunFolder, console: Console) throws {
    let start = monotonicSeconds()
    useMachine(settings, console)

    // Documents, tokenizer and a fresh model: every problem is found before anything else happens.
    let preflight = Preflight(.everything, folder: folder.path)
    let found = PretrainPreparation(settings, preflight)
    let prepared = try preflight.require(found)
    let (train, data, devSequences) = (prepared.train, prepared.data, prepared.devSequences)
    for note in prepared.notes { console.say(note) }
    for remark in preflight.remarks { console.warn(remark) }
    var subject = prepared.fresh
    let hashes: JSON.Object = [
      "documents": .string(train.sha256), "dev": prepared.dev.map { .string($0.sha256) } ?? .null,
    ]
    try subject.noteOrigin(name, settings, checkpoint: settings.model, data: hashes)
    try RunOrigin.requireSame(subject.about, as: folder)
    console.say(
      "\(counted(train.documents.count, "document")), \(data.documents.reduce(0) { $0 + $1.count }) tokens,"
        + " vocabulary \(subject.tokenizer.vocabularySize); \(subject.model.registry.count) parameters,"
        + " block \(subject.block)")

    // The one stage.
    let forecast = Forecast(prepared.prediction, console)
    var stages = try Stages(folder, forecast, console)
    try stages.carryOut(prepared.stage) { subject }

    // Results.
    var results: JSON.Object = [
      "recipe": .string(name), "stages": stages.list.json, "seed": .integer(settings.execution.seed),
      "environment": .object(runEnvironment()),
      "seconds": .number(stages.secondsBefore + monotonicSeconds() - start),
      "peak_memory_bytes": .integer(peakMemory()),
    ]
    let chosen = try LanguageModel.open(folder.appending("best"))
    results.add(try scoredHashes(folder.appending("best"), chosen.tokenizer))
    if let devSequences {
      let report = Evaluation.report(chosen, devSequences)
      var object = report.json
      object["data_sha256"] = hashes["dev"]
      results["dev"] = .object(object)
      console.say("\ndev\n" + report.table)
    }
    let comparison = forecast.comparison(tokens: stages.list.done.reduce(0) { $0 + $1.tokens })
    results["prediction"] = comparison.json
    try addToCheckpoint(folder.appending("best"), "prediction", comparison.json)
    try writeFileDurably(folder.appending("results.json"), Array(JSON.object(results).pretty.utf8))
    console.say(
      "peak memory \(peakMemory() >> 20) MiB; checkpoint: \(folder.appending("best"))\n\(comparison.line)\n"
        + "let it write: attune generate \(folder.appending("best")) --prompt TEXT --temperature 0.8")
  }

  static func documents(_ settings: Settings) throws -> DocumentSplit {
    if let file = settings.documentsFile { return try DocumentSplit.read(path: file, format: settings.documentFormat) }
    guard let found = try NamedQuestions.named(settings.dataset!).documents(folder: settings.dataFolder) else {
      throw RecipeError.input("\(settings.dataset!) has no documents")
    }
    return found
  }
}
