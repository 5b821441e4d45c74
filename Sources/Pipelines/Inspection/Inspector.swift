internal import Base
internal import Datasets
internal import Tensor
internal import Text
internal import Transformer

/// Looks into a saved checkpoint while it reads a text: what `attune inspect` does.
///
/// It opens classifiers, language models, and encoders without a head, such as a pretrained BERT.
public struct Inspector {
  /// The checkpoint folder.
  public let checkpoint: String
  private let model: Model

  private enum Model {
    case classifier(Predictor)
    case encoder(SequenceClassifier, any Tokenizer)
    case languageModel(LanguageModel)
  }

  /// A text that the model can read.
  public struct Input: Sendable {
    let text: String
    let pair: String?
    let encoding: Encoding

    /// Number of tokens, special tokens included.
    public var tokenCount: Int { encoding.ids.count }
  }

  /// From this number of tokens on, `remark` says how large the result is.
  private static let longText = 512

  /// Opens a checkpoint folder.
  public init(checkpoint: String) throws {
    self.checkpoint = checkpoint
    if try CheckpointKind(checkpoint) == .languageModel {
      model = .languageModel(try LanguageModel.open(checkpoint))
    } else if try Self.hasNoHead(checkpoint) {
      // The head is drawn and not used.
      let encoder = try SequenceClassifier(folder: checkpoint, labelCount: 1, opening: .fineTuning)
      let tokenizer = try Tokenizers.load(folder: checkpoint)
      try Classifier.check(tokenizer, fits: encoder, folder: checkpoint)
      let limit = encoder.encoder.configuration.maximumLength
      try Classifier.check(tokenizer, cutTo: limit, fits: encoder, folder: checkpoint)
      model = .encoder(encoder, tokenizer)
    } else {
      model = .classifier(try Predictor(checkpoint: checkpoint))
    }
  }

  /// Whether `transformers` saved the encoder without a classifier.
  private static func hasNoHead(_ folder: String) throws -> Bool {
    if exists(folder + "/attune.json") { return false }
    let names = try JSON(parsingFile: folder + "/config.json")["architectures"]?.array?.compactMap(\.string) ?? []
    return !names.isEmpty && !names.contains { $0.hasSuffix(ClassificationHead.classSuffix) }
  }

  private var tokenizer: any Tokenizer {
    switch model {
    case .classifier(let predictor): predictor.tokenizer
    case .encoder(_, let tokenizer): tokenizer
    case .languageModel(let languageModel): languageModel.tokenizer
    }
  }

  /// Tokens that the model reads at once.
  private var maximumLength: Int {
    switch model {
    case .classifier(let predictor): predictor.maximumLength
    case .encoder(let encoder, _): encoder.encoder.configuration.maximumLength
    case .languageModel(let languageModel): languageModel.contextLength
    }
  }

  /// Layers and heads.
  private var size: (layers: Int, heads: Int) {
    switch model {
    case .classifier(let predictor): Self.size(predictor.model)
    case .encoder(let encoder, _): Self.size(encoder)
    case .languageModel(let languageModel):
      (languageModel.model.configuration.layerCount, languageModel.model.configuration.headCount)
    }
  }

  private static func size(_ model: SequenceClassifier) -> (Int, Int) {
    // Another encoder has no attention.
    model.encoder is Encoder ? (model.encoder.configuration.layerCount, model.encoder.configuration.headCount) : (0, 0)
  }

  /// Whether the model has attention; a deep averaging network has none.
  public var hasAttention: Bool { size.layers > 0 }

  /// Texts as tokens.
  ///
  /// - Parameter first: the number of the first text, for messages
  /// - Throws: with all problems at once: an empty text, a text with more tokens than the model reads (none is cut), a
  ///   character that the vocabulary lacks, attention that does not fit in this machine's memory
  public func inputs(_ texts: [(text: String, pair: String?)], first: Int = 1) throws -> [Input] {
    if case .classifier(let predictor) = model { try predictor.requireReadable(texts) }
    var problems: [String] = []
    let inputs = texts.enumerated().map { index, text in
      let changed = preprocessed(text.text)
      let input = Input(
        text: changed, pair: text.pair, encoding: tokenizer.encode(changed, pair: text.pair, maximumLength: nil))
      if let problem = problem(with: input) { problems.append("text \(first + index) \(problem)") }
      return input
    }
    if problems.count == 1 { throw InputError.problem(problems[0]) }
    if !problems.isEmpty { throw InputError.problems(problems) }
    return inputs
  }

  /// The text as the model reads it: changed by the steps that changed the texts of its training.
  private func preprocessed(_ text: String) -> String {
    guard case .languageModel(let languageModel) = model else { return text }
    return languageModel.preprocess.applied(to: text, isBeginning: true)
  }

