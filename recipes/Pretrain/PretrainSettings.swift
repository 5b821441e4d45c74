public import Configuration
public import Datasets
internal import Metrics
internal import Pipelines
public import Runs

extension Pretrain {
  /// What a run's YAML file may set.
  public struct Settings: RunSettings, MachineSettings {
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
    public var pretraining = StageSettings(epochs: 1)
    /// Epochs after which the dev documents are measured.
    public var evaluateEvery = 1
    /// Evaluations without improvement after which the run stops.
    public var patience: Int?
    /// Seconds after which the state is saved, so that a killed run loses no more.
    public var saveEvery = 60.0

    /// Seed of new weights, the order of the data, the spans and dropout.
    public var seed = 1
    /// Threads; without it one for each CPU. The result does not depend on it.
    public var threads: Int?
    /// float32, bfloat16, or auto: what matrix products round their factors to. See recipes/README.md.
    public var precision = PrecisionSetting.float32

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
      require("save_every", saveEvery >= 0 && saveEvery.isFinite, "must not be negative")
      require("threads", (1...1024).contains(threads ?? 1), "must be from 1 to 1024")
      require("seed", seed >= 0, "must not be negative")
    }
  }
}
