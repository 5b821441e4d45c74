internal import Base
internal import Datasets
internal import Pipelines
internal import Runs
internal import Tensor
internal import Training
internal import Transformer

extension ClosedBookQA {
  /// The state of a run before its first step, read and checked: data, tokenizer, a fresh model and the stages.
  public struct Prepared {
    let data: QuestionData
    /// The model before its first step, with an empty `about`.
    let fresh: LanguageModel
    let questions: QuestionSequences
    let scorer: AnswerScorer
    /// Nil without pretraining.
    let pretraining: LanguageModelTraining?
    let finetuning: LanguageModelTraining
    /// Training without pretraining, for comparison; nil if it is not requested.
    let alone: LanguageModelTraining?
    let estimate: ResourceEstimate
    /// Lines for the run's log.
    let notes: [String]
    /// When the preparation started, on the clock of `monotonicSeconds`.
    let start = monotonicSeconds()

    /// - Returns: nil if there are problems; all of them are noted
    init?(_ settings: Settings, _ preflight: Preflight) {
      // 1. data
      let data = QuestionData(settings, preflight)
      for note in data?.notes ?? [] { preflight.fact("data", note) }
      if preflight.extent == .files { return nil }
      if let data, settings.pretraining.epochs > 0 && data.documents == nil {
        preflight.problem(
          "pretraining.epochs is \(settings.pretraining.epochs), but there are no documents: give documents_file")
      }

      // 2. tokenizer and a fresh model: from a checkpoint, or new with a vocabulary made from the texts
      let format = AnswerFormat(separator: settings.separator, end: settings.end, leadingSpace: settings.leadingSpace)
      guard
        var fresh = LanguageModel.fresh(
          settings.model, settings.architecture, seed: settings.execution.seed, format: format,
          marks: [settings.separator, settings.end], dataFolder: settings.dataFolder,
          texts: { data?.trainingTexts.map(format.written) }, preflight)
      else { return nil }
      let (model, tokenizer) = (fresh.model, fresh.tokenizer)

      // 3. questions and documents as tokens
      let end = preflight.attempt { try format.endID(tokenizer) }
      guard let data, let end else { return nil }
      _ = preflight.attempt { try data.check(tokenizer, format, contextLength: fresh.contextLength) }
      for note in data.unknownWords(tokenizer, format) { preflight.remark(note) }
      let questions = preflight.attempt {
        try QuestionSequences(
          data.train, format, tokenizer, contextLength: fresh.contextLength, tooLong: settings.tooLong)
      }
      let documents = settings.pretraining.epochs > 0 ? data.documents : nil
      if documents == nil && (settings.mixQuestions > 0 || settings.compareWithoutPretraining) {
        preflight.remark("mix_questions and compare_without_pretraining have no effect without pretraining")
      }
      let pretrainingData = preflight.attempt {
        try documents.map {
          try PretrainingData(
            $0, objective: settings.objective, tokenizer: tokenizer, contextLength: fresh.contextLength,
            prefix: format.written(""), mask: settings.separator, end: end, seed: UInt64(settings.execution.seed))
        }
      }
      for note in pretrainingData??.notes ?? [] { preflight.fact("documents", note) }
      for note in pretrainingData??.remarks ?? [] { preflight.remark(note) }
      guard let questions, let pretrainingData else { return nil }
      // The loss must include the end of each answer: otherwise the model never stops.
      let endless = questions.sequences.indices.filter { index in
        questions.sequences[index].contains { $0.targets.last != end }
      }
      for index in endless { preflight.problem("\(questions.source(index)): the end of the answer is not in the loss") }
      if questions.cut.questions > 0 {
        preflight.remark("\(questions.cut.questions) training questions were cut: \(questions.cut.tokens) tokens lost")
      }
      guard preflight.problems.isEmpty else { return nil }
      fresh.maximumAnswer = settings.maxAnswerTokens ?? 2 * questions.longestAnswer + 1
      let lengths = questions.sequences.joined().map(\.ids.count)
      preflight.fact(
        "length",
        "questions with their answers: \(lengths.sorted()[lengths.count / 2]) tokens in the median,"
          + " \(lengths.max() ?? 0) at most; the context length is \(fresh.contextLength)")

      // 4. stages
      let heldOut = [("dev", data.dev)] + (data.test.map { [("test", $0)] } ?? [])
      let scorer = AnswerScorer(
        training: data.train, heldOut: heldOut.map { AnswerScorer.Questions($0.0, $0.1, format, tokenizer) },
        metric: settings.metric)
      pretraining = pretrainingData.map { Self.pretraining(settings, $0, questions) }
      func finetuning(_ name: String, _ stage: OptimizationSettings, below prefix: String) -> LanguageModelTraining {
        LanguageModelTraining(
          name: name, settings: stage, seed: UInt64(settings.execution.seed) &+ 1_000_003,
          sequences: questions.epoch, shapes: questions.shapes,
          intake: Intake(
            read: data.train.examples.count, refused: 0, cut: questions.cut.questions, tokensLost: questions.cut.tokens,
            exampleOf: Array(questions.sequences.indices)),
          source: questions.source, statesBelow: prefix, saveEvery: settings.execution.saveEvery,
          evaluation: .init(
            plan: EvaluationPlan(
              interval: .epochs(settings.evaluateEvery), isLargerBetter: true, patience: settings.patience,
              bestFolder: prefix + "best"),
            score: scorer.devScore))
      }
      self.finetuning = finetuning("finetuning", settings.finetuning, below: "")
      if settings.compareWithoutPretraining && pretrainingData != nil {
        // Sizes, seed, questions and the number of passes over the questions are the same: only the documents differ.
        var alone = settings.finetuning
        alone.epochs += settings.mixQuestions * settings.pretraining.epochs
        self.alone = finetuning("without pretraining", alone, below: "without-pretraining/")
        if settings.mixQuestions > 0 && (settings.pretraining.maxSteps ?? settings.finetuning.maxSteps) != nil {
          preflight.remark(
            "max_steps limits the passes over the questions, so the model without pretraining has a different number of"
              + " them")
        }
      } else {
        alone = nil
      }

      // 5. resources
      let stages = [pretraining, self.finetuning, alone].compactMap { $0 }
      for stage in stages { stage.requireCountable(preflight) }
      if let nce = pretraining?.nce { preflight.fact("loss", nce.line) }
      let prompts = scorer.heldOut.map { $0.prompts.map(\.count) }
      let scoring = prompts.map { prompts in
        // Answers are generated token by token, which takes about three times as long as reading them at once.
        let lengths = prompts.map { $0 + questions.longestAnswer + 1 }
        return 3 * model.cost(lengths: lengths, targets: prompts.count).forwardOperations
      }
      let documentTokens = pretrainingData?.documents.reduce(0) { $0 + $1.count } ?? 0
      var estimate = ResourceEstimate(
        stages, model, evaluation: scoring[0], finalEvaluation: scoring.reduce(0, +) * (alone == nil ? 1 : 2),
        textBytes: data.memory + 16 * lengths.reduce(0, +) + 40 * documentTokens)
      let answering = prompts.map { model.generationCost(prompts: $0, maximumTokens: fresh.maximumAnswer) }
      estimate.memory.append(("cache of answers", answering.map(\.cacheBytes).max() ?? 0))
      // A pass reuses the memory of a training batch in the pool. If it has many more tokens, the batch's tensors are
      // too small to reuse.
      let reading = answering.map(\.reading).filter { $0.tokens > 2 * estimate.largestBatch.tokens }
      estimate.memory.append(("questions read at once", reading.map(ResourceEstimate.pooled).max() ?? 0))
      var pace: Pace?
      if preflight.extent == .timed { pace = stages[0].pace(model) }
      estimate.report(preflight, pace: pace)
      (self.data, self.fresh, self.questions) = (data, fresh, questions)
      (self.scorer, self.estimate, notes) = (scorer, estimate, data.notes + (pretrainingData?.notes ?? []))
    }

