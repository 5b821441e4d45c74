public import Configuration
public import Datasets
public import Runs

/// The settings of a run.
public struct ClosedBookQASettings: RunSettings, MachineSettings {
  /// A GPT-2 checkpoint to start from: a name for `attune download`, or a folder. Without it, a new model is created.
  public var model: String?
  /// The sizes of a new model.
  public var architecture = ArchitectureSettings()

  /// A data set by its name; `attune ls` lists them. Files take precedence.
  public var dataset: String?
  /// The folder of named data sets; by default the environment variable ATTUNE_DATA.
  public var dataFolder: String?
  /// The invented people of the data set biographies.
  public var biographies = BiographySettings()
  /// Your own file: `question TAB answer`, .jsonl, or .json of WebQuestions.
  public var trainFile: String?
  /// See `trainFile`.
  public var devFile: String?
  /// See `trainFile`.
  public var testFile: String?
  /// tsv, jsonl or json; by default the file name decides.
  public var format: QuestionFormat?
  /// Texts for pretraining, one per line.
  public var documentsFile: String?

  /// The text between question and answer.
  public var separator = "⁇"
  /// The token that ends an answer.
  public var end = "⁇"
  /// Put a space before each document, question and answer, so that a word has the same token at every position.
  public var leadingSpace = false
  /// error or cut: how a question is handled that, with its answer, is longer than the context length.
  public var tooLong = TooLong.error

  /// What pretraining predicts: next_token, span_corruption or salient_spans.
  public var objective = Objective.spanCorruption
  /// The loss of pretraining: softmax, or nce (noise-contrastive estimation).
  public var loss = LossKind.softmax
  /// The noise of `loss: nce`.
  public var nce = NoiseContrastiveSettings()
  /// Passes over the training questions in each epoch of pretraining.
  public var mixQuestions = 0
  /// Pretraining on the documents.
  public var pretraining = OptimizationSettings { $0.epochs = 0 }
  /// Fine-tuning on the questions.
  public var finetuning = OptimizationSettings { $0.epochs = 10 }
  /// Train a second model on the questions only, to measure the effect of pretraining.
  public var compareWithoutPretraining = false

  /// The score on the dev questions that selects the best checkpoint: exact_match, normalized_exact_match or f1.
  public var metric = AnswerMetric.exactMatch
  /// Number of epochs of fine-tuning between evaluations on the dev questions.
  public var evaluateEvery = 1
  /// Stop fine-tuning after this number of evaluations without improvement.
  public var patience: Int?
  /// Largest length of an answer in tokens; by default twice the longest training answer plus one.
  public var maxAnswerTokens: Int?

  /// How the run is executed.
  @Flattened public var execution = ExecutionSettings()

  /// The defaults.
  public init() {}

  /// Invalid values.
  public func problems() -> [SettingProblem] {
    require(
      "dataset", dataset != nil || trainFile != nil,
      "give a dataset (\(DatasetCard.questionAnswering.nameList)) or train_file")
    require(
      "dev_file", trainFile == nil || devFile != nil, "train_file needs a dev_file to choose the best checkpoint")
    require("nce", loss == .nce || nce == NoiseContrastiveSettings(), "has no effect without loss: nce")
    require("separator", !separator.isEmpty, "must not be empty")
    require("end", !end.isEmpty, "must not be empty")
    require("finetuning.epochs", finetuning.epochs >= 1, "must be at least 1")
    require("mix_questions", (0...1_000_000).contains(mixQuestions), "must be from 0 to 1000000")
    require("evaluate_every", evaluateEvery >= 1, "must be at least 1")
    require("patience", patience ?? 1 >= 1, "must be at least 1")
    require("max_answer_tokens", (1...1_000_000).contains(maxAnswerTokens ?? 1), "must be from 1 to 1000000")
  }
}

/// The score that selects the best checkpoint.
public enum AnswerMetric: String, Codable, CaseIterable, Sendable {
  case exactMatch = "exact_match"
  case normalizedExactMatch = "normalized_exact_match"
  case f1
}

/// The invented people of the data set biographies.
public struct BiographySettings: RunSettings {
  /// Number of people.
  public var people = 600
  /// Texts about each person.
  public var textsPerPerson = 20
  /// Percentage of people whose questions are in the dev split.
  public var devPercent = 10
  /// Percentage of people whose questions are in the test split.
  public var testPercent = 30
  /// Percentage of sentences with the full name instead of a pronoun.
  public var namePercent = 50
  /// Number of wordings of each training question.
  public var wordings = 1
  /// Seed of all random choices.
  public var seed = 1

  /// The defaults.
  public init() {}

  /// Invalid values.
  public func problems() -> [SettingProblem] {
    require(
      "people", (4...Biographies.maximumPeople).contains(people), "must be from 4 to \(Biographies.maximumPeople)")
    require("texts_per_person", (1...10_000).contains(textsPerPerson), "must be from 1 to 10000")
    require("dev_percent", (0...90).contains(devPercent), "must be from 0 to 90")
    require(
      "test_percent", (0...90 - max(0, min(90, devPercent))).contains(testPercent),
      "must leave 10 percent for training")
    require("name_percent", (0...100).contains(namePercent), "must be from 0 to 100")
    require(
      "wordings", (1...Biographies.questionWordings).contains(wordings),
      "must be from 1 to \(Biographies.questionWordings)")
    require("seed", seed >= 0, "must not be negative")
  }
}
