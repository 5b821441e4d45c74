internal import Base
public import Configuration
internal import Datasets
internal import Hub
internal import Pipelines
public import Runs
internal import Tensor

/// Trains a GPT-style decoder on documents, to predict each next token or masked spans.
///
/// `Prepared` reads and checks documents, tokenizer and model. The loop is `LanguageModelTraining`.
public enum Pretrain: Recipe {
  /// What a run's YAML file may set.
  public typealias Settings = PretrainSettings

  /// The word on the command line.
  public static let name = "pretrain"
  /// One line for `attune ls`.
  public static let summary = "train a GPT-style decoder on documents, from scratch or from a checkpoint"
  /// The shipped runs.
  public static let configs = [
    Config("characters", PackageResources.characters_yaml),
    Config("shakespeare", PackageResources.shakespeare_yaml),
    Config("bigram", PackageResources.bigram_yaml),
    Config("bigram-birthplaces", PackageResources.bigram_birthplaces_yaml),
    Config("bigram-ptb", PackageResources.bigram_ptb_yaml),
  ]

  /// Problems of data files and models that do not exist.
  public static func problems(_ settings: Settings) -> [SettingProblem] {
    var problems: [SettingProblem] = []
    for (key, path) in [("documents_file", settings.documentsFile), ("dev_file", settings.devFile)] {
      if let path, !exists(path) { problems.append(SettingProblem(key: key, message: missing(path))) }
    }
    if settings.documentsFile == nil, let name = settings.dataset, let found = datasetProblem(name) {
      problems.append(SettingProblem(key: "dataset", message: found))
    }
    if settings.model == nil {
      do { _ = try settings.architecture.bigram.vectorsFile(dataFolder: settings.dataFolder) } catch {
        problems.append(SettingProblem(key: "architecture.bigram.vectors", message: "\(error)"))
      }
    }
    if let model = settings.model, let found = Hub.problem(locating: model) {
      problems.append(SettingProblem(key: "model", message: found))
    }
    return problems
  }

  /// Reads and checks documents, tokenizer and model, and plans the stage.
  public static func prepare(_ settings: Settings, for folder: RunFolder, _ preflight: Preflight) -> Prepared? {
    useMachine(settings, preflight)
    return Prepared(settings, preflight)
  }

  /// Trains, and keeps the checkpoint with the best score on the dev documents, or the last one if there are none.
  public static func run(_ prepared: Prepared, _ settings: Settings, in folder: RunFolder, console: Console) throws {
    var fresh = prepared.fresh
    console.say(machineLine)
    for note in prepared.notes { console.say(note) }
    if let nce = prepared.stage.nce { console.say(nce.line) }
    let hashes: JSON.Object = [
      "documents": .string(prepared.train.sha256), "dev": prepared.dev.map { .string($0.sha256) } ?? .null,
    ]
    try fresh.noteOrigin(name, settings, checkpoint: settings.model, data: hashes)
    try RunOrigin.requireSame(fresh.about, as: folder)
    console.say(fresh.line(settings.model))
    console.say(
      "\(counted(prepared.train.documents.count, "document")),"
        + " \(prepared.data.documents.reduce(0) { $0 + $1.count }) tokens")

    let forecast = Forecast(prepared.estimate, console)
    var stages = try StageRunner(folder, forecast, console)
    try stages.train(prepared.stage, in: folder) { fresh }

    try prepared.score(stages, settings, in: folder, forecast, console)
  }
}