    private static func pretraining(
      _ settings: Settings, _ data: PretrainingData, _ questions: QuestionSequences
    ) -> LanguageModelTraining {
      let (mixed, count) = (settings.mixQuestions, data.sources.count)
      let documents = (data.documentOf.max() ?? -1) + 1
      return LanguageModelTraining(
        name: "pretraining", settings: settings.pretraining, seed: UInt64(settings.execution.seed),
        sequences: { epoch in
          data.epoch(epoch) + (0..<mixed).flatMap { questions.epoch(epoch * mixed + $0) }
        },
        shapes: { epoch in
          data.shapes(epoch) + (0..<mixed).flatMap { questions.shapes(epoch * mixed + $0) }
        },
        intake: Intake(
          read: documents + data.refused + (mixed > 0 ? questions.sequences.count : 0), refused: data.refused,
          cut: data.cut.documents + (mixed > 0 ? questions.cut.questions : 0),
          tokensLost: data.cut.tokens + (mixed > 0 ? questions.cut.tokens : 0),
          exampleOf: data.documentOf + (0..<mixed).flatMap { _ in questions.sequences.indices.map { documents + $0 } }),
        source: { index in
          index < count ? data.sources[index] : questions.source((index - count) % questions.sequences.count)
        }, statesBelow: "", saveEvery: settings.execution.saveEvery, keptAs: "pretrained",
        nce: settings.loss == .nce ? settings.nce : nil)
    }
  }
}

extension QuestionData {
  /// Approximate size of the texts in bytes.
  fileprivate var memory: Int {
    let questions = (train.examples + dev.examples + (test?.examples ?? [])).reduce(0) {
      $0 + 400 + 2 * $1.question.utf8.count
    }
    return questions + (documents?.documents.reduce(0) { $0 + 200 + 2 * $1.text.utf8.count } ?? 0)
  }
}
