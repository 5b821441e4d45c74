public import Configuration
public import Datasets
internal import Metrics
internal import Pipelines
public import Runs
public import Text
internal import Training
public import Transformer

/// What a run's YAML file may set.
public struct SentimentSettings: RunSettings, MachineSettings {
  /// The encoder: a name that `attune download` knows, or a folder.
  public var model = "all-MiniLM-L6-v2"
  /// How one vector is made of a text's tokens: native, first or mean.
  public var pooling = Pooling.native
  /// classification, or regression on labels that are numbers.
  public var task = ClassificationTask.classification

  /// A data set by its name; `attune ls` lists them. Files take precedence.
  public var dataset: String?
  /// The folder of named data sets; without it the environment variable ATTUNE_DATA.
  public var dataFolder: String?
  /// Files of your own: .tsv, .csv, .jsonl, or the treebank's `label ||| text`.
  public var trainFile: String?
  /// See `trainFile`.
  public var devFile: String?
  /// See `trainFile`.
  public var testFile: String?
  /// tsv, csv, jsonl or treebank; without it the file name tells.
  public var format: TextFormat?
  /// The column, or key, of the text.
  public var textColumn = "text"
  /// The column of a second text, for tasks on pairs.
  public var pairColumn: String?
  /// The column of the label.
  public var labelColumn = "label"
  /// The classes in order; without it those of the training data.
  public var labels: [String]?
  /// Tokens, special ones included, that the model reads at once; without it the model's limit.
  public var maxLength: Int?
  /// What becomes of texts with more: head (the end is cut), head_tail (the middle is cut) or windows (nothing is cut:
  /// the logits of a text are the mean of its windows'). Whatever is cut is counted.
  public var longTexts = LongTexts.head

  /// Epochs, batches and optimizer, with the defaults of fine-tuning an encoder.
  @Flattened public var optimization = OptimizationSettings {
    $0.epochs = 3
    $0.learningRate = 5e-5
    $0.schedule = .linear
    $0.warmup = 0.0
    $0.weightDecay = 0.0
    $0.beta2 = 0.999
  }
  /// Peak of the schedule for the head, with BERT's pooler; without it learning_rate.
  public var headLearningRate: Double?
  /// Factor of the learning rate from each layer to the one below it.
  public var layerDecay = 1.0
  /// Parts that stay as they are: embeddings, layer.0 … or any part of a parameter's name.
  public var freeze: [String] = []
  /// Share of the target's probability that is spread over all classes.
  public var labelSmoothing = 0.0
  /// A weight for each class in order.
  public var classWeights: [Double]?
  /// Weight of the divergence between two passes with other dropout (R-Drop); 0 makes one pass.
  public var rDrop = 0.0
  /// How far the embeddings of a step's tokens are moved against the model, all together, for a second pass (adversarial
  /// training); 0 makes none.
  public var adversarial = 0.0
  /// Decay of a running mean of the weights, which is then what is scored and kept as the best checkpoint; without it the
  /// weights themselves are.
  public var weightAverage: Double?

  /// What chooses the best checkpoint on the dev data: accuracy, macro_f1, mcc or loss.
  public var metric = ClassificationMetric.accuracy
  /// Evaluations without improvement after which the run stops.
  public var patience: Int?
  /// Evaluate after so many steps; without it after each epoch.
  public var evaluateEvery: Int?

  /// How the run is executed.
  @Flattened public var execution = ExecutionSettings { $0.saveEvery = 300 }

  /// The defaults.
  public init() {}

  /// Values that cannot be meant.
  public func problems() -> [SettingProblem] {
    require(
      "dataset", dataset != nil || trainFile != nil,
      "give a dataset (\(DatasetCard.classification.nameList)) or train_file")
    require(
      "dev_file", trainFile == nil || devFile != nil,
      "train_file needs a dev_file to choose the best checkpoint: a tenth of the texts, drawn at random, will do")
    require("epochs", optimization.epochs != 0, "must be from 1 to 1000000")
    require("max_length", maxLength ?? 3 >= 3, "must be at least 3")
    require(
      "long_texts", longTexts == .head || pairColumn == nil,
      "must be head for pairs of texts (pair_column), the longer of which is cut first")
    require(
      "head_learning_rate", headLearningRate.map { $0 > 0 && $0 < 1 } ?? true, "must be above 0 and below 1")
    require("layer_decay", layerDecay > 0 && layerDecay <= 1, "must be above 0 and at most 1")
    require("label_smoothing", (0..<1).contains(labelSmoothing), "must be from 0 to below 1")
    require("class_weights", classWeights?.allSatisfy { $0 > 0 && $0.isFinite } ?? true, "must all be above 0")
    require("r_drop", rDrop >= 0 && rDrop.isFinite, "must not be negative")
    require("r_drop", task == .classification || rDrop == 0, "must be 0 for regression, which has no probabilities")
    require("adversarial", adversarial >= 0 && adversarial.isFinite, "must not be negative")
    require("weight_average", weightAverage.map { $0 > 0 && $0 < 1 } ?? true, "must be above 0 and below 1")
    require("metric", task == .classification || metric == .loss, "must be loss for regression")
    require("patience", patience ?? 1 >= 1, "must be at least 1")
    require("evaluate_every", evaluateEvery ?? 1 >= 1, "must be at least 1")
  }
}

/// What the head predicts.
public enum ClassificationTask: String, Codable, CaseIterable, Sendable { case classification, regression }

/// What chooses the best checkpoint.
public enum ClassificationMetric: String, Codable, CaseIterable, Sendable {
  case accuracy
  case macroF1 = "macro_f1"
  case mcc
  case loss
}
