internal import Base
public import Configuration
internal import Datasets
internal import Hub
internal import Tensor
internal import Text
internal import Training
internal import Transformer

/// Trains a GPT-style decoder on documents: each token from those before it, or spans that were cut out.
public enum Pretrain: Recipe {
  /// The word on the command line.
  public static let name = "pretrain"
  /// One line for `attune ls`.
  public static let summary = "train a GPT-style decoder on documents, from nothing or from a checkpoint"
  /// The shipped runs.
  public static let configs = [Config("characters", PackageResources.characters_yaml)]

  /// What can be known of data and model before the run.
  public static func problems(_ settings: Settings) -> [SettingProblem] {
    var problems: [SettingProblem] = []
    for (key, path) in [("documents_file", settings.documentsFile), ("dev_file", settings.devFile)] {
      if let path, !exists(path) { problems.append(SettingProblem(key: key, message: "there is no such file")) }
    }
    if settings.documentsFile == nil, let name = settings.dataset {
      do {
        if try !NamedQuestions.named(name).hasDocuments {
          problems.append(SettingProblem(key: "dataset", message: "has no documents"))
        }
      } catch { problems.append(SettingProblem(key: "dataset", message: "\(error)")) }
    }
    if let model = settings.model, let found = Hub.problem(locating: model) {
      problems.append(SettingProblem(key: "model", message: found))
    }
    return problems
  }

  /// Trains, and keeps the best checkpoint on the dev documents, or the last one without any.
  public static func run(_ settings: Settings, in folder: RunFolder, console: Console) throws {
    let start = monotonicSeconds()
    Threads.count = settings.threads ?? Threads.available
    console.say(
      "kernels \(Machine.kernels), OpenBLAS \(Machine.blasCore ?? "not found"), float32, \(Threads.count) threads")

    // Data.
    let train = try documents(settings)
    let dev = try settings.devFile.map { try DocumentSplit.read(path: $0, format: settings.documentFormat) }
    for note in train.notes + (dev?.notes ?? []) { console.say(note) }

    // Tokenizer and model: from a checkpoint, or new with a vocabulary of its own.
    let base = try settings.model.map { try Hub.locate($0) }
    let tokenizer = try base.map { try Tokenizers.load(folder: $0) } ?? newTokenizer(settings, train)
    let reserved = Set(
      (settings.objective == .spanCorruption ? [settings.mask] : []) + (settings.end.map { [$0] } ?? []))
    let problems = ([train] + (dev.map { [$0] } ?? [])).flatMap { $0.problems(tokenizer, reserved: reserved) }
    if !problems.isEmpty { throw RecipeError.list(problems) }
    var subject = LanguageModel(
      model: try base.map { try CausalLanguageModel(folder: $0) }
        ?? CausalLanguageModel(
          settings.architecture.configuration(vocabularySize: tokenizer.vocabularySize), seed: UInt64(settings.seed)),
      tokenizer: tokenizer, format: nil)
    if let base { try subject.check(folder: base) }
    subject.about["recipe"] = .string(name)
    subject.about["environment"] = .object(runEnvironment())
    subject.about["settings"] = try settings.json()
    subject.about["data_sha256"] = ["documents": .string(train.sha256), "dev": dev.map { .string($0.sha256) } ?? .null]
    let end = try settings.end.map { end -> Int32 in
      guard let id = tokenizer.id(of: end) else {
        throw RecipeError.input("end: the tokenizer has no token \"\(end)\"")
      }
      return id
    }

    subject.textEnd = end

    // Sequences.
    func sequences(_ split: DocumentSplit, seed: Int) throws -> PretrainingData {
      try PretrainingData(
        split, objective: settings.objective, tokenizer: tokenizer, block: subject.block, prefix: "",
        mask: settings.mask, end: end, seed: UInt64(seed))
    }
    let data = try sequences(train, seed: settings.seed)
    // The dev documents are always masked in the same places, and not where the training ones are.
    let devSequences = try dev.map { try sequences($0, seed: settings.seed &+ 1).epoch(0) }
    for note in data.notes { console.say(note) }
    console.say(
      "\(counted(train.documents.count, "document")), \(data.documents.reduce(0) { $0 + $1.count }) tokens,"
        + " vocabulary \(tokenizer.vocabularySize); \(subject.model.registry.count) parameters, block \(subject.block)")

    // The one stage.
    var stages = try Stages(folder, console)
    try stages.carryOut(
      LanguageModelStage(
        name: "pretraining", settings: settings.pretraining, seed: UInt64(settings.seed), sequences: data.epoch,
        source: { data.sources[$0] }, statesBelow: "", saveEvery: settings.saveEvery,
        keptAs: devSequences == nil ? "best" : nil,
        evaluation: devSequences.map { sequences in
          LanguageModelStage.Evaluation(
            everyEpochs: settings.evaluateEvery, isLargerBetter: false, patience: settings.patience, bestFolder: "best"
          ) { model in
            let loss = Evaluation.loss(model, sequences).mean
            return (loss, [("loss", loss)], ["dev": ["loss": .number(loss)]])
          }
        })
    ) { subject }

    // Results.
    var results: JSON.Object = [
      "recipe": .string(name), "stages": stages.list.json, "seed": .integer(settings.seed),
      "environment": .object(runEnvironment()),
      "seconds": .number(monotonicSeconds() - start), "peak_memory_bytes": .integer(peakMemory()),
    ]
    if let devSequences {
      let loss = Evaluation.loss(try LanguageModel.open(folder.appending("best")), devSequences).mean
      results["dev"] = ["loss": .number(loss)]
      console.say("\ndev: loss \(fixed(loss, 4)) nats a token")
    }
    try writeFileDurably(folder.appending("results.json"), Array(JSON.object(results).pretty.utf8))
    console.say(
      "peak memory \(peakMemory() >> 20) MiB; checkpoint: \(folder.appending("best"))\n"
        + "let it write: attune generate \(folder.appending("best")) --prompt TEXT --temperature 0.8")
  }

  private static func documents(_ settings: Settings) throws -> DocumentSplit {
    if let file = settings.documentsFile { return try DocumentSplit.read(path: file, format: settings.documentFormat) }
    guard let found = try NamedQuestions.named(settings.dataset!).documents(folder: settings.dataFolder) else {
      throw RecipeError.input("\(settings.dataset!) has no documents")
    }
    return found
  }

  private static func newTokenizer(_ settings: Settings, _ split: DocumentSplit) throws -> any Tokenizer {
    let specials = ["□", settings.mask] + (settings.end.map { [$0] } ?? [])
    return try CorpusTokenizer(
      unit: settings.architecture.tokenizer == .words ? .words : .characters, corpus: split.documents.map(\.text),
      specialTokens: specials.enumerated().filter { specials.firstIndex(of: $0.element) == $0.offset }.map(\.element),
      unknownToken: settings.architecture.tokenizer == .words ? "<unk>" : nil)
  }
}
