internal import Base
internal import Datasets
internal import Metrics
internal import Pipelines
internal import Tensor
internal import Text
internal import Training
internal import Transformer

extension Evaluation {
  /// The documents of a file or data set, or of the run's `train` or `dev` split.
  private static func documents(
    _ checkpoint: String, data: String?, split: String, _ settings: PretrainSettings
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
      throw InputError.problem(
        "\(checkpoint) is a language model and does not record \(split) documents: give --data FILE")
    }
    return try Pretrain.documents(settings)
  }

  /// How well a language model predicts the next token of documents, which are encoded as in the run that made it.
  static func perplexity(
    _ model: LanguageModel, _ checkpoint: String, data: String?, split: String, dataFolder: String?
  ) throws -> Outcome {
    var settings =
      model.about["recipe"]?.string == Pretrain.name
      ? try model.storedSettings(PretrainSettings.self, checkpoint) : PretrainSettings()
    settings.dataFolder = dataFolder ?? settings.dataFolder
    let documents = try documents(checkpoint, data: data, split: split, settings)
    let problems = documents.problems(model.tokenizer, reserved: [])
    if !problems.isEmpty { throw InputError.problems(problems) }
    var notes = documents.notes
    let isOwnObjective = settings.objective == .nextToken
    if !isOwnObjective {
      notes.append(
        "the objective of the run was \(settings.objective.rawValue), but these scores are for next-token prediction"
      )
    }
    let start = monotonicSeconds()
    let end = isOwnObjective ? settings.end.flatMap { model.tokenizer.id(of: $0) } : nil
    let encodings = documents.documents.map { model.tokenizer.encode($0.text) }
    if let note = unknownWords(encodings) { notes.append(note) }
    let texts = encodings.map { $0.ids + (end.map { [$0] } ?? []) }
    let (sequences, unused) = try NextToken(block: model.contextLength).sequences(of: texts)
    if sequences.isEmpty {
      throw InputError.problem("\(documents.path): no text has two tokens; there is nothing to predict")
    }
    let report = model.perplexity(of: sequences)
    var scores = report.json
    scores["documents"] = .integer(texts.count)
    scores["documents_without_target"] = .integer(unused)
    return try outcome(
      scores, report.table, notes,
      scored: Scored(
        checkpoint: checkpoint, about: model.about, parameters: model.model.registry, unused: model.model.unused,
        tokenizer: model.tokenizer, data: documents.path,
        dataHash: documents.sha256, split: data == nil ? split : "all", isOwnData: data == nil,
        nameOfData: split == "train" ? "documents" : split,
        count: counted(texts.count, "document"),
        seconds: monotonicSeconds() - start))
  }
}
