internal import Base
internal import Configuration
internal import Datasets
internal import Tensor
internal import Text
internal import Training
internal import Transformer

extension Evaluation {
  /// Asks a question-answering model the questions of a split.
  static func answers(
    _ subject: LanguageModel, _ checkpoint: String, data: String?, split: String, dataFolder: String?
  ) throws -> Outcome {
    let settings = try storedSettings(ClosedBookQA.Settings.self, subject, checkpoint)
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
  private static func storedSettings<Settings: RunSettings>(
    _ type: Settings.Type, _ subject: LanguageModel, _ checkpoint: String
  ) throws -> Settings {
    guard let stored = subject.about["settings"] else { return Settings() }
    let node = try Node(parsing: Array(stored.compact.utf8), path: checkpoint + "/attune.json")
    return try ResolvedSettings(type, from: node).values
  }

  /// The documents of a file or data set, or those that the run had as its `train` or `dev` split.
  private static func documents(
    _ checkpoint: String, data: String?, split: String, _ settings: Pretrain.Settings
  ) throws -> DocumentSplit {
    var settings = settings
    switch (data, split) {
    case (let data?, _) where !exists(data) && !data.contains("/") && !data.contains("."):
      (settings.documentsFile, settings.dataset) = (nil, data)
    case (let data?, _): settings.documentsFile = data
    case (nil, "train"): break
    case (nil, "dev"): (settings.documentsFile, settings.dataset) = (settings.devFile, nil)
    default: (settings.documentsFile, settings.dataset) = (nil, nil)
    }
    guard settings.documentsFile != nil || settings.dataset != nil else {
      throw RecipeError.input(
        "\(checkpoint) is a language model and names no \(split) documents that its run had: give --data FILE")
    }
    return try Pretrain.documents(settings)
  }

  /// How well a language model predicts the next token of documents, read as the run that made it read its own.
  static func perplexity(
    _ subject: LanguageModel, _ checkpoint: String, data: String?, split: String, dataFolder: String?
  ) throws -> Outcome {
    var settings =
      subject.about["recipe"]?.string == Pretrain.name
      ? try storedSettings(Pretrain.Settings.self, subject, checkpoint) : Pretrain.Settings()
    settings.dataFolder = dataFolder ?? settings.dataFolder
    let documents = try documents(checkpoint, data: data, split: split, settings)
    let problems = documents.problems(subject.tokenizer, reserved: [])
    if !problems.isEmpty { throw RecipeError.list(problems) }
    var notes = documents.notes
    let isOwnObjective = settings.objective == .nextToken
    if !isOwnObjective {
      notes.append(
        "the run trained for, and measured, \(settings.objective.rawValue); this is how well each next token is predicted"
      )
    }
    let start = monotonicSeconds()
    let end = isOwnObjective ? settings.end.flatMap { subject.tokenizer.id(of: $0) } : nil
    let encodings = documents.documents.map { subject.tokenizer.encode($0.text) }
    if let note = unknownWords(encodings) { notes.append(note) }
    let texts = encodings.map { $0.ids + (end.map { [$0] } ?? []) }
    let (sequences, unused) = try NextToken(block: subject.block).sequences(of: texts)
    if sequences.isEmpty {
      throw RecipeError.input("\(documents.path): no text has two tokens; there is nothing to predict")
    }
    let report = report(subject, sequences)
    var scores = report.json
    scores["documents"] = .integer(texts.count)
    scores["documents_without_target"] = .integer(unused)
    return try outcome(
      scores, report.table, notes,
      scored: Scored(
        checkpoint: checkpoint, about: subject.about, parameters: subject.model.registry, unused: subject.model.unused,
        tokenizer: subject.tokenizer, data: documents.path,
        dataHash: documents.sha256, split: data == nil ? split : "all", isOwnData: data == nil,
        nameOfData: split == "train" ? "documents" : split,
        count: counted(texts.count, "document"),
        seconds: monotonicSeconds() - start))
  }

  /// How well a language model predicts the targets of some sequences.
  static func report(_ subject: LanguageModel, _ sequences: [LanguageSequence]) -> PerplexityReport {
    var losses = [[Double]](repeating: [], count: sequences.count)
    for batch in BatchPlan(size: .tokens(4096), seed: 0).orderedBatches(lengths: sequences.map(\.ids.count)) {
      var ofBatch = subject.model.losses(
        TokenBatch(batch.map { sequences[$0].ids }), targets: batch.flatMap { sequences[$0].targets })[...]
      for index in batch {
        losses[index] = Array(ofBatch.prefix(sequences[index].targetCount))
        ofBatch = ofBatch.dropFirst(sequences[index].targetCount)
      }
    }
    return PerplexityReport(sequences, losses: losses)
  }
}