  private func problem(with input: Input) -> String? {
    if input.text.allSatisfy(\.isWhitespace) { return "is empty" }
    do { try tokenizer.check(input.text) } catch { return "cannot be read: \(error)" }
    if case .languageModel = model, input.pair != nil { return "has a pair, but a language model reads single texts" }
    let count = input.tokenCount
    if count == 0 { return "has no tokens: the model has nothing to read" }
    if count > maximumLength {
      return "has \(count) tokens, but the model reads \(maximumLength): give a shorter text, or a part of this one."
        + " Nothing is cut, because a cut text would be explained as if it were whole"
    }
    let (bytes, memory) = (weightCount(of: input) * MemoryLayout<Float>.stride, Machine.memory)
    if bytes > memory / 2 {
      return "has \(count) tokens: the attention of \(size.layers) layers with \(size.heads) heads takes"
        + " \(bytes >> 20) MiB, and this machine has \(memory >> 20) MiB: give a shorter text"
    }
    return nil
  }

  private func weightCount(of input: Input) -> Int { size.layers * size.heads * input.tokenCount * input.tokenCount }

  /// How large the report of a long text is; nil for a short text.
  public func remark(_ input: Input) -> String? {
    guard input.tokenCount > Self.longText else { return nil }
    let weights = weightCount(of: input)
    // Two characters a weight in the page; about thirteen in JSON.
    return "\(input.tokenCount) tokens have \(weights) attention weights (\(size.layers) layers, \(size.heads) heads):"
      + " the page takes up to \(weights * 2 / 1_000_000) MB, JSON about \(weights * 13 / 1_000_000) MB"
  }

  /// What the model does with a text.
  ///
  /// - Throws: if the model's outputs are not numbers
  public func inspect(_ input: Input) throws -> Inspection {
    let batch = TokenBatch([(input.encoding.ids, input.encoding.typeIDs)])
    let attention: [[Tensor]]
    var (prediction, contributions): (Predictor.Prediction?, Inspection.Contributions?)
    var nextTokens: [Inspection.NextToken]?
    switch model {
    case .classifier(let predictor):
      attention = predictor.model.encoder.attentionProbabilities(batch)
      let found = try predictor.predict([(input.text, input.pair)])[0]
      let output = found.label.flatMap { predictor.labels.firstIndex(of: $0) } ?? 0
      prediction = found
      contributions = Inspection.Contributions(
        label: found.label, values: predictor.model.tokenContributions(batch, output: output))
    case .encoder(let encoder, _): attention = encoder.encoder.attentionProbabilities(batch)
    case .languageModel(let languageModel):
      attention = languageModel.model.decoder.attentionProbabilities(batch)
      nextTokens = self.nextTokens(batch.ids, languageModel.model.logits(batch))
    }
    if attention.joined().contains(where: { $0.values.contains(where: \.isNaN) }) {
      throw InputError.problem("the model's attention is NaN: its weights are damaged")
    }
    return Inspection(
      text: input.text, pair: input.pair, tokens: input.encoding.ids.map { tokenizer.token(of: $0) ?? "?" },
      shownTokens: input.encoding.ids.map(shown), attention: attention,
      heads: attention.map { $0.map(HeadSummary.init) }, prediction: prediction, contributions: contributions,
      nextTokens: nextTokens)
  }

  /// Number of most probable tokens that are listed.
  private static let alternatives = 5

  /// - Parameter logits: `[tokens, vocabulary]`
  private func nextTokens(_ ids: [Int32], _ logits: Tensor) -> [Inspection.NextToken] {
    ids.indices.map { index in
      let row = logits.copyOfRows(index..<index + 1)
      let probabilities = softmax(row).values
      let values = row.values
      let order = values.indices.sorted { (values[$1], $0) < (values[$0], $1) }
      let next = index + 1 < ids.count ? Int(ids[index + 1]) : nil
      return Inspection.NextToken(
        probability: next.map { Double(probabilities[$0]) },
        rank: next.map { next in values.count { $0 > values[next] } + 1 },
        mostProbable: order.prefix(Self.alternatives).map { (shown(Int32($0)), Double(probabilities[$0])) })
    }
  }

  /// A token as it is displayed.
  private func shown(_ id: Int32) -> String {
    let spelling = tokenizer.token(of: id) ?? "?"
    var text = spelling
    if tokenizer is ByteLevelBPETokenizer {
      text = tokenizer.decode([id], skippingSpecialTokens: false)
      // A part of a character has no text of its own.
      if text.unicodeScalars.contains("\u{FFFD}") { return spelling }
    }
    return String(text.map { $0 == " " ? "␣" : $0.isNewline ? "⏎" : $0 == "\t" ? "⇥" : $0 })
  }

  /// Reads the texts of a file: one per line, or the columns on which the checkpoint was trained.
  public func read(_ path: String) throws -> [(text: String, pair: String?)] {
    if case .classifier(let predictor) = model { return try predictor.read(path) }
    let columns = TextColumns(text: "text", pair: nil, label: nil)
    return try TextSplit.read(path: path, columns: columns, labelRequired: false).examples.map { ($0.text, nil) }
  }
}
