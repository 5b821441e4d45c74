internal import Base
public import Configuration
internal import Datasets
internal import Hub
internal import Tensor
internal import Text
internal import Training
internal import Transformer

/// Pretrains a GPT-style decoder on documents, fine-tunes it on questions, and scores what it answers from its weights
/// alone.
///
/// Read it from top to bottom: settings, data, tokenizer, model, the stages, the results.
public enum ClosedBookQA: Recipe {
  /// The word on the command line.
  public static let name = "qa"
  /// One line for `attune ls`.
  public static let summary = "pretrain and fine-tune a GPT-style decoder to answer questions from its weights alone"
  /// The shipped runs.
  public static let configs = [
    Config("biographies", PackageResources.biographies_yaml),
    Config("birthplaces-no-pretraining", PackageResources.birthplaces_no_pretraining_yaml),
    Config("birthplaces-span-corruption", PackageResources.birthplaces_span_corruption_yaml),
    Config("webquestions", PackageResources.webquestions_yaml),
  ]

  /// What can be known of data and model before the run.
  public static func problems(_ settings: Settings) -> [SettingProblem] {
    var problems = QuestionData.problems(settings)
    if let model = settings.model, let found = Hub.problem(locating: model) {
      problems.append(SettingProblem(key: "model", message: found))
    }
    return problems
  }

