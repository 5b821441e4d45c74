internal import Base
internal import Configuration
internal import Datasets
internal import Tensor
internal import Text
internal import Training
internal import Transformer
internal import Glibc

extension Evaluation {
  /// Asks a question-answering model the questions of a split.
  static func answers(
    _ subject: LanguageModel, _ checkpoint: String, data: String?, split: String, dataFolder: String?
  ) throws -> Outcome {
    let settings = try storedSettings(subject, checkpoint)
    let questions: QuestionSplit
    if let data, exists(data) {
      questions = try QuestionSplit.read(path: data)
    } else if let data {
      guard !data.contains("/"), !data.contains(".") else { throw RecipeError.input("there is no file \(data)") }
      questions = try named(split, of: data, settings, dataFolder)
    } else if let file = ["train": settings.trainFile, "dev": settings.devFile, "test": settings.testFile][split] ?? nil
    {
      questions = try QuestionSplit.read(path: file, format: settings.format)
    } else if settings.trainFile != nil {
      // A data set that the settings name as well was not trained on.
      throw RecipeError.input("the run that made \(checkpoint) had no \(split) data: give --data FILE")
    } else if let name = settings.dataset {
      questions = try named(split, of: name, settings, dataFolder)
    } else {
      throw RecipeError.input("\(checkpoint) does not say which data it was trained with: give --data FILE")
    }
    let problems = questions.problems(subject.tokenizer, subject.format!, block: subject.block)
    if !problems.isEmpty { throw RecipeError.list(problems) }
    // Baselines, where the training questions are still to be had.
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
    let report = AnswerReport(answers: try AnswerScorer.answered(subject, questions), training: training)
    return try outcome(
      report.json, report.table, notes,
      scored: Scored(
        checkpoint: checkpoint, about: subject.about, parameters: subject.model.registry, unused: subject.model.unused,
        tokenizer: subject.tokenizer, data: questions.path,
        dataHash: questions.sha256, split: data.map(exists) == true ? "all" : split, isOwnData: data == nil,
        count: counted(questions.examples.count, "question"),
        seconds: monotonicSeconds() - start))
  }

  private static func named(
    _ split: String, of name: String, _ settings: ClosedBookQA.Settings, _ folder: String?
  ) throws -> QuestionSplit {
    var settings = settings
    settings.dataFolder = folder ?? settings.dataFolder
    if let found = try QuestionData.split(split, of: name, settings) { return found }
    throw RecipeError.input(
      "\(name) has no split \(split) with answers: 'attune answer --input FILE' answers questions without scoring")
  }

  /// The settings of the run that made the checkpoint.
  private static func storedSettings(_ subject: LanguageModel, _ checkpoint: String) throws -> ClosedBookQA.Settings {
    guard let stored = subject.about["settings"] else { return ClosedBookQA.Settings() }
    return try ResolvedSettings(
      ClosedBookQA.Settings.self,
      from: Node(parsing: Array(stored.compact.utf8), path: checkpoint + "/attune.json")
    ).values
  }

  /// How well a language model predicts the documents of a file.
  static func perplexity(_ subject: LanguageModel, _ checkpoint: String, data: String?) throws -> Outcome {
    guard let data else {
      throw RecipeError.input(
        "\(checkpoint) is a language model: give --data FILE, texts one a line, to measure its perplexity")
    }
    let split = try DocumentSplit.read(path: data, format: .lines)
    let problems = split.problems(subject.tokenizer, reserved: [])
    if !problems.isEmpty { throw RecipeError.list(problems) }
    let start = monotonicSeconds()
    let texts = split.documents.map { subject.tokenizer.encode($0.text).ids }
    let (sequences, unused) = try NextToken(block: subject.block).sequences(of: texts)
    if sequences.isEmpty { throw RecipeError.input("\(data): no text has two tokens; there is nothing to predict") }
    let (loss, count) = loss(subject, sequences)
    let scores: JSON.Object = [
      "loss": .number(loss), "perplexity": .number(exp(loss)), "tokens": .integer(count),
      "documents": .integer(texts.count), "documents_without_target": .integer(unused),
    ]
    return try outcome(
      scores,
      "  loss        \(fixed(loss, 4)) nats a token over \(count) predicted tokens\n  perplexity  \(fixed(exp(loss), 3))",
      split.notes,
      scored: Scored(
        checkpoint: checkpoint, about: subject.about, parameters: subject.model.registry, unused: subject.model.unused,
        tokenizer: subject.tokenizer, data: split.path,
        dataHash: split.sha256, split: "all", isOwnData: false, count: counted(texts.count, "document"),
        seconds: monotonicSeconds() - start))
  }

  /// The mean loss over all targets of some sequences, in nats, and how many targets there are.
  static func loss(_ subject: LanguageModel, _ sequences: [LanguageSequence]) -> (mean: Double, count: Int) {
    var sum = 0.0
    var count = 0
    for batch in BatchPlan(size: .tokens(4096), seed: 0).orderedBatches(lengths: sequences.map(\.ids.count)) {
      let losses = subject.model.losses(
        TokenBatch(batch.map { sequences[$0].ids }), targets: batch.flatMap { sequences[$0].targets })
      sum += losses.reduce(0, +)
      count += losses.count
    }
    return (sum / Double(count), count)
  }
}
