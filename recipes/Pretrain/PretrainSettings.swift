public import Configuration
public import Datasets
internal import Metrics
internal import Pipelines
public import Runs

/// What a run's YAML file may set.
public struct PretrainSettings: RunSettings, MachineSettings {
  /// A GPT-2 checkpoint to go on from: a name that `attune download` knows, or a folder. Without it a new model.
  public var model: String?
  /// The sizes of a new model.
  public var architecture = ArchitectureSettings()

  /// The documents to train on.
  public var documentsFile: String?
  /// Documents to measure the loss on; without them the last checkpoint is kept rather than the best.
  public var devFile: String?
  /// lines: one document a line; whole: the file is one document.
  public var documentFormat = DocumentFormat.lines
  /// A data set with documents, instead of a file; `attune ls` lists the data sets.
  public var dataset: String?
  /// The folder of named data sets; without it the environment variable ATTUNE_DATA.
  public var dataFolder: String?

  /// next_token, span_corruption or salient_spans.
  public var objective = Objective.nextToken
  /// The token of a masked span.
  public var mask = "⁇"
  /// The token that ends a document in next_token; none without it.
  public var end: String?
  /// How long and how fast.
  public var pretraining = OptimizationSettings { $0.epochs = 1 }
  /// Epochs after which the dev documents are measured.
  public var evaluateEvery = 1
  /// Evaluations without improvement after which the run stops.
  public var patience: Int?

  /// How the run is executed.
  @Flattened public var execution = ExecutionSettings()

  /// The defaults.
  public init() {}

  /// Values that cannot be meant.
  public func problems() -> [SettingProblem] {
    require("documents_file", documentsFile != nil || dataset != nil, "give documents_file or dataset")
    require("pretraining.epochs", pretraining.epochs >= 1, "must be at least 1")
    require("mask", !mask.isEmpty, "must not be empty")
    require("end", end != "", "must not be empty")
    require("evaluate_every", evaluateEvery >= 1, "must be at least 1")
    require("patience", patience ?? 1 >= 1, "must be at least 1")
    require("patience", patience == nil || devFile != nil, "needs a dev_file whose loss tells when to stop")
  }
}
