public import Configuration
public import Datasets
internal import Metrics
internal import Pipelines
public import Runs

/// What a run's YAML file may set.
public struct ClosedBookQASettings: RunSettings, MachineSettings {
  /// A GPT-2 checkpoint to start from: a name that `attune download` knows, or a folder. Without it a new model.
  public var model: String?
  /// The sizes of a new model.
  public var architecture = ArchitectureSettings()

  /// A data set by its name; `attune ls` lists them. Files take precedence.
  public var dataset: String?
  /// The folder of named data sets; without it the environment variable ATTUNE_DATA.
  public var dataFolder: String?
  /// How many people the data set biographies invents, and what it writes about them.
  public var biographies = BiographySettings()
  /// Files of your own: `question TAB answer`, .jsonl, or WebQuestions' .json.
  public var trainFile: String?
  /// See `trainFile`.
  public var devFile: String?
  /// See `trainFile`.
  public var testFile: String?
  /// tsv, jsonl or json; without it the file name tells.
  public var format: QuestionFormat?
  /// Texts to pretrain on, one a line.
  public var documentsFile: String?

  /// What stands between question and answer.
  public var separator = "⁇"
  /// The token that ends an answer.
  public var end = "⁇"
  /// Put a space before each document, question and answer, so that a word is one token wherever it stands.
  public var leadingSpace = false
  /// error or cut: what happens to a question with its answer that is longer than the block.
  public var tooLong = TooLong.error

  /// next_token, span_corruption or salient_spans.
  public var objective = Objective.spanCorruption
  /// How often each epoch of pretraining also goes through the training questions.
  public var mixQuestions = 0
  /// Pretraining on the documents; none without.
  public var pretraining = OptimizationSettings { $0.epochs = 0 }
  /// Fine-tuning on the questions.
  public var finetuning = OptimizationSettings { $0.epochs = 10 }
  /// Train a second model on the questions alone, to show what pretraining brings.
  public var compareWithoutPretraining = false

  /// What chooses the best checkpoint on the dev questions: exact_match, normalized_exact_match or f1.
  public var metric = AnswerMetric.exactMatch
  /// Epochs of fine-tuning after which the dev questions are answered.
  public var evaluateEvery = 1
  /// Evaluations without improvement after which fine-tuning stops.
  public var patience: Int?
  /// Tokens of an answer at most; without it one more than twice as many as the longest training answer has.
  public var maxAnswerTokens: Int?

  /// How the run is executed.
  @Flattened public var execution = ExecutionSettings()

  /// The defaults.
  public init() {}

  /// Values that cannot be meant.
  public func problems() -> [SettingProblem] {
    require(
      "dataset", dataset != nil || trainFile != nil,
      "give a dataset (\(DatasetCard.questionAnswering.nameList)) or train_file")
    require(
      "dev_file", trainFile == nil || devFile != nil, "train_file needs a dev_file to choose the best checkpoint")
    require("separator", !separator.isEmpty, "must not be empty")
    require("end", !end.isEmpty, "must not be empty")
    require("finetuning.epochs", finetuning.epochs >= 1, "must be at least 1")
    require("mix_questions", (0...1_000_000).contains(mixQuestions), "must be from 0 to 1000000")
    require("evaluate_every", evaluateEvery >= 1, "must be at least 1")
    require("patience", patience ?? 1 >= 1, "must be at least 1")
    require("max_answer_tokens", (1...1_000_000).contains(maxAnswerTokens ?? 1), "must be from 1 to 1000000")
  }
}

/// What chooses the best checkpoint.
public enum AnswerMetric: String, Codable, CaseIterable, Sendable {
  case exactMatch = "exact_match"
  case normalizedExactMatch = "normalized_exact_match"
  case f1
}

/// The invented people.
public struct BiographySettings: RunSettings {
  /// How many.
  public var people = 600
  /// Texts about each of them.
  public var textsPerPerson = 20
  /// How many in a hundred have their questions in the dev split.
  public var devPercent = 10
  /// How many in a hundred have their questions in the test split.
  public var testPercent = 30
  /// How often a sentence says the full name rather than a pronoun, in a hundred.
  public var namePercent = 50
  /// In how many wordings each question of the training people is asked.
  public var wordings = 1
  /// What everything is drawn from.
  public var seed = 1

  /// The defaults.
  public init() {}

  /// Values that cannot be meant.
  public func problems() -> [SettingProblem] {
    require(
      "people", (4...Biographies.maximumPeople).contains(people), "must be from 4 to \(Biographies.maximumPeople)")
    require("texts_per_person", (1...10_000).contains(textsPerPerson), "must be from 1 to 10000")
    require("dev_percent", (0...90).contains(devPercent), "must be from 0 to 90")
    require(
      "test_percent", (0...90 - max(0, min(90, devPercent))).contains(testPercent),
      "must leave 10 in a hundred for training")
    require("name_percent", (0...100).contains(namePercent), "must be from 0 to 100")
    require(
      "wordings", (1...Biographies.questionWordings).contains(wordings),
      "must be from 1 to \(Biographies.questionWordings)")
    require("seed", seed >= 0, "must not be negative")
  }
}
