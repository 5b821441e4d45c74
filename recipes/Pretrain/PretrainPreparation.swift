internal import Base
internal import Datasets
internal import Metrics
internal import Pipelines
internal import Runs
internal import Tensor
internal import Text
internal import Training
internal import Transformer

extension Pretrain {
  /// The state of a run before its first step, read and checked: documents, tokenizer, a fresh model and the stage.
  public struct Prepared {
    let train: DocumentSplit
    let dev: DocumentSplit?
    let data: PretrainingData
    /// The dev sequences, with the same masks in every evaluation.
    let devSequences: [LanguageSequence]?
    /// The dev documents as tokens.
    let devTokens: [[Int32]]?
    /// The text of their targets.
    let devTexts: [PerplexityReport.TargetText]?
    /// Lines for the run's log.
    let notes: [String]
    /// The model before its first step, with an empty `about`.
    let fresh: LanguageModel
    let stage: LanguageModelTraining
    let estimate: ResourceEstimate
    /// When the preparation started, on the clock of `monotonicSeconds`.
    let start = monotonicSeconds()

    /// - Returns: nil if there are problems; all of them are noted
    init?(_ settings: Settings, _ preflight: Preflight) {
      // 1. data; missing files are skipped: `problems` reports them
      func isHere(_ path: String?) -> Bool { path.map(exists) ?? true }
      let isKnown =
        settings.documentsFile != nil || settings.dataset.map { Pretrain.datasetProblem($0) == nil } ?? false
      let whole =
        isHere(settings.documentsFile) && isKnown ? preflight.attempt { try documents(settings) } : nil
      let dev =
        isHere(settings.devFile)
        ? preflight.attempt { try devDocuments(settings, of: whole)?.preprocessed(by: settings.preprocess) } : nil
      let train = whole.flatMap { whole in
        preflight.attempt {
          let train = try settings.devShare.map { try whole.parted(lastShare: $0).first } ?? whole
          return try train.preprocessed(by: settings.preprocess)
        }
      }
      if let train, let dev, let held = dev { Self.remark(overlapOf: held, with: train, preflight) }
      if preflight.extent == .files { return nil }

      // 2. tokenizer and a fresh model: from a checkpoint, or new with a vocabulary made from the texts
      guard
        var fresh = LanguageModel.fresh(
          settings.model, settings.architecture, seed: settings.execution.seed, format: nil,
          marks: [settings.mask] + (settings.end.map { [$0] } ?? []), dataFolder: settings.dataFolder,
          texts: { train?.documents.map(\.text) }, preflight)
      else { return nil }
      fresh.preprocess = settings.preprocess
      let (model, tokenizer) = (fresh.model, fresh.tokenizer)

      // 3. documents as tokens
      let reserved = Set(
        (settings.objective == .nextToken ? [] : [settings.mask]) + (settings.end.map { [$0] } ?? []))
      for split in [train, dev.flatMap(\.self)].compactMap({ $0 }) {
        for problem in split.problems(tokenizer, reserved: reserved) { preflight.problem(problem) }
      }
      if let end = settings.end {
        fresh.textEnd = tokenizer.id(of: end)
        if fresh.textEnd == nil { preflight.problem("end: the tokenizer has no token \"\(end)\"") }
      }
      let (end, contextLength) = (fresh.textEnd, fresh.contextLength)
      if let prompt = settings.samplePrompt.map({ settings.preprocess.applied(to: $0, isBeginning: true) }) {
        do { try tokenizer.check(prompt) } catch { preflight.problem("sample_prompt: \(error)") }
        let count = tokenizer.encode(prompt).ids.count
        if !(1...contextLength).contains(count) {
          preflight.problem("sample_prompt has \(count) tokens, but the model reads 1 to \(contextLength)")
        }
      }
      func sequences(_ split: DocumentSplit, seed: UInt64) -> PretrainingData? {
        preflight.attempt {
          try PretrainingData(
            split, objective: settings.objective, tokenizer: tokenizer, contextLength: contextLength, prefix: "",
            mask: settings.mask, end: end, seed: seed)
        }
      }
      // The dev documents have other masks than the training documents.
      let data = train.flatMap { sequences($0, seed: UInt64(settings.execution.seed)) }
      let devData = dev.flatMap(\.self).flatMap { sequences($0, seed: UInt64(settings.execution.seed) &+ 1) }
      guard let train, let dev, let data, preflight.problems.isEmpty else { return nil }
      for note in data.remarks { preflight.remark(note) }
      for note in devData?.remarks ?? [] { preflight.remark("dev: " + note) }
      notes = train.notes + (dev?.notes ?? []) + data.notes
      for note in notes { preflight.fact("data", note) }
      if settings.objective == .nextToken, end == nil, train.documents.count > 1 {
        preflight.remark(
          "documents have no end token, so the model does not learn where a text ends: set end to add one")
      }
      let lengths = data.documents.map(\.count)
      preflight.fact(
        "length",
        "documents have \(lengths.sorted()[lengths.count / 2]) tokens in the median, \(lengths.max() ?? 0) at most;"
          + " the context length is \(contextLength)")

      // 4. the stage
      let devSequences = devData?.epoch(0)
      (devTokens, devTexts) = (devData?.documents, devData?.targetTexts)
      stage = LanguageModelTraining(
        name: "pretraining", settings: settings.pretraining, seed: UInt64(settings.execution.seed),
        sequences: data.epoch,
        shapes: data.shapes,
        intake: Intake(
          read: train.documents.count, refused: data.refused, cut: data.cut.documents, tokensLost: data.cut.tokens,
          exampleOf: data.documentOf),
        source: { data.sources[$0] }, statesBelow: "", saveEvery: settings.execution.saveEvery,
        keptAs: devSequences == nil ? "best" : nil,
        evaluation: devSequences.map { sequences in
          LanguageModelTraining.Evaluation(
            plan: EvaluationPlan(
              interval: .epochs(settings.evaluateEvery), isLargerBetter: false, patience: settings.patience)
          ) { model in
            let report = model.perplexity(of: sequences, texts: devData?.targetTexts)
            return DevScore(
              value: report.loss, numbers: [("loss", report.loss)], about: ["dev": .object(report.json)])
          }
        }, nce: settings.loss == .nce ? settings.nce : nil,
        freezesWords: settings.model == nil && !settings.architecture.bigram.trainable)
      if let nce = stage.nce { preflight.fact("loss", nce.line) }

      stage.requireCountable(preflight)

      // 5. resources
      let shapes = (devSequences ?? []).map { SequenceShape($0) }
      let evaluation = model.cost(lengths: shapes.map(\.length), targets: shapes.reduce(0) { $0 + $1.targets })
      let bytes = (train.documents + (dev?.documents ?? [])).reduce(0) { $0 + 200 + 2 * $1.text.utf8.count }
      estimate = ResourceEstimate(
        [stage], model, evaluation: evaluation.forwardOperations, finalEvaluation: evaluation.forwardOperations,
        textBytes: bytes + 40 * lengths.reduce(0, +))
      var pace: Pace?
      if preflight.extent == .timed { pace = stage.pace(model) }
      estimate.report(preflight, pace: pace)
      (self.train, self.dev, self.data, self.devSequences, self.fresh) = (train, dev, data, devSequences, fresh)
    }

    /// Reports documents that training and dev have in common.
    private static func remark(overlapOf dev: DocumentSplit, with train: DocumentSplit, _ preflight: Preflight) {
      func texts(_ split: DocumentSplit) -> QuestionSplit {
        QuestionSplit(
          examples: split.documents.map {
            QuestionExample(question: $0.text, answers: [], file: $0.file, line: $0.line)
          }, path: split.path, sha256: split.sha256)
      }
      let overlap = texts(dev).overlap(withTraining: texts(train))
      if let remark = overlap.remark("dev", of: dev.documents.count, "document") {
        preflight.remark(remark + ", so its loss is too optimistic")
      }
    }
  }
}
