internal import Base
internal import Datasets
internal import Metrics
internal import Pipelines
internal import Tensor
internal import Transformer

extension Evaluation {
  /// Scores a question-answering model on the questions of a split.
  static func answers(
    _ model: LanguageModel, _ checkpoint: String, data: String?, split: String, dataFolder: String?
  ) throws -> Outcome {
    let settings = try model.storedSettings(ClosedBookQASettings.self, checkpoint)
    let questions: QuestionSplit
    if let data, exists(data) {
      questions = try QuestionSplit.read(path: data)
    } else if let data {
      guard !data.contains("/"), !data.contains(".") else { throw InputError.problem("there is no file \(data)") }
      questions = try named(split, of: data, settings, dataFolder)
    } else if let file = ["train": settings.trainFile, "dev": settings.devFile, "test": settings.testFile][split] ?? nil
    {
      questions = try QuestionSplit.read(path: file, format: settings.format)
    } else if settings.trainFile != nil {
      // If the settings name files and a data set, the data set was not used.
      throw InputError.problem("the run that made \(checkpoint) had no \(split) data: give --data FILE")
    } else if let name = settings.dataset {
      questions = try named(split, of: name, settings, dataFolder)
    } else {
      throw InputError.problem("\(checkpoint) does not record its training data: give --data FILE")
    }
    let problems = questions.problems(model.tokenizer, model.format!, contextLength: model.contextLength)
    if !problems.isEmpty { throw InputError.problems(problems) }
    // The baselines need the training questions, which may no longer exist.
    var notes = questions.notes
    var training: [TrainingQuestion] = []
    do {
      var settings = settings
      settings.dataFolder = dataFolder ?? settings.dataFolder
      training = try QuestionData(settings).train.examples.map {
        TrainingQuestion(question: $0.question, answers: $0.answers)
      }
    } catch { notes.append("the training questions cannot be read, so there are no baselines: \(error)") }
    let start = monotonicSeconds()
    let report = AnswerReport(
      answers: try AnswerScorer.Questions(split, questions, model.format!, model.tokenizer).answered(by: model),
      training: training)
    return try outcome(
      report.json, report.table, notes,
      scored: Scored(
        checkpoint: checkpoint, about: model.about, parameters: model.model.registry, unused: model.model.unused,
        tokenizer: model.tokenizer, data: questions.path,
        dataHash: questions.sha256, split: data.map(exists) == true ? "all" : split, isOwnData: data == nil,
        count: counted(questions.examples.count, "question"),
        seconds: monotonicSeconds() - start))
  }

  private static func named(
    _ split: String, of name: String, _ settings: ClosedBookQASettings, _ folder: String?
  ) throws -> QuestionSplit {
    var settings = settings
    settings.dataFolder = folder ?? settings.dataFolder
    if let found = try QuestionData.split(split, of: name, settings) { return found }
    throw InputError.problem(
      "\(name) has no split \(split) with answers: 'attune answer --input FILE' answers questions without scoring")
  }
}
