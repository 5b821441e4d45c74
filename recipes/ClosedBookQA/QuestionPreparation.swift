internal import Base
internal import Datasets
internal import Metrics
internal import Pipelines
internal import Runs
internal import Tensor
internal import Text
internal import Training
internal import Transformer

extension ClosedBookQA {
  /// Everything that a run has before its first step, read and checked: data, tokenizer, a fresh model and the stages.
  public struct Prepared {
    let data: QuestionData
    /// The model before its first step; it says nothing about itself yet.
    let fresh: LanguageModel
    let questions: QuestionSequences
    let scorer: AnswerScorer
    /// Nil where there is nothing to pretrain on.
    let pretraining: LanguageModelTraining?
    let finetuning: LanguageModelTraining
    /// The same without pretraining, to show what it brings; nil where that is not asked for.
    let alone: LanguageModelTraining?
    let estimate: ResourceEstimate
    /// Lines for the run's log.
    let notes: [String]
    /// When the preparation began, on the clock of `monotonicSeconds`.
    let start = monotonicSeconds()

    /// - Returns: nil where there are problems; all of them are noted
    init?(_ settings: Settings, _ preflight: Preflight) {
      // 1. data
      let data = QuestionData(settings, preflight)
      for note in data?.notes ?? [] { preflight.fact("data", note) }
      if preflight.extent == .files { return nil }
      if let data, settings.pretraining.epochs > 0 && data.documents == nil {
        preflight.problem(
          "pretraining.epochs is \(settings.pretraining.epochs), but there are no documents: give documents_file")
      }

      // 2. tokenizer and a fresh model: from a checkpoint, or new with a vocabulary of its own
      let format = AnswerFormat(separator: settings.separator, end: settings.end, leadingSpace: settings.leadingSpace)
      guard
        var fresh = LanguageModel.fresh(
          settings.model, settings.architecture, seed: settings.execution.seed, format: format,
          marks: [settings.separator, settings.end], texts: { data?.trainingTexts.map(format.written) }, preflight)
      else { return nil }
      let (model, tokenizer) = (fresh.model, fresh.tokenizer)

      // 3. questions and documents as tokens
      let end = preflight.attempt { try format.endID(tokenizer) }
      guard let data, let end else { return nil }
      _ = preflight.attempt { try data.check(tokenizer, format, block: fresh.block) }
      for note in data.unknownWords(tokenizer, format) { preflight.remark(note) }
      let questions = preflight.attempt {
        try QuestionSequences(data.train, format, tokenizer, block: fresh.block, tooLong: settings.tooLong)
      }
      let documents = settings.pretraining.epochs > 0 ? data.documents : nil
      if documents == nil && (settings.mixQuestions > 0 || settings.compareWithoutPretraining) {
        preflight.remark("mix_questions and compare_without_pretraining mean nothing without pretraining")
      }
      let pretrainingData = preflight.attempt {
        try documents.map {
          try PretrainingData(
            $0, objective: settings.objective, tokenizer: tokenizer, block: fresh.block, prefix: format.written(""),
            mask: settings.separator, end: end, seed: UInt64(settings.execution.seed))
        }
      }
      for note in pretrainingData??.notes ?? [] { preflight.fact("documents", note) }
      for note in pretrainingData??.remarks ?? [] { preflight.remark(note) }
      guard let questions, let pretrainingData else { return nil }
      // An answer is only learned with its end: where it is not in the loss, the model goes on for ever.
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
        "questions with their answers: \(lengths.sorted()[lengths.count / 2]) tokens in the median, \(lengths.max() ?? 0)"
          + " at most; the model reads \(fresh.block)")

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
        // The same sizes, seed and questions, and as many passes over the questions: what differs is the documents.
        var alone = settings.finetuning
        alone.epochs += settings.mixQuestions * settings.pretraining.epochs
        self.alone = finetuning("without pretraining", alone, below: "without-pretraining/")
        if settings.mixQuestions > 0 && (settings.pretraining.maxSteps ?? settings.finetuning.maxSteps) != nil {
          preflight.remark(
            "max_steps ends passes over the questions, so the model without pretraining makes another number of them")
        }
      } else {
        alone = nil
      }

      // 5. what all of it takes
      let stages = [pretraining, self.finetuning, alone].compactMap { $0 }
      for stage in stages { stage.requireCountable(preflight) }
      let prompts = scorer.heldOut.map { $0.prompts.map(\.count) }
      let scoring = prompts.map { prompts in
        // Answers are made token by token, which takes about three times as long as reading as many at once.
        let lengths = prompts.map { $0 + questions.longestAnswer + 1 }
        return 3 * model.cost(lengths: lengths, targets: prompts.count).forwardOperations
      }
      let documentTokens = pretrainingData?.documents.reduce(0) { $0 + $1.count } ?? 0
      var estimate = ResourceEstimate(
        stages, model, evaluation: scoring[0], finalEvaluation: scoring.reduce(0, +) * (alone == nil ? 1 : 2),
        textBytes: data.memory + 16 * lengths.reduce(0, +) + 40 * documentTokens)
      let answering = prompts.map { model.generationCost(prompts: $0, maximumTokens: fresh.maximumAnswer) }
      estimate.memory.append(("cache of answers", answering.map(\.cacheBytes).max() ?? 0))
      // A pass takes the place of a training batch in the pool; one of many more tokens finds the batch's parts too small to replace.
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
        }, statesBelow: "", saveEvery: settings.execution.saveEvery, keptAs: "pretrained")
    }
  }
}

extension QuestionData {
  /// About how many bytes the texts take.
  fileprivate var memory: Int {
    let questions = (train.examples + dev.examples + (test?.examples ?? [])).reduce(0) {
      $0 + 400 + 2 * $1.question.utf8.count
    }
    return questions + (documents?.documents.reduce(0) { $0 + 200 + 2 * $1.text.utf8.count } ?? 0)
  }
}
