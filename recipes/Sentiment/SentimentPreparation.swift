internal import Base
internal import Datasets
internal import Hub
internal import Pipelines
internal import Runs
internal import Text
internal import Transformer

extension Sentiment {
  /// The state of a run before its first step, read and checked: data, tokenizer, model and the batches of all epochs.
  public struct Prepared {
    let data: ClassificationData
    /// The state from which the run resumes; nil for a new run.
    let saved: SavedStates.Found?
    let classifier: Classifier
    let batches: ClassificationBatches
    /// The splits that are scored, dev first.
    let heldOut: [HeldOut]
    /// The steps and their batches.
    let plan: TrainingPlan
    let estimate: ResourceEstimate
    /// When the preparation started, on the clock of `monotonicSeconds`.
    let start = monotonicSeconds()

    /// - Returns: nil if there are problems; all of them are noted
    init?(_ settings: Settings, for folder: RunFolder, _ preflight: Preflight) {
      // 1. data, and the state from which a resumed run starts
      let data = ClassificationData(settings, preflight)
      for note in data?.notes ?? [] { preflight.fact("data", note) }
      guard preflight.extent != .files else { return nil }
      let isNew = settings.model == DeepAveragingSettings.name
      let base = isNew ? nil : try? Hub.locate(settings.model)
      if !isNew && base == nil { return nil }
      let saved = folder.isResumed ? preflight.attempt { try SavedStates(folder).newest(preflight.remark) } ?? nil : nil
      if let saved, let data { _ = preflight.attempt { try RunOrigin.requireSame(data: data.hashes, as: saved) } }
      if folder.isResumed && !preflight.problems.isEmpty { return nil }

      // 2. tokenizer and model, even if the data have problems
      let labelCount = settings.task == .regression ? 1 : data?.labels?.count ?? settings.labels?.count ?? 2
      guard
        let (tokenizer, model) = saved == nil && isNew
          ? Self.make(settings, data?.train, labelCount: labelCount, preflight)
          : Self.open(settings, labelCount: labelCount, folder: saved?.folder ?? base ?? "", saved, preflight),
        let data
      else { return nil }
      if saved == nil, let base, let labels = data.labels { Self.remark(headOf: base, model, isFor: labels, preflight) }
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
          "the run has only one step, the first of the warm-up, with a learning rate of 0: nothing will be trained")
      }
      if total < batches.epochs[0].count {
        preflight.remark("max_steps ends the run in its first epoch: some examples are never used")
      }
      let intake = Intake(
        read: data.train.examples.count + data.train.droppedCount, refused: data.train.droppedCount, cut: long.cut,
        tokensLost: long.tokensLost, exampleOf: Array(inputs.indices), windows: (long.inWindows, long.windows))
      plan = batches.plan(intake) { "\(data.train.examples[$0].file):\(data.train.examples[$0].line)" }

