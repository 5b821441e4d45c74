internal import Base
internal import Datasets
internal import Hub
internal import Pipelines
internal import Runs
internal import Text
internal import Transformer

extension Sentiment {
  /// Everything that a run has before its first step, read and checked: data, tokenizer, model and the batches of all
  /// epochs.
  public struct Prepared {
    let data: ClassificationData
    /// The state that the run resumes from; nil begins.
    let saved: SavedStates.Found?
    let classifier: Classifier
    let batches: ClassificationBatches
    /// The splits that are scored, dev first.
    let heldOut: [HeldOut]
    /// The steps and what they train on.
    let plan: TrainingPlan
    let estimate: ResourceEstimate
    /// When the preparation began, on the clock of `monotonicSeconds`.
    let start = monotonicSeconds()

    /// - Returns: nil where there are problems; all of them are noted
    init?(_ settings: Settings, for folder: RunFolder, _ preflight: Preflight) {
      // 1. data, and the state that a resumed run begins at
      let data = ClassificationData(settings, preflight)
      for note in data?.notes ?? [] { preflight.fact("data", note) }
      guard preflight.extent != .files, let base = try? Hub.locate(settings.model) else { return nil }
      let saved = folder.isResumed ? preflight.attempt { try SavedStates(folder).newest(preflight.remark) } ?? nil : nil
      if let saved, let data { _ = preflight.attempt { try RunOrigin.requireSame(data: data.hashes, as: saved) } }
      if folder.isResumed && !preflight.problems.isEmpty { return nil }

      // 2. tokenizer and model, whether the data are sound or not
      let labelCount = settings.task == .regression ? 1 : data?.labels?.count ?? settings.labels?.count ?? 2
      guard
        let (tokenizer, model) = Self.open(settings, labelCount: labelCount, base: base, saved, preflight), let data
      else { return nil }
      if saved == nil, let labels = data.labels { Self.remark(headOf: base, model, isFor: labels, preflight) }
      let limit = model.encoder.configuration.maximumLength
      let classifier = Classifier(
        model: model, tokenizer: tokenizer, labels: data.labels, maximumLength: min(settings.maxLength ?? limit, limit),
        longTexts: settings.longTexts, about: [:])
      _ = preflight.attempt { try classifier.requireReadable(in: [data.train] + data.heldOut.map(\.split)) }

      // 3. texts as tokens
      func encoded(_ name: String, _ split: TextSplit) -> (inputs: [Classifier.Input], long: LongTextCount) {
        let inputs = split.examples.map { classifier.encode($0.text, pair: $0.pair) }
        let long = LongTextCount(inputs)
        if let line = long.line(classifier) { preflight.remark("\(name): " + line) }
        return (inputs, long)
      }
      let (inputs, long) = encoded("train", data.train)
      let heldOut = data.heldOut.map { name, split in
        HeldOut(name: name, texts: split, inputs: encoded(name, split).inputs)
      }
      let lengths = inputs.map(\.tokenCount)
      preflight.fact(
        "length",
        "\(lengths.sorted()[lengths.count / 2]) tokens in the median, \(lengths.max() ?? 0) at most;"
          + " the model reads \(limit)")
      let longest = inputs.flatMap(\.lengths).max() ?? 0
      if preflight.problems.isEmpty && longest > limit {
        preflight.problem("a text has \(longest) tokens, but the model reads \(limit)")
      }
      guard preflight.problems.isEmpty else { return nil }

      // 4. batches
      let batches = ClassificationBatches(inputs, model, settings)
      let total = batches.total
      requireCountable(steps: total, accumulation: settings.optimization.accumulation, preflight)
      if total == 1 && settings.optimization.warmup > 0 {
        preflight.remark(
          "the run's one step is the first of the warm-up, whose learning rate is 0: nothing will be trained")
      }
      if total < batches.epochs[0].count {
        preflight.remark("max_steps ends the run in its first epoch: some examples are never trained on")
      }
      let intake = Intake(
        read: data.train.examples.count + data.train.droppedCount, refused: data.train.droppedCount, cut: long.cut,
        tokensLost: long.tokensLost, exampleOf: Array(inputs.indices), windows: (long.inWindows, long.windows))
      plan = batches.plan(intake) { "\(data.train.examples[$0].file):\(data.train.examples[$0].line)" }

      // 5. what all of it takes
      estimate = ResourceEstimate(batches, data, heldOut, settings, model)
      let pace = preflight.extent == .timed ? batches.pace(model, ClassificationLoss(data.targets, settings)) : nil
      estimate.report(preflight, pace: pace)
      self.saved = saved
      (self.data, self.classifier, self.batches, self.heldOut) = (data, classifier, batches, heldOut)
    }