  /// Runs the stages that are not done yet, and scores the best checkpoint.
  public static func run(_ settings: Settings, in folder: RunFolder, console: Console) throws {
    let start = monotonicSeconds()
    Threads.count = settings.threads ?? Threads.available
    console.say(
      "kernels \(Machine.kernels), OpenBLAS \(Machine.blasCore ?? "not found"), float32, \(Threads.count) threads")

    // Data: every problem of every file is found before anything else happens.
    let data = try QuestionData(settings)
    for note in data.notes { console.say(note) }
    if settings.pretraining.epochs > 0 && data.documents == nil {
      throw RecipeError.input(
        "pretraining.epochs is \(settings.pretraining.epochs), but there are no documents: give documents_file")
    }

    // Tokenizer and a fresh model: from a checkpoint, or new with a vocabulary of its own.
    let format = AnswerFormat(
      separator: settings.separator, end: settings.end, leadingSpace: settings.leadingSpace)
    let base = try settings.model.map { try Hub.locate($0) }
    let tokenizer =
      try base.map { try Tokenizers.load(folder: $0) } ?? newTokenizer(settings, data.trainingTexts)
    var fresh = LanguageModel(
      model: try base.map { try CausalLanguageModel(folder: $0) }
        ?? CausalLanguageModel(
          settings.architecture.configuration(vocabularySize: tokenizer.vocabularySize), seed: UInt64(settings.seed)),
      tokenizer: tokenizer, format: format)
    if let base { try fresh.check(folder: base) }
    try data.check(tokenizer, format, block: fresh.block)
    for note in data.unknownWords(tokenizer, format) { console.warn(note) }
    console.say(
      "\(settings.model ?? "a new model"): \(fresh.model.decoder.blocks.count) layers of width"
        + " \(fresh.model.configuration.hiddenSize), \(tokenizer.vocabularySize) tokens,"
        + " \(fresh.model.registry.count) parameters, block \(fresh.block)")

    // Sequences.
    let questions = try QuestionSequences(
      data.train, format, tokenizer, block: fresh.block, tooLong: settings.tooLong)
    if questions.cut.questions > 0 {
      console.warn("\(questions.cut.questions) training questions were cut: \(questions.cut.tokens) tokens lost")
    }
    fresh.maximumAnswer = settings.maxAnswerTokens ?? 2 * questions.longestAnswer + 1
    fresh.about["recipe"] = .string(name)
    fresh.about["environment"] = .object(runEnvironment())
    fresh.about["settings"] = try settings.json()
    fresh.about["data_sha256"] = .object(data.hashes)
    if let base {
      fresh.about["base_model"] = .string(settings.model!)
      fresh.about["base_model_sha256"] = .string(try SHA256.hexadecimal(ofFile: base + "/model.safetensors"))
    }
    let documents = settings.pretraining.epochs > 0 ? data.documents : nil
    if documents == nil && (settings.mixQuestions > 0 || settings.compareWithoutPretraining) {
      console.warn("mix_questions and compare_without_pretraining mean nothing without pretraining")
    }
    let pretrainingData = try documents.map {
      try PretrainingData(
        $0, objective: settings.objective, tokenizer: tokenizer, block: fresh.block, prefix: format.written(""),
        mask: settings.separator, end: format.endID(tokenizer), seed: UInt64(settings.seed))
    }
    for note in pretrainingData?.notes ?? [] { console.say(note) }
    console.say(
      (data.documents.map { "\($0.documents.count) documents, " } ?? "")
        + "\(data.train.examples.count) training questions, dev \(data.dev.examples.count)"
        + (data.test.map { ", test \($0.examples.count)" } ?? ""))

    // Stages: each goes on where it was stopped, and one that is done is not begun again.
    let scorer = AnswerScorer(training: data.train, dev: data.dev, metric: settings.metric)
    var stages = try Stages(folder, console)
    if let pretrainingData {
      let stage = LanguageModelStage(
        name: "pretraining", settings: settings.pretraining, seed: UInt64(settings.seed),
        sequences: { epoch in
          pretrainingData.epoch(epoch)
            + (0..<settings.mixQuestions).flatMap { questions.epoch(epoch * settings.mixQuestions + $0) }
        },
        source: { index in
          let count = pretrainingData.sources.count
          return index < count
            ? pretrainingData.sources[index] : questions.source((index - count) % data.train.examples.count)
        }, statesBelow: "", saveEvery: settings.saveEvery, keptAs: "pretrained")
      try stages.carryOut(stage) { fresh }
    }
    func finetuning(_ name: String, _ stage: StageSettings, below prefix: String) -> LanguageModelStage {
      LanguageModelStage(
        name: name, settings: stage, seed: UInt64(settings.seed) &+ 1_000_003,
        sequences: questions.epoch, source: questions.source, statesBelow: prefix,
        saveEvery: settings.saveEvery,
        evaluation: .init(
          everyEpochs: settings.evaluateEvery, isLargerBetter: true, patience: settings.patience,
          bestFolder: prefix + "best", score: scorer.score))
    }
    try stages.carryOut(finetuning("finetuning", settings.finetuning, below: "")) {
      pretrainingData == nil ? fresh : try LanguageModel.open(folder.appending("pretrained"))
    }
    let isCompared = settings.compareWithoutPretraining && pretrainingData != nil
    if isCompared {
      // The same sizes, seed and questions, and as many passes over the questions: what differs is the documents.
      var alone = settings.finetuning
      alone.epochs += settings.mixQuestions * settings.pretraining.epochs
      try makeFolder(folder.appending("without-pretraining"))
      try stages.carryOut(finetuning("without pretraining", alone, below: "without-pretraining/")) {
        var again = LanguageModel(
          model: try base.map { try CausalLanguageModel(folder: $0) }
            ?? CausalLanguageModel(fresh.model.configuration, seed: UInt64(settings.seed)),
          tokenizer: tokenizer, format: format)
        (again.maximumAnswer, again.about) = (fresh.maximumAnswer, fresh.about)
        return again
      }
    }

    // Results: the best checkpoints, read back from the disk as `attune evaluate` would.
    let chosen = try LanguageModel.open(folder.appending("best"))
    let compared = try isCompared ? LanguageModel.open(folder.appending("without-pretraining/best")) : nil
    var results: JSON.Object = [
      "recipe": .string(name), "step": chosen.about["step"] ?? .null, "steps": .integer(stages.list.lastStep),
      "metric": .string(settings.metric.rawValue), "seed": .integer(settings.seed),
      "training_seconds": .number(stages.list.done.reduce(0) { $0 + $1.seconds }),
      "tokens": .integer(stages.list.done.reduce(0) { $0 + $1.tokens }), "stages": stages.list.json,
      "questions": .object([
        "read": .integer(data.train.examples.count), "trained_on": .integer(questions.sequences.count),
        "cut": .integer(questions.cut.questions), "tokens_lost": .integer(questions.cut.tokens),
      ]),
      "environment": .object(runEnvironment()),
    ]
    for (split, questions) in [("dev", data.dev)] + (data.test.map { [("test", $0)] } ?? []) {
      let report = try scorer.report(chosen, questions)
      results[split] = .object(report.json)
      console.say("\n\(split): \(questions.examples.count) questions of \(questions.path)\n" + report.table)
      if let compared {
        let without = try scorer.report(compared, questions)
        results[split + "_without_pretraining"] = .object(without.json)
        console.say(
          "  \(split), exact match: \(percent(report.scores.exactMatch)) after pretraining,"
            + " \(percent(without.scores.exactMatch)) without")
      }
    }
    results["seconds"] = .number(monotonicSeconds() - start)
    results["peak_memory_bytes"] = .integer(peakMemory())
    try writeFileDurably(folder.appending("results.json"), Array(JSON.object(results).pretty.utf8))
    console.say(
      "\ntrained in \(duration(stages.list.done.reduce(0) { $0 + $1.seconds })), peak memory \(peakMemory() >> 20) MiB;"
        + " checkpoint: \(folder.appending("best"))\nask it: attune answer \(folder.appending("best")) \"\(data.dev.examples[0].question)\""
    )
  }

  /// A tokenizer whose vocabulary is that of the texts.
  private static func newTokenizer(_ settings: Settings, _ texts: [String]) throws -> any Tokenizer {
    // A separator or end of white space is no special token, but a token all the same.
    let marks = [settings.separator, settings.end]
    var specials = ["□", settings.separator, settings.end].filter { !$0.allSatisfy(\.isWhitespace) }
    specials = specials.enumerated().filter { specials.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    switch settings.architecture.tokenizer {
    case .characters: return try CorpusTokenizer(unit: .characters, corpus: texts + marks, specialTokens: specials)
    case .words:
      let written = settings.leadingSpace ? texts.map { " " + $0 } : texts
      return try CorpusTokenizer(unit: .words, corpus: written + marks, specialTokens: specials, unknownToken: "<unk>")
    }
  }
}
