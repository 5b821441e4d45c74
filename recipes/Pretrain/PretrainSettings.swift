public import Configuration
public import Datasets
public import Runs
public import Text

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
  /// Without a dev_file, the share of the documents, at their end, that is held out for evaluating the loss; of a
  /// single document, the share of its characters.
  public var devShare: Double?
  /// lines: one document per line; whole: the file is one document.
  public var documentFormat = DocumentFormat.lines
  /// Changes of all documents before they are read: any of lowercase, printable (only printable ASCII and white space
  /// stay) and spaces (runs of white space become one space), in this order. The checkpoint keeps them.
  public var preprocess: [PreprocessingStep] = []
  /// A data set with documents, instead of a file; `attune ls` lists the data sets. One with a dev split needs no
  /// dev_file.
  public var dataset: String?
  /// The folder of named data sets; by default the environment variable ATTUNE_DATA.
  public var dataFolder: String?

  /// What the model predicts: next_token, span_corruption or salient_spans.
  public var objective = Objective.nextToken
  /// The token of a masked span.
  public var mask = "⁇"
  /// The token at the end of a document in next_token; by default none.
  public var end: String?
  /// softmax, or nce: noise-contrastive estimation, whose steps do not cost more for a larger vocabulary.
  public var loss = LossKind.softmax
  /// The noise of `loss: nce`.
  public var nce = NoiseContrastiveSettings()
  /// Epochs, batches and optimizer.
  public var pretraining = OptimizationSettings { $0.epochs = 1 }
  /// Number of epochs between evaluations on the dev documents.
  public var evaluateEvery = 1
  /// Stop after this number of evaluations without improvement.
  public var patience: Int?

  /// A text that the best model continues at the end of the run, at temperature 0.8; by default none.
  public var samplePrompt: String?
  /// Number of tokens of the continuation.
  public var sampleTokens = 200

  /// How the run is executed.
  @Flattened public var execution = ExecutionSettings()

  /// The defaults.
  public init() {}

  /// Invalid values.
  public func problems() -> [SettingProblem] {
    require("documents_file", documentsFile != nil || dataset != nil, "give documents_file or dataset")
    require("pretraining.epochs", pretraining.epochs >= 1, "must be at least 1")
    require("nce", loss == .nce || nce == NoiseContrastiveSettings(), "has no effect without loss: nce")
    require("mask", !mask.isEmpty, "must not be empty")
    require("end", end != "", "must not be empty")
    require("evaluate_every", evaluateEvery >= 1, "must be at least 1")
    require("patience", patience ?? 1 >= 1, "must be at least 1")
    require("patience", patience == nil || hasDev, "needs a dev_file or dev_share for the evaluations")
    require("sample_prompt", samplePrompt != "", "must not be empty")
    require("sample_tokens", (1...1_000_000).contains(sampleTokens), "must be from 1 to 1000000")
    require("dev_share", devShare.map { $0 > 0 && $0 < 1 } ?? true, "must be above 0 and below 1")
    require("dev_share", devShare == nil || devFile == nil, "has no effect beside dev_file: give only one")
    require(
      "dev_share", devShare == nil || devFile != nil || !hasDevSplit,
      "has no effect: the data set \(dataset ?? "") has dev documents")
    require(
      "preprocess", Set(preprocess).count == preprocess.count, "has the same step twice")
  }
}