      // 5. resources
      estimate = ResourceEstimate(batches, data, heldOut, settings, model)
      let pace = preflight.extent == .timed ? batches.pace(model, ClassificationLoss(data.targets, settings)) : nil
      estimate.report(preflight, pace: pace)
      self.saved = saved
      (self.data, self.classifier, self.batches, self.heldOut) = (data, classifier, batches, heldOut)
    }

    /// Makes the tokenizer and the model of a new network. Without data its file of vectors is checked.
    private static func make(
      _ settings: Settings, _ train: TextSplit?, labelCount: Int, _ preflight: Preflight
    ) -> (any Tokenizer, SequenceClassifier)? {
      guard let train else {
        if let path = (try? NewDeepAveraging.vectorsFile(settings)) ?? nil {
          _ = preflight.attempt { try WordVectors(path: path) }
        }
        return nil
      }
      guard let new = NewDeepAveraging(settings, train, labelCount: labelCount, preflight) else { return nil }
      choose(settings, new.tokenizer, new.model, preflight)
      return (new.tokenizer, new.model)
    }

    /// Opens tokenizer and model, and checks that they fit each other and the settings.
    private static func open(
      _ settings: Settings, labelCount: Int, folder source: String, _ saved: SavedStates.Found?, _ preflight: Preflight
    ) -> (any Tokenizer, SequenceClassifier)? {
      let tokenizer = preflight.attempt { try Tokenizers.load(folder: source) }
      // The checkpoint of a saved state has the changes already.
      let changes = saved == nil ? settings.encoderChanges : nil
      let model = preflight.attempt { () throws -> SequenceClassifier? in
        let problems = try SequenceClassifier.configuration(folder: source).problems(changes ?? EncoderChanges())
        for problem in problems { preflight.problem("\(problem.setting): \(problem.text)") }
        if !problems.isEmpty { return nil }
        return try SequenceClassifier(
          folder: source, labelCount: labelCount, pooling: settings.pooling,
          opening: saved == nil ? .fineTuning : .evaluation, changes: changes, seed: UInt64(settings.execution.seed))
      }.flatMap(\.self)
      guard let tokenizer, let model else { return nil }
      _ = preflight.attempt { try Classifier.check(tokenizer, fits: model, folder: source) }
      let configuration = model.encoder.configuration
      let limit = configuration.maximumLength
      if let wanted = settings.maxLength, wanted > limit {
        let others = AttentionKind.kinds(in: .encoder).filter { $0 != .dotProduct }.map(\.rawValue)
        preflight.problem(
          "max_length is \(wanted), but the model has \(limit) positions: long_texts=windows reads longer texts in"
            + " parts, and attention=\(others.joined(separator: " or ")) extends the positions")
      }
      if let rows = configuration.storedPositionCount {
        preflight.remark(
          "max_length: the model has \(rows - configuration.firstPosition) positions; copies of them extend the table"
            + " to \(limit), which training has to adapt")
      }
      let new = model.newInAttention.count
      if new > 0 {
        preflight.remark(
          "attention: \(configuration.attention.rawValue) has \(counted(new, "parameter")) that the model lacks:"
            + " training has to fit them")
      }
      _ = preflight.attempt {
        try Classifier.check(tokenizer, cutTo: min(settings.maxLength ?? limit, limit), fits: model, folder: source)
      }
      choose(settings, tokenizer, model, preflight)
      return (tokenizer, model)
    }

    /// Freezes what the settings name, and describes the model.
    private static func choose(
      _ settings: Settings, _ tokenizer: any Tokenizer, _ model: SequenceClassifier, _ preflight: Preflight
    ) {
      let isFixed = settings.model == DeepAveragingSettings.name && !settings.dan.trainable
      freeze(settings.freeze + (isFixed ? ["word_embeddings"] : []), model.registry.parameters, preflight)
      if settings.adversarial > 0 && model.encoder.words.weight.isFrozen {
        preflight.problem(
          "adversarial moves token embeddings along their gradient, but frozen ones have none: remove them from freeze"
        )
      }
      let configuration = model.encoder.configuration
      preflight.fact(
        "model",
        "\(settings.model): \(model.encoder.layerCount) layers, \(model.registry.count) parameters,"
          + " \(tokenizer.vocabularySize) tokens for \(configuration.vocabularySize) rows"
          + configuration.attention.note(configuration.attentionSettings))
    }

    /// Warns if the base model's head is kept although its labels are different.
    private static func remark(
      headOf base: String, _ model: SequenceClassifier, isFor labels: LabelMap, _ preflight: Preflight
    ) {
      if model.registry.initialized.contains(model.head.output.weight.name) { return }
      guard let config = try? JSON(parsingFile: base + "/config.json"),
        let before = try? LabelMap(json: config["id2label"] ?? .null), before != labels
      else { return }
      preflight.remark(
        "the base model's head is kept; it was trained for the labels \(before.names.joined(separator: ", ")), in this"
          + " order; this run's are \(labels.names.joined(separator: ", ")): labels=[…] sets their order")
    }

    /// Freezes the parameters whose names match the patterns.
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

extension SentimentSettings {
  /// What is changed about the base model.
  var encoderChanges: EncoderChanges {
    EncoderChanges(attention: attention, settings: attentionSettings.values, maximumLength: maxLength)
  }
}
