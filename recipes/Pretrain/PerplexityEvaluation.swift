internal import Base
internal import Datasets
internal import Metrics
internal import Pipelines
internal import Tensor
internal import Text
internal import Training
internal import Transformer

extension Evaluation {
  /// The documents of a file or data set, or of a split of the run.
  private static func documents(
    _ checkpoint: String, data: String?, split: String, _ settings: PretrainSettings
  ) throws -> DocumentSplit {
    if let data, isFile(data) { return try DocumentSplit.read(path: data, format: settings.documentFormat) }
    if let data { return try Pretrain.documents(of: data, split: split, folder: settings.dataFolder) }
    let hasData = settings.documentsFile != nil || settings.dataset != nil
    guard let found = try hasData ? Pretrain.split(split, settings) : nil else {
      throw InputError.problem(
        "\(checkpoint) is a language model and does not record \(split) documents: give --data FILE")
    }
    return found
  }

  /// Whether a word after --data is a file rather than the name of a data set.
  private static func isFile(_ data: String) -> Bool { exists(data) || data.contains("/") || data.contains(".") }

  /// How well a language model predicts the next token of documents, which are encoded as in the run that made it.
  ///
  /// - Parameter preprocess: the steps before encoding; nil for those of the checkpoint's training
  static func perplexity(
    _ model: LanguageModel, _ checkpoint: String, data: String?, split: String, dataFolder: String?,
    preprocess: [PreprocessingStep]?
  ) throws -> Outcome {
    var settings =
      model.about["recipe"]?.string == Pretrain.name
      ? try model.storedSettings(PretrainSettings.self, checkpoint) : PretrainSettings()
    settings.dataFolder = dataFolder ?? settings.dataFolder
    let steps = preprocess ?? model.preprocess
    let documents = try documents(checkpoint, data: data, split: split, settings).preprocessed(by: steps)
    let problems = documents.problems(model.tokenizer, reserved: [])
    if !problems.isEmpty { throw InputError.problems(problems) }
    var notes = documents.notes
    if steps != model.preprocess {
      notes.append(
        "warning: the model was trained on texts with preprocessing \(model.preprocess.inWords), these texts have"
          + " \(steps.inWords)")
    } else if !steps.isEmpty {
      notes.append("preprocessing as in training: \(steps.inWords)")
    }
    if !model.tokenizer.keepsText {
      notes.append(
        "warning: the model's tokens have no spaces and capitals: bits of a character do not pay for them, so compare"
          + " them with those of such models alone")
    }
    let isOwnObjective = settings.objective == .nextToken
    if !isOwnObjective {
      notes.append(
        "the objective of the run was \(settings.objective.rawValue), but these scores are for next-token prediction"
      )
    }
    let start = monotonicSeconds()
    let end = isOwnObjective ? settings.end.flatMap { model.tokenizer.id(of: $0) } : nil
    let read = try NextTokenDocuments(documents, model.tokenizer, contextLength: model.contextLength, end: end)
    if let note = read.unknownWords { notes.append(note) }
    let sequences = read.sequences
    if sequences.isEmpty {
      throw InputError.problem("\(documents.path): no text has two tokens; there is nothing to predict")
    }
    let report = model.perplexity(of: sequences, texts: read.texts)
    var scores = report.json
    scores["documents"] = .integer(documents.documents.count)
    scores["documents_without_target"] = .integer(read.windows.count { $0.isEmpty })
    scores["preprocess"] = .array(steps.map { .string($0.rawValue) })
    return try outcome(
      scores, report.table, notes,
      scored: Scored(
        checkpoint: checkpoint, about: model.about, parameters: model.model.registry, unused: model.model.unused,
        tokenizer: model.tokenizer, data: documents.path,
        dataHash: documents.sha256, split: data.map(isFile) == true ? "all" : split, isOwnData: data == nil,
        nameOfData: split == "train" ? "documents" : split,
        count: counted(documents.documents.count, "document"),
        seconds: monotonicSeconds() - start))
  }
}
