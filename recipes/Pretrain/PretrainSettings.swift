public import Configuration
public import Datasets
public import Runs

/// The settings of a run.
public struct PretrainSettings: RunSettings, MachineSettings {
  /// A GPT-2 checkpoint to start from: a name for `attune download`, or a folder. Without it, a new model is created.
  public var model: String?
  /// The sizes of a new model.
  public var architecture = ArchitectureSettings()

  /// The training documents.
  public var documentsFile: String?
  /// Documents for evaluating the loss. Without them, the last checkpoint is kept instead of the best.
  public var devFile: String?
  /// lines: one document per line; whole: the file is one document.
  public var documentFormat = DocumentFormat.lines
  /// A data set with documents, instead of a file; `attune ls` lists the data sets.
  public var dataset: String?
  /// The folder of named data sets; by default the environment variable ATTUNE_DATA.
  public var dataFolder: String?

  /// What the model predicts: next_token, span_corruption or salient_spans.
  public var objective = Objective.nextToken
  /// The token of a masked span.
  public var mask = "⁇"
  /// The token at the end of a document in next_token; by default none.
  public var end: String?
  /// Epochs, batches and optimizer.
  public var pretraining = OptimizationSettings { $0.epochs = 1 }
  /// Number of epochs between evaluations on the dev documents.
  public var evaluateEvery = 1
  /// Stop after this number of evaluations without improvement.
  public var patience: Int?

  /// How the run is executed.
  @Flattened public var execution = ExecutionSettings()

  /// The defaults.
  public init() {}

  /// Invalid values.
  public func problems() -> [SettingProblem] {
    require("documents_file", documentsFile != nil || dataset != nil, "give documents_file or dataset")
    require("pretraining.epochs", pretraining.epochs >= 1, "must be at least 1")
    require("mask", !mask.isEmpty, "must not be empty")
    require("end", end != "", "must not be empty")
    require("evaluate_every", evaluateEvery >= 1, "must be at least 1")
    require("patience", patience ?? 1 >= 1, "must be at least 1")
    require("patience", patience == nil || devFile != nil, "needs a dev_file for the evaluations")
  }
}
