internal import Base
public import Configuration
internal import Hub
internal import Pipelines
public import Runs
internal import Transformer

/// Pretrains a GPT-style decoder on documents, fine-tunes it on questions, and scores its answers from its weights
/// alone.
///
/// `Prepared` reads and checks data, tokenizer, model and stages. The loop of a stage is `LanguageModelTraining`.
public enum ClosedBookQA: Recipe {
  /// What a run's YAML file may set.
  public typealias Settings = ClosedBookQASettings

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
    Config("birthplaces-windowed", PackageResources.birthplaces_windowed_yaml),
    Config("birthplaces-bigbird", PackageResources.birthplaces_bigbird_yaml),
    Config("birthplaces-perceiver", PackageResources.birthplaces_perceiver_yaml),
    Config("webquestions", PackageResources.webquestions_yaml),
  ]

  /// Problems of data files and models that do not exist.
  public static func problems(_ settings: Settings) -> [SettingProblem] {
    var problems = QuestionData.problems(settings)
    if let model = settings.model, let found = Hub.problem(locating: model) {
      problems.append(SettingProblem(key: "model", message: found))
    }
    return problems
  }

  /// Reads and checks data, tokenizer and model, and plans the stages.
  public static func prepare(_ settings: Settings, for folder: RunFolder, _ preflight: Preflight) -> Prepared? {
    useMachine(settings, preflight)
    return Prepared(settings, preflight)
  }

  /// Runs the stages that are not complete, and scores the best checkpoint.
  public static func run(_ prepared: Prepared, _ settings: Settings, in folder: RunFolder, console: Console) throws {
    var fresh = prepared.fresh
    try prepared.introduce(&fresh, settings, as: folder, console)
    let forecast = Forecast(prepared.estimate, console)
    var stages = try StageRunner(folder, forecast, console)

    if let pretraining = prepared.pretraining { try stages.train(pretraining, in: folder) { fresh } }
    try stages.train(prepared.finetuning, in: folder) {
      prepared.pretraining == nil ? fresh : try LanguageModel.open(folder.appending("pretrained"))
    }
    // The same model, trained on the questions only, measures the effect of the documents.
    if let alone = prepared.alone {
      try makeFolder(folder.appending("without-pretraining"))
      try stages.train(alone, in: folder) {
        let model =
          try settings.model.map { try CausalLanguageModel(folder: try Hub.locate($0)) }
          ?? CausalLanguageModel(fresh.model.configuration, seed: UInt64(settings.execution.seed))
        var again = LanguageModel(model: model, tokenizer: fresh.tokenizer, format: fresh.format)
        (again.maximumAnswer, again.about) = (fresh.maximumAnswer, fresh.about)
        return again
      }
    }

    try prepared.score(stages, settings, in: folder, forecast, console)
  }
}