    /// Opens tokenizer and model, and checks that they fit each other and the settings.
    private static func open(
      _ settings: Settings, labelCount: Int, base: String, _ saved: SavedStates.Found?, _ preflight: Preflight
    ) -> (any Tokenizer, SequenceClassifier)? {
      let source = saved?.folder ?? base
      let tokenizer = preflight.attempt { try Tokenizers.load(folder: source) }
      let model = preflight.attempt {
        try SequenceClassifier(
          folder: source, labelCount: labelCount, pooling: settings.pooling,
          opening: saved == nil ? .fineTuning : .evaluation, seed: UInt64(settings.execution.seed))
      }
      guard let tokenizer, let model else { return nil }
      _ = preflight.attempt { try Classifier.check(tokenizer, fits: model, folder: source) }
      let limit = model.encoder.configuration.maximumLength
      if let wanted = settings.maxLength, wanted > limit {
        preflight.problem("max_length is \(wanted), but the model has \(limit) positions")
      }
      _ = preflight.attempt {
        try Classifier.check(tokenizer, cutTo: min(settings.maxLength ?? limit, limit), fits: model, folder: source)
      }
      freeze(settings.freeze, model.registry.parameters, preflight)
      if settings.adversarial > 0 && model.encoder.embeddings.words.weight.isFrozen {
        preflight.problem(
          "adversarial moves token embeddings along their gradient, and frozen ones have none: leave them out of freeze"
        )
      }
      preflight.fact(
        "model",
        "\(settings.model): \(model.encoder.blocks.count) layers, \(model.registry.count) parameters,"
          + " \(tokenizer.vocabularySize) tokens for \(model.encoder.configuration.vocabularySize) rows")
      return (tokenizer, model)
    }

    /// Warns that the base model's own head is kept, also where its labels are others.
    private static func remark(
      headOf base: String, _ model: SequenceClassifier, isFor labels: LabelMap, _ preflight: Preflight
    ) {
      if model.registry.initialized.contains(model.head.output.weight.name) { return }
      guard let config = try? JSON(parsingFile: base + "/config.json"),
        let before = try? LabelMap(json: config["id2label"] ?? .null), before != labels
      else { return }
      preflight.remark(
        "the base model's head is kept, and was trained for the labels \(before.names.joined(separator: ", ")), in this"
          + " order; this run's are \(labels.names.joined(separator: ", ")): labels=[…] sets their order")
    }

    /// Freezes the parameters that the patterns name.
    private static func freeze(_ patterns: [String], _ parameters: [Parameter], _ preflight: Preflight) {
      for pattern in patterns {
        let named = parameters.filter { ("." + $0.name + ".").contains("." + pattern + ".") }
        if named.isEmpty {
          preflight.problem(
            "freeze: no parameter's name has the part \"\(pattern)\"; names are like \(parameters[0].name)")
        }
        for parameter in named { parameter.isFrozen = true }
      }
      if parameters.allSatisfy(\.isFrozen) { preflight.problem("freeze: nothing is left to train") }
    }
  }
}
