public import Configuration
public import Datasets
public import Runs
public import Text
internal import Training
public import Transformer

/// The settings of a run.
public struct SentimentSettings: RunSettings, MachineSettings {
  /// The encoder: a name for `attune download`, or a folder; dan for a new deep averaging network.
  public var model = "all-MiniLM-L6-v2"
  /// The network of `model: dan`.
  public var dan = DeepAveragingSettings()
  /// How the vector of a text is made from its tokens: native, first or mean.
  public var pooling = Pooling.native
  /// The encoder's attention, with the weights of the model: dot_product, windowed (Longformer), bigbird or linformer,
  /// which has new weights; by default that of the model. With the last three, a text may be longer than the model's
  /// table of positions (max_length).
  public var attention: AttentionKind?
  /// The own settings of the attention.
  @Flattened public var attentionSettings = AttentionSettings()
  /// classification, or regression on numeric labels.
  public var task = ClassificationTask.classification

  /// A data set by its name; `attune ls` lists them. Files take precedence.
  public var dataset: String?
  /// The folder of named data sets; by default the environment variable ATTUNE_DATA.
  public var dataFolder: String?
  /// Your own file: .tsv, .csv, .jsonl, or `label ||| text` of the treebank.
  public var trainFile: String?
  /// See `trainFile`.
  public var devFile: String?
  /// See `trainFile`.
  public var testFile: String?
  /// tsv, csv, jsonl or treebank; by default the file name decides.
  public var format: TextFormat?
  /// The column, or key, of the text.
  public var textColumn = "text"
  /// The column of a second text, for tasks on pairs.
  public var pairColumn: String?
  /// The column of the label.
  public var labelColumn = "label"
  /// The classes in order; by default those of the training data.
  public var labels: [String]?
  /// Largest length of an input in tokens, with special tokens; by default the limit of the model. A larger one needs
  /// another attention than dot_product.
  public var maxLength: Int?
  /// How longer texts are handled: head (the end is cut), head_tail (the middle is cut) or windows (nothing is cut;
  /// the logits of a text are the mean over its windows). Cut tokens are counted.
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
  /// Highest learning rate of the head and of BERT's pooler; by default learning_rate.
  public var headLearningRate: Double?
  /// Factor between the learning rate of a layer and that of the layer below it.
  public var layerDecay = 1.0
  /// Parameters that are not trained: embeddings, layer.0 … or any part of a parameter's name.
  public var freeze: [String] = []
  /// Fraction of the target's probability that is distributed over all classes.
  public var labelSmoothing = 0.0
  /// A weight for each class in order.
  public var classWeights: [Double]?
  /// Weight of the divergence between two passes with different dropout (R-Drop); 0 makes one pass.
  public var rDrop = 0.0
  /// Norm of the adversarial perturbation of the token embeddings in a second pass of each step (adversarial
  /// training); 0 makes no second pass.
  public var adversarial = 0.0
  /// Decay of a running average of the weights. If given, the average is evaluated and saved as the best checkpoint,
  /// instead of the weights.
  public var weightAverage: Double?

  /// The score on the dev data that selects the best checkpoint: accuracy, macro_f1, mcc or loss.
  public var metric = ClassificationMetric.accuracy
  /// Stop after this number of evaluations without improvement.
  public var patience: Int?
  /// Number of steps between evaluations; by default one evaluation after each epoch.
  public var evaluateEvery: Int?

  /// How the run is executed.
  @Flattened public var execution = ExecutionSettings { $0.saveEvery = 300 }

  /// The defaults.
  public init() {}

  /// Invalid values.
  public func problems() -> [SettingProblem] {
    require(
      "dataset", dataset != nil || trainFile != nil,
      "give a dataset (\(DatasetCard.classification.nameList)) or train_file")
    require(
      "dev_file", trainFile == nil || devFile != nil,
      "train_file needs a dev_file to choose the best checkpoint: for example a random tenth of the texts")
    require("epochs", (1...1_000_000).contains(optimization.epochs), "must be from 1 to 1000000")
    require(
      "dan", model == DeepAveragingSettings.name || dan == DeepAveragingSettings(), "has an effect only with model: dan"
    )
    require(
      "attention",
      model != DeepAveragingSettings.name || (attention == nil && attentionSettings == AttentionSettings()),
      "a deep averaging network (model: dan) has none: leave out attention and its settings")
    require("max_length", (3...1_000_000).contains(maxLength ?? 3), "must be from 3 to 1000000")
    for problem in attention?.problems(attentionSettings.values, in: .encoder) ?? [] {
      require(problem.setting, false, problem.text)
    }
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

/// The kind of labels that the head predicts.
public enum ClassificationTask: String, Codable, CaseIterable, Sendable { case classification, regression }

/// The score that selects the best checkpoint.
public enum ClassificationMetric: String, Codable, CaseIterable, Sendable {
  case accuracy
  case macroF1 = "macro_f1"
  case mcc
  case loss
}
